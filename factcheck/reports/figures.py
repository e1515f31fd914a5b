"""Numbers as people read them. Pure."""


def figure(number: float) -> str:
    """A number with its thousands apart, and at most two decimals: 12,480 or 3.5."""
    told = f"{number:,}" if isinstance(number, int) else f"{number:,.2f}"
    return told.rstrip("0").rstrip(".") if "." in told else told

"""Numbers as people read them."""

import pytest

from factcheck.reports.figures import figure


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "0"), (12480, "12,480"), (3.5, "3.5"), (3.0, "3"), (1234.567, "1,234.57"), (100, "100")],
)
def test_a_number_is_told(number: float, told: str) -> None:
    assert figure(number) == told

"""Which embedders there are: none comes with the program, others bring them by entry point."""

from typing import cast

from factcheck import plugins
from factcheck.errors import Unavailable, Usage
from factcheck.vectors import Embedder

GROUP = "factcheck.embedders"


def embedder(told: str) -> Embedder:
    """The embedder of this name.

    Raises Usage, which lists the known ones, and Unavailable for one that cannot be loaded or is
    not what ``vectors.Embedder`` says.
    """
    name, others = plugins.named(told), plugins.known(GROUP)
    if name not in others:
        known = f"known: {', '.join(sorted(others))}" if others else "no package brings any"
        raise Usage(f"unknown embedder: {told}", hint=known)
    found = plugins.load(GROUP, name)
    model, dimension = (getattr(found, one, None) for one in ("model", "dimension"))
    if not (callable(found) and isinstance(model, str) and model and isinstance(dimension, int)):
        raise Unavailable(
            f"{name} is no embedder",
            hint="it is to be called with texts, and to have a model and a dimension",
        )
    return cast(Embedder, found)

"""How far long work has come: a bar on stderr, for a person at a terminal only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from factcheck import text


@contextmanager
def bar(what: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """A function to tell how much is done, and of how much; silent where nobody looks.

    When all is done the bar says that it is being verified. Rich, which draws it, is
    loaded only for somebody who looks.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    what = text.printable(what)
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    console = Console(stderr=True, markup=False, highlight=False)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TextColumn("{task.fields[rate]}"),
        Remaining(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=None, rate="")

        def tell(done: int, total: int) -> None:
            speed = progress.tasks[task].speed
            rate = f"{speed:,.0f}/s" if speed else ""
            doing = what if done < total else "verifying"
            progress.update(task, description=doing, completed=done, total=total, rate=rate)

        yield tell

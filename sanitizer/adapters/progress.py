"""A bar on standard error while many files are processed, out of the way of what is printed."""

import sys
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["Bar"]

_MANY = 50
"""Files from which a bar is shown."""
_EVERY = 0.1
"""Seconds from one drawing to the next."""


class Bar:
    """A context manager; draws nothing unless standard error is a terminal and there are many files."""

    def __init__(self, total: int) -> None:
        self._progress: Progress | None = None
        self._total = total
        self._done = 0
        self._drawn = 0.0
        if total > _MANY and sys.stderr.isatty():
            from rich import progress
            from rich.console import Console

            columns = (
                progress.BarColumn(),
                progress.TaskProgressColumn(),
                progress.MofNCompleteColumn(),
                progress.TimeRemainingColumn(),
            )
            self._progress = progress.Progress(
                *columns, console=Console(stderr=True), transient=True, auto_refresh=False
            )
            self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.hide()

    def step(self) -> None:
        """Count one file."""
        self._done += 1
        if self._progress is not None and (
            (now := time.monotonic()) - self._drawn > _EVERY or self._done == self._total
        ):
            self._drawn = now
            self._progress.start()
            self._progress.update(self._task, completed=self._done, refresh=True)

    def hide(self) -> None:
        """Take the bar away before something is printed; a later step draws it again."""
        if self._progress is not None and self._progress.live.is_started:
            self._progress.stop()

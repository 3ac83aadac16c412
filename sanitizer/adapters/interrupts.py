"""Ctrl-C and SIGTERM end the command at once, but never between the making of a temporary file and its renaming."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["hear", "held", "number", "raise_on_signals", "unheard"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _State:
    """What the handler has to know; it runs in the main thread, between two steps of what it interrupts."""

    holds = 0
    came: int | None = None


def raise_on_signals() -> None:
    """From now on the first of the signals raises ``KeyboardInterrupt``; those that follow are not heard.

    Nothing is done in a thread other than the main one, which alone gets signals.
    """
    _State.holds, _State.came = 0, None
    if threading.current_thread() is threading.main_thread():
        for number in _SIGNALS:
            signal.signal(number, _came)


def _came(number: int, _: FrameType | None) -> None:
    if _State.came is None:
        _State.came = number
        if not _State.holds:
            raise KeyboardInterrupt


def number() -> int:
    """The signal that came; that of Ctrl-C if none did."""
    return _State.came or signal.SIGINT


@contextmanager
def held() -> Iterator[None]:
    """A signal waits until the block is done."""
    _State.holds += 1
    before = _State.came
    try:
        yield
    finally:
        _State.holds -= 1
        if not _State.holds and before is None and _State.came is not None:
            raise KeyboardInterrupt


@contextmanager
def unheard() -> Iterator[None]:
    """Processes started in the block get no signals until they call :func:`hear`, nor does this one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hear() -> None:
    """Take the signals that :func:`unheard` kept away."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)

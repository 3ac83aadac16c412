"""Ctrl-C and SIGTERM end the command at once, and in the same way.

Python raises what they come to in the main thread, between any two steps; so files are written in others.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

__all__ = ["came", "check", "hear", "number", "raise_on_signals", "unheard"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _First:
    """The signal that came first."""

    number: int | None = None


def raise_on_signals() -> None:
    """From now on the first of the signals raises ``KeyboardInterrupt``; those that follow are not heard.

    Nothing is done in a thread other than the main one, which alone may say so.
    """
    _First.number = None
    with suppress(ValueError):
        for number in _SIGNALS:
            signal.signal(number, _raise)


def _raise(number: int, _: FrameType | None) -> None:
    if _First.number is None:
        _First.number = number
        raise KeyboardInterrupt


def came() -> bool:
    """Whether one of the signals was heard."""
    return _First.number is not None


def check() -> None:
    """Raise what Python has swallowed, as it does where a signal meets the end of an object's life."""
    if came():
        raise KeyboardInterrupt


def number() -> int:
    """The signal that came; that of Ctrl-C if none did."""
    return _First.number or signal.SIGINT


@contextmanager
def unheard() -> Iterator[None]:
    """Processes started in the block get no signals until they call :func:`hear`; this one gets them after it."""
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

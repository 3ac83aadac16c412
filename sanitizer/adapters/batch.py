"""Many files at once: shared out to processes, given back in order.

What comes back is plain and small: a report is already text, so memory does not grow with what was found.
"""

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.synchronize import Event

from sanitizer.adapters import interrupts
from sanitizer.adapters.judge import Job, Options, Outcome, process
from sanitizer.reports import Totals

__all__ = ["cores", "run"]

_CHUNK = 8
"""Files that a process is given at once."""
_AHEAD = 4
"""Chunks in flight for each process; the next wait until the first of them is printed."""
_FEW = 32
"""Files up to which starting processes takes longer than it saves."""
_COLLECT_EVERY = 50_000
"""Objects made before garbage is looked for. A document is garbage at once, without a search; the usual 700 cost a
tenth of the time."""


def run(jobs: Sequence[Job], options: Options, workers: int) -> Generator[Outcome, None, None]:
    """Process files, at most ``workers`` at a time; outcomes come in the order of the jobs."""
    with _rare_collections():
        if workers <= 1 or len(jobs) <= _FEW:
            for job in jobs:
                yield process(job, options)
        else:
            yield from _shared_out(jobs, options, workers)


def _shared_out(jobs: Sequence[Job], options: Options, workers: int) -> Generator[Outcome, None, None]:
    stopping = multiprocessing.Event()
    pool = ProcessPoolExecutor(workers, initializer=_start, initargs=(stopping,))
    waiting: deque[tuple[Sequence[Job], Future[list[Outcome]]]] = deque()
    try:
        for start in range(0, len(jobs), _CHUNK):
            chunk = jobs[start : start + _CHUNK]
            waiting.append((chunk, _submit(pool, chunk, options)))
            if len(waiting) >= workers * _AHEAD:
                yield from _outcomes(*waiting.popleft())
        while waiting:
            yield from _outcomes(*waiting.popleft())
    finally:
        stopping.set()
        pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, chunk: Sequence[Job], options: Options) -> "Future[list[Outcome]]":
    try:
        with interrupts.unheard():  # it may start processes
            return pool.submit(_process_all, chunk, options)
    except BrokenExecutor as error:
        broken: Future[list[Outcome]] = Future()
        broken.set_exception(error)
        return broken


def _outcomes(chunk: Sequence[Job], future: "Future[list[Outcome]]") -> list[Outcome]:
    """What became of a chunk; a process that is killed, as for want of memory, takes all those under way with it."""
    try:
        return future.result()
    except BrokenExecutor:
        told = "a process was ended from outside before this file was done; run it again, with --jobs 1"
        return [Outcome(job.path, totals=Totals(failed=1), error=told) for job in chunk]


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _rare_collections() -> Iterator[None]:
    """What is there now is never garbage, and what comes is rarely searched for it."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_COLLECT_EVERY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


class _Worker:
    """What a process that was started knows of its own end."""

    stopping: Event
    """Whether the parent wants no more."""
    is_ended = False
    """Whether this process alone was told to end."""
    is_busy = False


def _start(stopping: Event) -> None:
    """Ctrl-C reaches every process of a terminal; only the parent stops, and lets the others end their file."""
    _Worker.stopping = stopping
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    interrupts.hear()
    gc.set_threshold(_COLLECT_EVERY, *gc.get_threshold()[1:])
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end(*_: object) -> None:
    _Worker.is_ended = True


def _end_with_parent() -> None:
    """A parent that is killed cannot tell; without this its processes would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    _Worker.is_ended = True
    while _Worker.is_busy:
        time.sleep(0.05)
    os._exit(1)


def _process_all(jobs: Sequence[Job], options: Options) -> list[Outcome]:
    outcomes: list[Outcome] = []
    _Worker.is_busy = True
    for job in jobs:
        if _Worker.is_ended:
            os._exit(128 + signal.SIGTERM)
        if _Worker.stopping.is_set():
            break
        outcomes.append(process(job, options))
    _Worker.is_busy = False
    return outcomes

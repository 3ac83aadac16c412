"""Many files at once: shared out to processes, given back in order.

What comes back is plain and small: a report is already text, so memory does not grow with what was found.
"""

import gc
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import takewhile
from typing import TYPE_CHECKING

from sanitizer.adapters import interrupts
from sanitizer.adapters.judge import Job, Outcome, process, write
from sanitizer.adapters.sanitizers import Options
from sanitizer.reports import Totals

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.synchronize import Event

__all__ = ["cores", "run"]

_LARGEST_CHUNK = 32
"""Files that a process is given at once; at the end of each it waits for the last to be on the disk."""
_CHUNKS = 8
"""Chunks for each process, at least, so that all end at about the same time."""
_AHEAD = 4
"""Chunks in flight for each process; the next wait until the first of them is printed."""
_FEW = 32
"""Files up to which starting processes takes longer than it saves."""
_BEHIND = 8
"""Files of a process that are on their way to the disk while it goes on; to wait for each would take longer than to
mend it where the disk is busy."""
_COLLECT_EVERY = 50_000
"""Objects made before garbage is looked for. A document is garbage at once, without a search; the usual 700 cost a
tenth of the time."""


def run(jobs: Sequence[Job], options: Options, workers: int) -> Generator[Outcome, None, None]:
    """Process files, at most ``workers`` at a time; outcomes come in the order of the jobs."""
    with _rare_collections():
        if workers <= 1 or len(jobs) <= _FEW:
            yield from _one_after_another(jobs, options)
        else:
            yield from _shared_out(jobs, options, workers)


def _one_after_another(jobs: Iterable[Job], options: Options) -> Generator[Outcome, None, None]:
    """The outcomes in this process, each when its file is written; whatever ends it, files on their way arrive."""
    with ThreadPoolExecutor(_BEHIND) as writers:
        waiting: deque[Future[Outcome]] = deque()
        for job in jobs:
            interrupts.check()
            outcome, data = process(job, options)
            if data is not None:
                waiting.append(writers.submit(write, job, outcome, data))
            else:
                waiting.append(_done(outcome))
            while waiting and (len(waiting) > _BEHIND or waiting[0].done()):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _done(outcome: Outcome) -> "Future[Outcome]":
    future: Future[Outcome] = Future()
    future.set_result(outcome)
    return future


def _shared_out(jobs: Sequence[Job], options: Options, workers: int) -> Generator[Outcome, None, None]:
    import multiprocessing  # a few files are done before it is loaded
    from concurrent.futures import ProcessPoolExecutor

    stopping = multiprocessing.Event()
    pool = ProcessPoolExecutor(workers, initializer=_start, initargs=(stopping,))
    waiting: deque[tuple[Sequence[Job], Future[list[Outcome]]]] = deque()
    size = min(_LARGEST_CHUNK, -(-len(jobs) // (workers * _CHUNKS)))
    try:
        for start in range(0, len(jobs), size):
            interrupts.check()
            chunk = jobs[start : start + size]
            waiting.append((chunk, _submit(pool, chunk, options)))
            if len(waiting) >= workers * _AHEAD:
                yield from _outcomes(*waiting.popleft())
        while waiting:
            yield from _outcomes(*waiting.popleft())
    finally:
        stopping.set()
        pool.shutdown(cancel_futures=True)


def _submit(pool: "ProcessPoolExecutor", chunk: Sequence[Job], options: Options) -> "Future[list[Outcome]]":
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

    stopping: "Event"
    """Whether the parent wants no more."""
    is_ended = False
    """Whether this process alone was told to end."""
    is_busy = False


def _start(stopping: "Event") -> None:
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
    import multiprocessing

    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    _Worker.is_ended = True
    while _Worker.is_busy:
        time.sleep(0.05)
    os._exit(1)


def _process_all(jobs: Sequence[Job], options: Options) -> list[Outcome]:
    _Worker.is_busy = True
    outcomes = list(_one_after_another(_wanted(jobs), options))
    if _Worker.is_ended:
        os._exit(128 + signal.SIGTERM)
    _Worker.is_busy = False
    return outcomes


def _wanted(jobs: Sequence[Job]) -> Iterator[Job]:
    """The jobs until the process is to end."""
    return takewhile(lambda _: not (_Worker.is_ended or _Worker.stopping.is_set()), jobs)

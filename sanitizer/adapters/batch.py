"""Many files at once: shared out to processes, given back in order.

What comes back is plain and small: a report is already text, so memory does not grow with what was found.
"""

import os
import signal
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor

from sanitizer.adapters.judge import Job, Options, Outcome, process
from sanitizer.reports import Totals

__all__ = ["cores", "run"]

_CHUNK = 8
"""Files that a process is given at once."""
_AHEAD = 4
"""Chunks in flight for each process; the next wait until the first of them is printed."""
_FEW = 32
"""Files up to which starting processes takes longer than it saves."""


def run(jobs: Sequence[Job], options: Options, workers: int) -> Generator[Outcome, None, None]:
    """Process files, at most ``workers`` at a time; outcomes come in the order of the jobs."""
    if workers <= 1 or len(jobs) <= _FEW:
        for job in jobs:
            yield process(job, options)
        return
    pool = ProcessPoolExecutor(workers, initializer=_leave_interrupts_to_parent)
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
        pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, chunk: Sequence[Job], options: Options) -> "Future[list[Outcome]]":
    try:
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


def _leave_interrupts_to_parent() -> None:
    """Ctrl-C reaches every process of a terminal; only the parent stops, and lets the others end their file."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _process_all(jobs: Sequence[Job], options: Options) -> list[Outcome]:
    return [process(job, options) for job in jobs]

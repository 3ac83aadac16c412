"""CPU time as tests ask for it: of this process alone, and the least of some runs.

A machine that others share holds up single runs, and a collection of garbage falls on one and not on the next.
"""

import time
from collections.abc import Callable

__all__ = ["seconds"]


def seconds(
    work: Callable[[], object], enough: float = 0.0, runs: int = 5, afresh: Callable[[], object] = lambda: None
) -> float:
    """CPU seconds that ``work`` takes, the least of up to ``runs``; none follows one that took less than ``enough``.

    What remembers its input from one run to the next is to be told ``afresh`` between them, which is not counted.
    """
    least = float("inf")
    for run in range(runs):
        if run:
            afresh()
        start = time.process_time()
        work()
        least = min(least, time.process_time() - start)
        if least < enough:
            break
    return least

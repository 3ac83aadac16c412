"""CPU time as tests ask for it: of this process alone, and the least of some runs.

A machine that others share holds up single runs, and a collection of garbage falls on one and not on the next.
"""

import sys
import time
from collections.abc import Callable

__all__ = ["clear_caches", "seconds"]


def clear_caches() -> None:
    """Forget what was learned from earlier documents."""
    for name, module in list(sys.modules.items()):
        if name.startswith("sanitizer"):
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and getattr(value, "__module__", "") != "sanitizer.policy":
                    value.cache_clear()


def seconds(
    work: Callable[[], object], enough: float = 0.0, runs: int = 5, afresh: Callable[[], object] = clear_caches
) -> float:
    """CPU seconds that ``work`` takes, the least of up to ``runs``; none follows one that took less than ``enough``.

    ``afresh`` is called between runs and not counted: what remembers its input would be fast the second time. An object
    that remembers by itself, such as a ``Reading``, has to be made in ``work``.
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

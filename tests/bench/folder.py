"""The command over thousands of templates: first run, cached run, one process against two, and memory.

Run with ``python -m tests.bench.folder [--files N] [--rounds N]``. The files are those of :mod:`tests.bench.workload`,
made anew for every run that does not go on with the results of another. Every figure is of the installed command in a
process of its own, its findings going to a file. Rounds go over all cases in turn and the best counts. *Alone* is the
wall clock less the time for which the process that does the work (the first, until it has started others, then the one
of these that waited least) was ready to run and others had the processor, as Linux counts it: about what the run would
take on a machine that does nothing else. CPU is that of all processes together, memory the sum of what they hold.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.bench.workload import make

COMMAND = str(Path(sysconfig.get_path("scripts")) / "sanitizer")
CASES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("check -j1", ("check", "-j1", "--no-cache"), False),
    ("check -j2", ("check", "-j2", "--no-cache"), False),
    ("check -j2, keeping results", ("check", "-j2"), False),
    ("check -j2, cached", ("check", "-j2"), True),
    ("fix -j1", ("fix", "-j1", "--no-cache"), False),
    ("fix -j2", ("fix", "-j2", "--no-cache"), False),
    ("fix --diff -j2", ("fix", "--diff", "-j2"), False),
    ("fix --diff -j2, cached", ("fix", "--diff", "-j2"), True),
)
"""Name, arguments, and whether the run goes on with the folder of the one before."""


class Figures(NamedTuple):
    """Of one run, in seconds and bytes."""

    alone: float
    wall: float
    cpu: float
    memory: int
    early: int
    """Memory after a quarter of the time: what is not flat grows from there."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="The command over a folder of templates")
    parser.add_argument("--files", type=int, default=5000, help="how many (default 5000)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds (default 3)")
    parser.add_argument("--only", default="", help="cases whose name begins with this")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        source, copy = Path(name, "source"), Path(name, "copy")
        where = make(source, options.files)
        size = sum(path.stat().st_size for path in source.rglob("*.html"))
        print(f"{options.files} files varied from {where}, {size / options.files / 1000:.1f} kB on average, "
              f"best of {options.rounds} rounds\n")  # fmt: skip
        print(f"| {'':28} | s alone | s in all | CPU s | MB at most | MB after a quarter |")
        print(f"| {'-' * 28} | ------: | -------: | ----: | ---------: | -----------------: |")
        best: dict[str, Figures] = {}
        for _ in range(options.rounds):
            for case, arguments, goes_on in CASES:
                if not case.startswith(options.only):
                    continue
                if not goes_on:
                    shutil.rmtree(copy, ignore_errors=True)
                    shutil.copytree(source, copy)
                figures = run(arguments, copy)
                best[case] = min(best.get(case, figures), figures)
        for case, (alone, wall, cpu, memory, early) in best.items():
            sizes = f"{memory / 1e6:10.0f} | {early / 1e6:18.0f}"
            print(f"| {case:28} | {alone:7.1f} | {wall:8.1f} | {cpu:5.1f} | {sizes} |")
        for verb in ("check", "fix"):
            if {f"{verb} -j1", f"{verb} -j2"} <= best.keys():
                times = best[f"{verb} -j1"].alone / best[f"{verb} -j2"].alone
                print(f"\n{verb}: -j2 is {times:.2f} times as fast as -j1")


def run(arguments: tuple[str, ...], folder: Path) -> Figures:
    """The figures of the command over a folder."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SANITIZER_")}
    start = time.monotonic()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen([COMMAND, *arguments], cwd=folder, stdout=told, stderr=told, env=environment)
        samples: list[tuple[float, int]] = []
        waits: dict[int, float] = {}
        watcher = threading.Thread(target=_sample, args=(process.pid, start, samples, waits))
        watcher.start()
        process.wait()
        wall = time.monotonic() - start
        watcher.join()
        if process.returncode not in (0, 1, 2):
            told.seek(0)
            sys.exit(told.read().decode())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    early = next((memory for at, memory in samples if at > wall / 4), 0)
    alone = wall - waits.pop(process.pid, 0.0) - min(waits.values(), default=0.0)
    return Figures(alone, wall, cpu, max((memory for _, memory in samples), default=0), early)


def _sample(pid: int, start: float, samples: list[tuple[float, int]], waits: dict[int, float]) -> None:
    """Note ten times a second what a process and those it started hold in memory, and how long each waited to run."""
    try:
        parent = psutil.Process(pid)
        while parent.status() != psutil.STATUS_ZOMBIE:
            processes = (parent, *parent.children(recursive=True))
            samples.append((time.monotonic() - start, sum(each.memory_full_info().uss for each in processes)))
            for each in processes[1:] or processes:
                waits[each.pid] = _waited(each.pid)
            time.sleep(0.1)
    except (psutil.Error, OSError):
        return


def _waited(pid: int) -> float:
    """Seconds for which the main thread of a process was ready and did not run; none where the system does not tell."""
    path = Path(f"/proc/{pid}/schedstat")
    return int(path.read_text().split()[1]) / 1e9 if path.exists() else 0.0


if __name__ == "__main__":
    main()

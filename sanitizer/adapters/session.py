"""One run of ``check`` or ``fix``: which files, what is printed where, and the exit code."""

import os
import sys
from collections.abc import Container, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import click

from sanitizer.adapters import accepting, batch, cache, files
from sanitizer.adapters.judge import Job, Outcome, form_of, judge
from sanitizer.adapters.progress import Bar
from sanitizer.adapters.sanitizers import Options, sanitizer_for
from sanitizer.baseline import Accepted
from sanitizer.config import config_for
from sanitizer.reports import Failure, Run, Totals, diff
from sanitizer.reports.text import printable

__all__ = ["CLEAN", "FAILED", "LEFT", "Session", "cache_folder"]

CLEAN, LEFT, FAILED = 0, 1, 2
"""Exit codes: nothing is left; findings are left; something could not be processed."""


def cache_folder(named: Path | None) -> Path:
    """Where results are kept, absolute: in the folder named, else beside the configuration that holds here, else here.

    Raises:
        ConfigError: the configuration cannot be used.

    """
    here = Path.cwd()
    if named is not None:
        return here / named
    configuration = config_for(here / "-").path
    return (configuration.parent if configuration else here) / ".sanitizer_cache"


class Session:
    """Prints outcomes as they come, counts them, and says how it ended."""

    def __init__(
        self,
        options: Options,
        *,
        quiet: bool,
        force_exclude: bool = False,
        exit_zero: bool = False,
        exit_non_zero_on_fix: bool = False,
    ) -> None:
        """Check the options against the configuration where the command runs.

        Findings do not show in the exit code with ``exit_zero``, fixes do with ``exit_non_zero_on_fix``.

        Raises:
            ConfigError: either cannot be used.

        """
        self._options = options
        self._form = form_of(options)
        self._policy = sanitizer_for(Path("-"), options).policy
        accepting.check(options.per_file_ignores, config_for(Path("-")), options.baseline)
        self._exit_zero = exit_zero
        self._exit_non_zero_on_fix = exit_non_zero_on_fix
        self.fingerprints: dict[str, Accepted] = {}
        """What a baseline is to hold of each file, if asked for."""
        self._quiet = quiet
        self._force_exclude = force_exclude
        self._totals = Totals()
        self._failures: list[Failure] = []
        self._printed = False
        self._aside = options.mode in ("diff", "stdout")
        """Whether reports go to standard error, because the output itself takes the other."""
        self._store = cache.Store(options.cache) if options.cache else None
        self.written: dict[str, files.Stamp] = {}
        """The files that were written, by their absolute path."""

    def stdin(self, name: str) -> int:
        """Judge what comes in on standard input as if it were the file ``name``."""
        data = sys.stdin.buffer.read(files.most(self._policy.max_bytes) + 1)
        self._say(self._form.opening(self._policy))
        self._show(judge(data, name, self._options))
        return self._close()

    def paths(self, paths: Sequence[str], folder: Path | None, workers: int, only: Container[str] | None = None) -> int:
        """Process files and folders; what comes out is written to ``folder``, or in place.

        With ``only``, of the files that the paths stand for those whose absolute path is in it.
        """
        jobs = [job for job in self._jobs(paths, folder) if only is None or os.path.realpath(job.path) in only]
        self._say(self._form.opening(self._policy))
        if not jobs and only is None and not self._failures and not self._quiet:
            click.echo("No HTML files and no messages found; name one, or set `include` in sanitizer.toml.", err=True)
        try:
            outcomes = batch.run(jobs, self._options, workers)
            with closing(outcomes), Bar(0 if self._quiet else len(jobs)) as bar:
                for outcome in outcomes:
                    bar.step()
                    if outcome.report or outcome.output or outcome.error:
                        bar.hide()
                    self._show(outcome)
        finally:
            cache.forget()
            if self._store is not None:
                self._store.close()
        return self._close()

    def _jobs(self, paths: Sequence[str], folder: Path | None) -> Iterator[Job]:
        """Every file once, also when two of the paths lead to it."""
        seen: set[str] = set()
        written: dict[str, str] = {}
        for path in paths:
            for found in files.find(Path(path), self._failed, folder and folder.resolve()):
                if found.path in seen or (self._force_exclude and _is_excluded(Path(found.path))):
                    continue
                seen.add(found.path)
                target = str(folder / found.inside) if folder else found.path
                if (other := written.setdefault(target, found.path)) != found.path:
                    self._fail(found.path, f"{target} is already the output of {other}; use two output folders")
                    continue
                yield Job(found.path, target)

    def _failed(self, path: str, error: OSError) -> None:
        self._fail(path, error.strerror or str(error))

    def _fail(self, path: str, message: str) -> None:
        self._failures.append(Failure(path, message))
        click.echo(f"Error: {printable(path)}: {printable(message)}", err=True)

    def _show(self, outcome: Outcome) -> None:
        self._totals.merge(outcome.totals)
        if outcome.fingerprints is not None:
            self.fingerprints[outcome.path] = outcome.fingerprints
        if self._store is not None and outcome.entry is not None:
            self._store.add(outcome.entry)
        if outcome.written is not None:
            self.written[os.path.realpath(outcome.target)] = outcome.written
        if outcome.error:
            self._fail(outcome.path, outcome.error)
        elif outcome.report:
            self._say(self._form.between * self._printed + outcome.report)
            self._printed = True
        if outcome.output:
            if self._options.mode == "diff" and self._options.color:
                click.echo(diff.colored(outcome.output), nl=False, color=True)
            else:
                sys.stdout.buffer.write(outcome.output)
                sys.stdout.buffer.flush()

    def _say(self, report: str) -> None:
        click.echo(report, nl=False, err=self._aside, color=self._options.color)

    def _close(self) -> int:
        totals, mode = self._totals, self._options.mode
        if self._options.fingerprints:
            return FAILED if self._failures else CLEAN
        run = Run(
            self._policy,
            totals,
            self._failures,
            printed=self._printed,
            fixing=mode != "check",
            written=mode != "diff",
            quiet=self._quiet,
        )
        self._say(self._form.closing(run))
        if self._failures:
            return FAILED
        if self._exit_zero:
            return CLEAN
        changes_count = mode == "diff" or self._exit_non_zero_on_fix
        return LEFT if totals.failing or (changes_count and totals.changed) else CLEAN


def _is_excluded(path: Path) -> bool:
    return config_for(path).excludes(path.resolve())

"""One file: read, judged and, to fix it, written; what became of it as plain data."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from sanitizer.adapters import files
from sanitizer.config import Config, config_for
from sanitizer.errors import LimitError, ProofError, SanitizerError
from sanitizer.findings import Result
from sanitizer.html import source
from sanitizer.pipeline import OutputStyle, Sanitizer, Verify
from sanitizer.reports import FileReport, Totals, diff, github, json, text

__all__ = ["Format", "Job", "Mode", "Options", "Outcome", "judge", "process", "sanitizer_for"]

Mode = Literal["check", "fix", "diff", "stdout"]
"""``check`` only looks, ``fix`` writes files, ``diff`` and ``stdout`` show what it would write."""
Format = Literal["text", "json", "github"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says; where it is silent (``None``, empty) the configuration of each file holds."""

    mode: Mode = "check"
    policy: str | None = None
    select: tuple[str, ...] = ()
    """Codes or prefixes; set the configuration's ``select`` and ``ignore`` aside."""
    ignore: tuple[str, ...] = ()
    """Codes or prefixes; come on top of the configuration's."""
    unsafe_fixes: bool | None = None
    verify: Verify = "auto"
    output_style: OutputStyle | None = None
    template_language: str | None = None
    format: Format = "text"
    color: bool = False
    width: int = 100
    """Characters of a long source line that the text report shows."""
    statistics: bool = False
    """Whether the text report only counts the findings by rule."""


class Job(NamedTuple):
    """A file, and where to write what comes out: itself, when fixed in place."""

    path: str
    target: str


@dataclass(slots=True)
class Outcome:
    """What became of one file."""

    path: str
    report: str = ""
    """In the format asked for; empty when there is nothing to say."""
    output: bytes = b""
    """The diff, or the whole output, in the modes that show them."""
    totals: Totals = field(default_factory=Totals)
    error: str = ""
    """Why it could not be processed; then it is as it was."""


def process(job: Job, options: Options) -> Outcome:
    """Read, judge and, to fix, write one file."""

    def work() -> Outcome:
        path = Path(job.path)
        sanitizer = sanitizer_for(path, options)
        data = files.read(path, sanitizer.policy.max_bytes)
        outcome, output = _judged(data, job.path, sanitizer, options)
        if options.mode == "fix" and (job.target != job.path or output is not data):
            files.write(Path(job.target), output)
        return outcome

    return _guarded(job.path, work)


def judge(data: bytes, path: str, options: Options) -> Outcome:
    """Judge bytes that are in no file; ``path`` names them in the report and says which configuration holds."""
    return _guarded(path, lambda: _judged(data, path, sanitizer_for(Path(path), options), options)[0])


def _guarded(path: str, work: Callable[[], Outcome]) -> Outcome:
    """The outcome of the work, or the error that it ended in: what one file shows must not cost the others."""
    try:
        return work()
    except (SanitizerError, OSError) as error:
        told = _told(error)
    except Exception as error:  # a defect of this package, told for this file alone
        told = f"internal error: {type(error).__name__}: {error}; nothing was changed, please report it with the file"
    return Outcome(path, totals=Totals(failed=1), error=told)


def sanitizer_for(path: Path, options: Options) -> Sanitizer:
    """The sanitizer for a file at ``path``.

    Raises:
        ConfigError: the configuration or the options cannot be used.

    """
    return _sanitizer(config_for(path), options)


@lru_cache(maxsize=64)
def _sanitizer(config: Config, options: Options) -> Sanitizer:
    return Sanitizer(
        options.policy or config.policy,
        select=options.select or config.select,
        ignore=(*(() if options.select else config.ignore), *options.ignore),
        unsafe_fixes=_unsafe(config, options),
        verify=options.verify,
        output_style=options.output_style or config.output_style,
        templates=options.template_language or config.template_language,
    )


def _unsafe(config: Config, options: Options) -> bool:
    return config.unsafe_fixes if options.unsafe_fixes is None else options.unsafe_fixes


def _judged(data: bytes, path: str, sanitizer: Sanitizer, options: Options) -> tuple[Outcome, bytes]:
    """The outcome, and the bytes as they should be: the very same object when nothing changes."""
    if options.mode == "check":
        report, output, note = sanitizer.check(data, filename=path), data, ""
    else:
        result: Result[bytes] = sanitizer.sanitize(data, filename=path)
        report, output, note = result.report, result.output, result.note
    shown = source.read(data).text if _lists(options) and report.left else ""
    file = FileReport(path, report, output is not data, note, shown, _unsafe(config_for(Path(path)), options))
    totals = Totals()
    totals.add(file)
    outcome = Outcome(path, _rendered(file, options), totals=totals)
    if options.mode == "diff" and output is not data:
        outcome.output = diff.unified(data, output, _from_here(path))
    elif options.mode == "stdout":
        outcome.output = output
    return outcome, output


def _rendered(file: FileReport, options: Options) -> str:
    match options.format:
        case "json":
            return json.render(file)
        case "github":
            return github.render(file)
        case "text":
            return text.render(file, color=options.color, width=options.width) if _lists(options) else ""


def _lists(options: Options) -> bool:
    """Whether the report is a list of findings with their lines; a diff in its place shows enough of them."""
    return options.format == "text" and not options.statistics and options.mode != "diff"


def _from_here(path: str) -> str:
    """The path relative to the current folder, where a patch is applied."""
    absolute = Path(path).absolute()
    here = Path.cwd()
    return absolute.relative_to(here).as_posix() if absolute.is_relative_to(here) else absolute.as_posix()


def _told(error: SanitizerError | OSError) -> str:
    """What went wrong and what to do."""
    match error:
        case LimitError():
            return f"{error}; a policy with a higher `{error.limit}` would take it"
        case ProofError():
            return f"{error}; the file is as it was, mend it by hand"
        case OSError():
            return error.strerror or str(error)
        case _:
            return str(error)

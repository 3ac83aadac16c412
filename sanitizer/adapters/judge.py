"""One file: read, judged and, to fix it, written; what became of it as plain data."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sanitizer.adapters import accepting, files
from sanitizer.adapters.options import OutputFormat
from sanitizer.baseline import Accepted, counted
from sanitizer.config import Config, config_for
from sanitizer.errors import ConfigError, LimitError, ProofError, SanitizerError
from sanitizer.findings import Finding, Report, Result
from sanitizer.html import source
from sanitizer.pipeline import OutputStyle, Sanitizer, Verify
from sanitizer.policy import Policy
from sanitizer.reports import FileReport, Format, Totals, diff
from sanitizer.reports.formats import COUNTS, FORMATS
from sanitizer.reports.places import from_here

__all__ = ["Job", "Look", "Mode", "Options", "Outcome", "form_of", "judge", "look", "process", "sanitizer_for", "told"]

Mode = Literal["check", "fix", "diff", "stdout"]
"""``check`` only looks, ``fix`` writes files, ``diff`` and ``stdout`` show what it would write."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says; where it is silent (``None``, empty) the configuration of each file holds."""

    mode: Mode = "check"
    policy: str | Path | Policy | None = None
    select: tuple[str, ...] = ()
    """Codes or prefixes; set the configuration's ``select`` and ``ignore`` aside."""
    ignore: tuple[str, ...] = ()
    """Codes or prefixes; come on top of the configuration's."""
    per_file_ignores: accepting.PerFile = ()
    """Patterns from the current folder, with codes; come on top of the configuration's."""
    suppressions: bool | None = None
    baseline: str | None = None
    """The file of accepted findings; empty for none."""
    fingerprints: bool = False
    """Whether findings are counted for a baseline in place of being reported."""
    unsafe_fixes: bool | None = None
    verify: Verify = "auto"
    output_style: OutputStyle | None = None
    template_language: str | None = None
    output_format: OutputFormat = "text"
    color: bool = False
    width: int = 100
    """Characters of a long source line that the text report shows."""
    statistics: bool = False
    """Whether the report only counts the findings by rule."""


class Job(NamedTuple):
    """A file, and where to write what comes out: itself, when fixed in place."""

    path: str
    target: str


class Look(NamedTuple):
    """What a look at the content of a file found and made of it."""

    report: Report
    output: Any
    """Of the kind that was given; the very same object when nothing changes."""
    note: str
    """Why not every character outside the fixes is as the author wrote it, or why nothing was fixed."""
    known: tuple[Finding, ...] = ()
    """Findings that a baseline accepts."""
    gone: int = 0
    """How many findings a baseline accepts that are no longer there."""


@dataclass(slots=True)
class Outcome:
    """What became of one file."""

    path: str
    report: str = ""
    """In the format asked for; empty when there is nothing to say."""
    output: bytes = b""
    """The diff, or the whole output, in the modes that show them."""
    totals: Totals = field(default_factory=Totals)
    fingerprints: Accepted | None = None
    """What a baseline is to hold of the file, if asked for."""
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


def form_of(options: Options) -> Format:
    """The form of the report.

    Raises:
        ConfigError: it has no place for statistics.

    """
    forms = COUNTS if options.statistics else FORMATS
    if options.output_format not in forms:
        raise ConfigError(f"--statistics has no place in {options.output_format}, only in {', '.join(forms)}")
    return forms[options.output_format]


def judge(data: bytes, path: str, options: Options) -> Outcome:
    """Judge bytes that are in no file; ``path`` names them in the report and says which configuration holds."""
    return _guarded(path, lambda: _judged(data, path, sanitizer_for(Path(path), options), options)[0])


def _guarded(path: str, work: Callable[[], Outcome]) -> Outcome:
    """The outcome of the work, or the error that it ended in: what one file shows must not cost the others."""
    try:
        return work()
    except (SanitizerError, OSError) as error:
        wrong = told(error)
    except Exception as error:  # a defect of this package, told for this file alone
        wrong = f"internal error: {type(error).__name__}: {error}; nothing was changed, please report it with the file"
    return Outcome(path, totals=Totals(failed=1), error=wrong)


def sanitizer_for(path: Path, options: Options) -> Sanitizer:
    """The sanitizer for a file at ``path``.

    Raises:
        ConfigError: the configuration or the options cannot be used.

    """
    config = config_for(path)
    return _sanitizer(
        config,
        options,
        accepting.ignored(path, config, options.per_file_ignores),
        is_message=path == _MESSAGE,
    )


_MESSAGE = Path("-")
"""What comes in without a name: it may be a message to be sent, whose tags and comments nobody is to trust."""


@lru_cache(maxsize=64)
def _sanitizer(config: Config, options: Options, ignored: tuple[str, ...], *, is_message: bool) -> Sanitizer:
    honours = config.suppressions if options.suppressions is None else options.suppressions
    return Sanitizer(
        options.policy or config.policy,
        select=options.select or config.select,
        ignore=(*(() if options.select else config.ignore), *options.ignore, *ignored),
        unsafe_fixes=_unsafe(config, options),
        verify=options.verify,
        output_style=options.output_style or config.output_style,
        templates=options.template_language or ("none" if is_message else config.template_language),
        suppressions=honours and not is_message,
        require_suppression_reason=config.require_suppression_reason,
    )


def _unsafe(config: Config, options: Options) -> bool:
    return config.unsafe_fixes if options.unsafe_fixes is None else options.unsafe_fixes


def _judged(data: bytes, path: str, sanitizer: Sanitizer, options: Options) -> tuple[Outcome, bytes]:
    """The outcome, and the bytes as they should be: the very same object when nothing changes."""
    look = _look(data, path, sanitizer, options)
    report, output = look.report, look.output
    if options.fingerprints:
        return Outcome(path, fingerprints=counted(report.findings)), output
    file = FileReport(
        path,
        report,
        changed=output is not data,
        note=look.note,
        text=source.read(data).text if options.output_format == "text" and _lists(options) and report.left else "",
        unsafe_fixes=_unsafe(config_for(Path(path)), options),
        color=options.color,
        width=options.width,
        suppressed=report.suppressed,
        baselined=look.known,
        gone=look.gone,
    )
    outcome = Outcome(path, form_of(options).render(file) if _lists(options) else "")
    outcome.totals.add(file)
    if options.mode == "diff" and output is not data:
        outcome.output = diff.unified(data, output, from_here(path))
    elif options.mode == "stdout":
        outcome.output = output
    return outcome, output


def look(given: Any, path: Path, options: Options) -> Look:
    """What becomes of the content of a file, as text or bytes; nothing is written or rendered.

    Raises:
        ConfigError: the configuration or the options cannot be used.
        SourceError, LimitError, ProofError: as :meth:`sanitizer.Sanitizer.sanitize`.

    """
    return _look(given, str(path), sanitizer_for(path, options), options)


def _look(given: Any, path: str, sanitizer: Sanitizer, options: Options) -> Look:
    if options.mode == "check":
        report, output, note = sanitizer.check(given, filename=path), given, ""
    else:
        result: Result[Any] = sanitizer.sanitize(given, filename=path)
        report, output, note = result.report, result.output, result.note
    baseline = accepting.baseline_path(config_for(Path(path)), options.baseline)
    if not baseline or options.fingerprints:
        return Look(report, output, note)
    ran = {rule.code for rule in sanitizer.rules}
    new, known, gone = accepting.baselined(report.left, Path(path), baseline, ran)
    fixed = [finding for finding in report.findings if finding.fixed]
    return Look(Report([*fixed, *new], report.policy, report.suppressed), output, note, tuple(known), gone)


def _lists(options: Options) -> bool:
    """Whether the report says something of each file; to people, a diff in its place shows enough."""
    return not options.statistics and (options.mode != "diff" or options.output_format not in ("text", "grouped"))


def told(error: SanitizerError | OSError) -> str:
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

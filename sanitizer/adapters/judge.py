"""One file: read, judged and, to fix it, written; what became of it as plain data."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sanitizer.adapters import accepting, cache, files, mailboxes
from sanitizer.adapters.cache import Entry, Judged
from sanitizer.adapters.files import Stamp
from sanitizer.adapters.sanitizers import Judge, Options, digest_for, is_unsafe, judge_for, sanitizer_for
from sanitizer.baseline import Accepted, counted
from sanitizer.config import config_for
from sanitizer.errors import ConfigError, LimitError, ProofError, SanitizerError, SourceError
from sanitizer.findings import Finding, Report, Result
from sanitizer.html import source
from sanitizer.pipeline import InputKind, Sanitizer
from sanitizer.reports import FileReport, Format, Totals, diff
from sanitizer.reports.formats import COUNTS, FORMATS
from sanitizer.reports.places import from_here

__all__ = [
    "Job",
    "Look",
    "Outcome",
    "form_of",
    "judge",
    "look",
    "process",
    "told",
    "write",
]


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
    target: str = ""
    """The file that was written, if any, and its stamp."""
    written: Stamp | None = None
    entry: Entry | None = None
    """For the cache."""


def process(job: Job, options: Options) -> tuple[Outcome, bytes | None]:
    """Read and judge one file; what became of it, and the bytes that :func:`write` has yet to write, if any."""
    written: bytes | None = None

    def work() -> Outcome:
        nonlocal written
        path = Path(job.path)
        sanitizer = judge_for(path, options)
        policy = sanitizer.policy
        data = files.read(path, policy.max_bytes if isinstance(sanitizer, Sanitizer) else policy.max_message_bytes)
        judged, entry = _judged(data, path, sanitizer, options)
        outcome = _outcome(judged, data, job.path, sanitizer, options)
        outcome.entry = entry
        if options.mode == "fix" and not judged.error and (job.target != job.path or judged.changed):
            written = judged.output if judged.changed else data
        return outcome

    return _guarded(job.path, work), written


def write(job: Job, outcome: Outcome, data: bytes) -> Outcome:
    """Write what came out of a file; its outcome, or that of having failed."""

    def work() -> Outcome:
        outcome.target, outcome.written = job.target, files.write(Path(job.target), data)
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

    def work() -> Outcome:
        sanitizer = judge_for(Path(path), options)
        return _outcome(_worked_out(data, str(path), sanitizer, options), data, path, sanitizer, options)

    return _guarded(path, work)


def _guarded(path: str, work: Callable[[], Outcome]) -> Outcome:
    """The outcome of the work, or the error that it ended in: what one file shows must not cost the others."""
    try:
        return work()
    except (SanitizerError, OSError) as error:
        wrong = told(error)
    except Exception as error:  # a defect of this package, told for this file alone
        wrong = f"internal error: {type(error).__name__}: {error}; nothing was changed, please report it with the file"
    return Outcome(path, totals=Totals(failed=1), error=wrong)


def _judged(data: bytes, path: Path, sanitizer: Judge, options: Options) -> tuple[Judged, Entry | None]:
    """What became of a content, and what the cache is to be told. What is written to a file is never from there."""
    if not options.cache:
        return _worked_out(data, str(path), sanitizer, options), None
    endings = "".join(path.suffixes) + f"/{mailboxes.kind_of(path)}"
    key = cache.key(data, endings, digest_for(path, options))
    hit = cache.look_up(options.cache, key)
    if hit and (options.mode != "fix" or not hit.judged.changed):
        return hit.judged, Entry(key) if hit.is_first_today else None
    try:
        judged = _worked_out(data, str(path), sanitizer, options)
    except (SourceError, LimitError, ProofError) as error:
        if isinstance(error, LimitError) and error.limit == "max_seconds":  # another time it may take less
            raise
        judged = Judged(error=told(error))
    keeps = options.mode != "fix" or not judged.changed  # nobody will see what was there before a fix
    return judged, Entry(key, cache.pack(judged)) if keeps else None


def _worked_out(data: bytes, path: str, sanitizer: Judge, options: Options) -> Judged:
    report, output, note = _looked(data, path, sanitizer, options)
    changed = output is not data
    return Judged(report.findings, report.suppressed, changed, note, output if changed else b"", "", report.not_judged)


def _outcome(judged: Judged, data: bytes, path: str, sanitizer: Judge, options: Options) -> Outcome:
    """What is told of a file."""
    if judged.error:
        return Outcome(path, totals=Totals(failed=1), error=judged.error)
    report = Report(judged.findings, sanitizer.policy.name, judged.suppressed, judged.not_judged)
    if options.fingerprints:
        return Outcome(path, fingerprints=counted(report.findings))
    report, known, gone = _without_known(report, path, sanitizer, options)
    shows_text = options.output_format == "text" and _lists(options) and bool(report.left)
    file = FileReport(
        path,
        report,
        changed=judged.changed,
        note=judged.note,
        text=source.read(data).text if shows_text and isinstance(sanitizer, Sanitizer) else "",
        parts={} if isinstance(sanitizer, Sanitizer) or not shows_text else sanitizer.texts(data),
        unsafe_fixes=is_unsafe(config_for(Path(path)), options),
        color=options.color,
        width=options.width,
        suppressed=report.suppressed,
        baselined=known,
        gone=gone,
    )
    outcome = Outcome(path, form_of(options).render(file) if _lists(options) else "")
    outcome.totals.add(file)
    if options.mode == "diff" and judged.changed:
        outcome.output = diff.unified(data, judged.output, from_here(path))
    elif options.mode == "stdout":
        outcome.output = judged.output if judged.changed else data
    return outcome


def look(given: Any, path: Path, options: Options) -> Look:
    """What becomes of the content of a file, as text or bytes; nothing is written or rendered.

    Raises:
        ConfigError: the configuration or the options cannot be used.
        SourceError, LimitError, ProofError: as :meth:`sanitizer.Sanitizer.sanitize`.

    """
    return _look(given, str(path), sanitizer_for(path, options), options)


def _look(given: Any, path: str, sanitizer: Sanitizer, options: Options) -> Look:
    report, output, note = _looked(given, path, sanitizer, options)
    if options.fingerprints:
        return Look(report, output, note)
    report, known, gone = _without_known(report, path, sanitizer, options)
    return Look(report, output, note, known, gone)


def _looked(given: Any, path: str, sanitizer: Judge, options: Options) -> tuple[Report, Any, str]:
    kind: InputKind = "text" if Path(path).suffix.lower() == ".txt" else "html"
    if options.mode == "check":
        if isinstance(sanitizer, Sanitizer):
            return sanitizer.check(given, filename=path, kind=kind, context=options.context), given, ""
        return sanitizer.check(given, context=options.context), given, ""
    result: Result[Any]
    if isinstance(sanitizer, Sanitizer):
        result = sanitizer.sanitize(given, filename=path, kind=kind, context=options.context)
    else:
        result = sanitizer.sanitize(given, context=options.context)
    return result.report, result.output, result.note


def _without_known(
    report: Report, path: str, sanitizer: Judge, options: Options
) -> tuple[Report, tuple[Finding, ...], int]:
    """The report without what the baseline has of the file, that, and how much of the baseline is gone."""
    baseline = accepting.baseline_path(config_for(Path(path)), options.baseline)
    if not baseline:
        return report, (), 0
    ran = {rule.code for rule in sanitizer.rules}
    new, known, gone = accepting.baselined(report.left, Path(path), baseline, ran)
    fixed = [finding for finding in report.findings if finding.fixed]
    return Report([*fixed, *new], report.policy, report.suppressed, report.not_judged), tuple(known), gone


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

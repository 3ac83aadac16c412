"""One file: read, judged and, to fix it, written; what became of it as plain data."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sanitizer.adapters import cache, files
from sanitizer.adapters.cache import Entry, Judged
from sanitizer.adapters.files import Stamp
from sanitizer.adapters.options import OutputFormat
from sanitizer.config import Config, config_for
from sanitizer.config import forget as forget_configurations
from sanitizer.errors import ConfigError, LimitError, ProofError, SanitizerError, SourceError
from sanitizer.findings import Report
from sanitizer.html import source
from sanitizer.pipeline import OutputStyle, Sanitizer, Verify
from sanitizer.policy import Policy
from sanitizer.reports import FileReport, Format, Totals, diff
from sanitizer.reports.formats import COUNTS, FORMATS
from sanitizer.reports.places import from_here

__all__ = ["Job", "Mode", "Options", "Outcome", "forget", "form_of", "judge", "process", "sanitizer_for", "write"]

Mode = Literal["check", "fix", "diff", "stdout"]
"""``check`` only looks, ``fix`` writes files, ``diff`` and ``stdout`` show what it would write."""


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
    output_format: OutputFormat = "text"
    color: bool = False
    width: int = 100
    """Characters of a long source line that the text report shows."""
    statistics: bool = False
    """Whether the report only counts the findings by rule."""
    cache: str = ""
    """The folder where results are kept; none when empty."""


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
        sanitizer = sanitizer_for(path, options)
        data = files.read(path, sanitizer.policy.max_bytes)
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
        sanitizer = sanitizer_for(Path(path), options)
        return _outcome(_worked_out(data, str(path), sanitizer, options), data, path, sanitizer, options)

    return _guarded(path, work)


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


def forget() -> None:
    """Read anew what configurations and policies state."""
    forget_configurations()
    _sanitizer.cache_clear()
    _digest.cache_clear()


@lru_cache(maxsize=64)
def _sanitizer(config: Config, options: Options) -> Sanitizer:
    return Sanitizer(**_settings(config, options))


def _settings(config: Config, options: Options) -> dict[str, Any]:
    """What a sanitizer is made with: everything but the content of a file that decides on what becomes of it."""
    return {
        "policy": Policy.load(options.policy or config.policy),
        "select": options.select or config.select,
        "ignore": (*(() if options.select else config.ignore), *options.ignore),
        "unsafe_fixes": _unsafe(config, options),
        "verify": options.verify,
        "output_style": options.output_style or config.output_style,
        "templates": options.template_language or config.template_language,
        "is_report_read": True,
    }


@lru_cache(maxsize=64)
def _digest(config: Config, options: Options) -> bytes:
    return cache.digest({"fixing": options.mode != "check", **_settings(config, options)})


def _unsafe(config: Config, options: Options) -> bool:
    return config.unsafe_fixes if options.unsafe_fixes is None else options.unsafe_fixes


def _judged(data: bytes, path: Path, sanitizer: Sanitizer, options: Options) -> tuple[Judged, Entry | None]:
    """What became of a content, and what the cache is to be told. What is written to a file is never from there."""
    if not options.cache:
        return _worked_out(data, str(path), sanitizer, options), None
    key = cache.key(data, "".join(path.suffixes), _digest(config_for(path), options))
    hit = cache.look_up(options.cache, key)
    if hit and (options.mode != "fix" or not hit.judged.changed):
        return hit.judged, Entry(key) if hit.is_first_today else None
    try:
        judged = _worked_out(data, str(path), sanitizer, options)
    except (SourceError, LimitError, ProofError) as error:
        if isinstance(error, LimitError) and error.limit == "max_seconds":  # another time it may take less
            raise
        judged = Judged(error=_told(error))
    keeps = options.mode != "fix" or not judged.changed  # nobody will see what was there before a fix
    return judged, Entry(key, cache.pack(judged)) if keeps else None


def _worked_out(data: bytes, path: str, sanitizer: Sanitizer, options: Options) -> Judged:
    if options.mode == "check":
        return Judged(sanitizer.check(data, filename=path).findings)
    result = sanitizer.sanitize(data, filename=path)
    if not result.changed:
        return Judged(result.report.findings, note=result.note)
    return Judged(result.report.findings, changed=True, note=result.note, output=result.output)


def _outcome(judged: Judged, data: bytes, path: str, sanitizer: Sanitizer, options: Options) -> Outcome:
    """What is told of a file."""
    if judged.error:
        return Outcome(path, totals=Totals(failed=1), error=judged.error)
    report = Report(judged.findings, sanitizer.policy.name)
    shown = source.read(data).text if options.output_format == "text" and _lists(options) and report.left else ""
    unsafe = _unsafe(config_for(Path(path)), options)
    file = FileReport(path, report, judged.changed, judged.note, shown, unsafe, options.color, options.width)
    totals = Totals()
    totals.add(file)
    outcome = Outcome(path, form_of(options).render(file) if _lists(options) else "", totals=totals)
    if options.mode == "diff" and judged.changed:
        outcome.output = diff.unified(data, judged.output, from_here(path))
    elif options.mode == "stdout":
        outcome.output = judged.output if judged.changed else data
    return outcome


def _lists(options: Options) -> bool:
    """Whether the report says something of each file; to people, a diff in its place shows enough."""
    return not options.statistics and (options.mode != "diff" or options.output_format not in ("text", "grouped"))


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

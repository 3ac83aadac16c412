"""One file: read, judged and, to fix it, written; what became of it as plain data."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from sanitizer.adapters import files, mailboxes
from sanitizer.adapters.options import OutputFormat
from sanitizer.config import Config, config_for
from sanitizer.errors import ConfigError, LimitError, ProofError, SanitizerError
from sanitizer.html import source
from sanitizer.messages import MessageSanitizer
from sanitizer.pipeline import OutputStyle, Sanitizer, Verify
from sanitizer.reports import FileReport, Format, Totals, diff
from sanitizer.reports.formats import COUNTS, FORMATS
from sanitizer.reports.places import from_here

__all__ = ["Job", "Mode", "Options", "Outcome", "form_of", "judge", "process", "sanitizer_for"]

Judge = Sanitizer | MessageSanitizer | mailboxes.MailboxSanitizer
Made = TypeVar("Made")

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
        sanitizer = _judge_for(path, options)
        policy = sanitizer.policy
        data = files.read(path, policy.max_bytes if isinstance(sanitizer, Sanitizer) else policy.max_message_bytes)
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
    return _guarded(path, lambda: _judged(data, path, _judge_for(Path(path), options), options)[0])


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
    return _made(Sanitizer, config, options, templates=options.template_language or config.template_language)


def _judge_for(path: Path, options: Options) -> Judge:
    """The sanitizer for what a file holds: HTML, a message or a mailbox.

    Raises:
        ConfigError: the configuration or the options cannot be used.

    """
    if kind := mailboxes.kind_of(path):
        messages = _message_sanitizer(config_for(path), options)
        return messages if kind == "message" else mailboxes.MailboxSanitizer(messages)
    return sanitizer_for(path, options)


@lru_cache(maxsize=64)
def _message_sanitizer(config: Config, options: Options) -> MessageSanitizer:
    return _made(MessageSanitizer, config, options)


def _made(kind: Callable[..., Made], config: Config, options: Options, **more: str) -> Made:
    return kind(
        options.policy or config.policy,
        select=options.select or config.select,
        ignore=(*(() if options.select else config.ignore), *options.ignore),
        unsafe_fixes=_unsafe(config, options),
        verify=options.verify,
        output_style=options.output_style or config.output_style,
        **more,
    )


def _unsafe(config: Config, options: Options) -> bool:
    return config.unsafe_fixes if options.unsafe_fixes is None else options.unsafe_fixes


def _judged(data: bytes, path: str, sanitizer: Judge, options: Options) -> tuple[Outcome, bytes]:
    """The outcome, and the bytes as they should be: the very same object when nothing changes."""
    fixing = options.mode != "check"
    if isinstance(sanitizer, Sanitizer):
        result = sanitizer.sanitize(data, filename=path) if fixing else None
        report = result.report if result else sanitizer.check(data, filename=path)
    else:
        result = sanitizer.sanitize(data) if fixing else None
        report = result.report if result else sanitizer.check(data)
    output, note = (result.output, result.note) if result else (data, "")
    shown, parts = "", {}
    if options.output_format == "text" and _lists(options) and report.left:
        shown = source.read(data).text if isinstance(sanitizer, Sanitizer) else ""
        parts = {} if isinstance(sanitizer, Sanitizer) else sanitizer.texts(data)
    unsafe = _unsafe(config_for(Path(path)), options)
    file = FileReport(path, report, output is not data, note, shown, unsafe, options.color, options.width, parts)
    totals = Totals()
    totals.add(file)
    outcome = Outcome(path, form_of(options).render(file) if _lists(options) else "", totals=totals)
    if options.mode == "diff" and output is not data:
        outcome.output = diff.unified(data, output, from_here(path))
    elif options.mode == "stdout":
        outcome.output = output
    return outcome, output


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

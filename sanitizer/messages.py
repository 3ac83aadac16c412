"""The verbs for whole messages: MIME goes in, MIME comes out, its HTML clean and every other byte as it was."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sanitizer.choosing import applied, with_enforced
from sanitizer.content.reading import Reading
from sanitizer.context import MessageContext
from sanitizer.contexts import FrameContext, MailContext, scope_of
from sanitizer.errors import RefusedError
from sanitizer.findings import Finding, Report, Result
from sanitizer.frame_engine import FrameEngine
from sanitizer.html.dom import Document
from sanitizer.html.formatting import OutputStyle
from sanitizer.html.pictures import Held
from sanitizer.html.readable import readable
from sanitizer.html.visible import visible
from sanitizer.mail.alternatives import added, bodies, regenerated
from sanitizer.mail.changes import prove, replaced
from sanitizer.mail.leaves import carried, encoded_text
from sanitizer.mail.message import Mail, spliced
from sanitizer.mail.names import decoded
from sanitizer.mail.source import read
from sanitizer.mail.structure import Limits, Part
from sanitizer.mail.texts import Piece, require
from sanitizer.message_engine import MessageEngine, field_label
from sanitizer.message_words import in_files, in_subject, labels
from sanitizer.pipeline import InputKind, Sanitizer, Verify
from sanitizer.policy import Policy
from sanitizer.rule import FrameViolation, MessageViolation

__all__ = ["MessageResult", "MessageSanitizer", "Verdict", "check_message", "sanitize_message"]

Verdict = Literal["send", "quarantine"]
"""``quarantine``: mail programs may see another message than the one that was judged; it is as it was, set it aside."""


@dataclass(frozen=True)
class MessageResult(Result[Any]):
    """What :func:`sanitize_message` gives back: a :class:`Result` whose output is a message, and a verdict."""

    verdict: Verdict = "send"


class _Mended(NamedTuple):
    """A message with its splices made, and what is to be told of it."""

    data: bytes
    notes: tuple[str, ...]
    reports: tuple[tuple[Part, Report], ...]
    """The findings of each HTML part."""


class MessageSanitizer:
    """A policy with its rules for whole messages, made once and used for many. Safe to share between threads."""

    def __init__(
        self,
        policy: str | Path | Policy = "amazon",
        *,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        unsafe_fixes: bool = False,
        verify: Verify = "auto",
        output_style: OutputStyle = "preserve",
    ) -> None:
        """Bind a policy and choose rules; the parameters are those of :class:`sanitizer.Sanitizer`.

        Raises:
            ConfigError: a policy, code or output style that cannot be used, or a library that it needs is missing.

        """
        self.html = Sanitizer(
            policy, select=select, ignore=ignore, unsafe_fixes=unsafe_fixes, verify=verify, output_style=output_style
        )
        self.policy = policy = self.html.policy
        classes = applied(unsafe_fixes=unsafe_fixes)
        self.rules = self.html.rules
        self._checker = MessageEngine(policy, self.rules, classes)
        self._fixer = MessageEngine(policy, with_enforced(self.rules), classes)
        self._frame = FrameEngine(policy, self.rules)
        self._limits = limits_of(policy)
        require(scope_of(policy), policy.name)

    def sanitize(
        self, source: Any, *, recipients: Iterable[str] = (), context: MessageContext | None = None
    ) -> MessageResult:
        """The message made to obey the policy.

        ``source`` is a message as ``bytes``, an ``email.message.EmailMessage`` or ``Message``, a path or a binary
        file; the output is a message object for a message object, else ``bytes``. A message that needs no change
        comes back as the same object. In a changed one HTML parts are replaced in place, with the same transfer
        encoding and charset, and every other byte stays. ``recipients`` are the addresses of the envelope, where
        they are known; ``context`` is what the sender knows of the message beyond its words.

        Raises:
            ConfigError: a context that cannot be true under the policy.
            RefusedError: the policy refuses ambiguous, signed or encrypted messages, and this is one.
            SourceError: the source cannot be read.
            LimitError: the message is over a limit of the policy, which the error names.
            ProofError: the output could not be proven clean.

        """
        if context is not None:
            self.policy.accept(context)
        given = read(source, self.policy.max_message_bytes)
        mail, note = self._mail(given.data), ""
        if mail.doubts:
            told = _told(mail)
            if self.policy.message_ambiguous == "quarantine":
                report = self._report_of(MailContext(self.policy, mail, tuple(recipients), context))
                return MessageResult(source, report, changed=False, lossless=True, note=told, verdict="quarantine")
            if self.policy.message_ambiguous == "error":
                raise RefusedError(f"mail programs may see different messages in it: {told}")
            mail, note = self._rewritten(mail), f"the message was written anew: {told}"
        self._refuse_sealed(mail)
        about = MailContext(self.policy, mail, tuple(recipients), context)
        seen = self._fixer.check(about)
        mended = self._mended(about, seen)
        report = self._report(about, seen, mended.reports, fixing=True)
        if mended.data == given.data:
            return MessageResult(source, report, changed=False, lossless=True, note="; ".join(mended.notes))
        notes = tuple(filter(None, (note, *mended.notes)))
        return MessageResult(given.give(mended.data), report, changed=True, lossless=not notes, note="; ".join(notes))

    def check(self, source: Any, *, recipients: Iterable[str] = (), context: MessageContext | None = None) -> Report:
        """The findings of the message as it stands; nothing is changed.

        Raises:
            ConfigError: a context that cannot be true under the policy.
            SourceError: the source cannot be read.
            LimitError: the message is over a limit of the policy, which the error names.

        """
        if context is not None:
            self.policy.accept(context)
        mail = self._mail(read(source, self.policy.max_message_bytes).data)
        return self._report_of(MailContext(self.policy, mail, tuple(recipients), context))

    def texts(self, data: bytes) -> dict[str, str]:
        """The text that each place of a message's findings counts its lines in, by :attr:`Finding.part`."""
        mail = self._mail(data)
        raw = _lines(data[: max(part.body_start for part in mail.parts)].decode("utf-8", "replace"))
        texts = {field_label(part, field): raw for part in mail.parts for field in part.fields}
        texts |= {part.label: _lines(mail.text(part).text) for part in (*mail.html, *_plain(mail))}
        return texts | labels(MailContext(self.policy, mail))

    def pieces(self, source: Any) -> tuple[Piece, ...]:
        """The texts of a message that its HTML does not hold: subject, text parts, file names, files, pictures.

        Raises:
            SourceError: the source cannot be read.
            LimitError: the message is over a limit of the policy, which the error names.

        """
        mail = self._mail(read(source, self.policy.max_message_bytes).data)
        return MailContext(self.policy, mail).pieces

    def _mail(self, data: bytes) -> Mail:
        return Mail(data, self._limits)

    def _held(self, mail: Mail) -> Held:
        """What tells the sizes of the pictures in parts of the message."""
        return partial(mail.size_of_picture, max_pixels=self.policy.max_picture_pixels)

    def _report_of(self, context: MailContext) -> Report:
        mail = context.mail
        seen = self._checker.check(context)
        held = self._held(mail)
        reports = tuple((part, self._checked(context, part, held)) for part in (*mail.html, *_plain(mail)))
        return self._report(context, seen, reports, fixing=False)

    def _checked(self, context: MailContext, part: Part, held: Held) -> Report:
        text, kind = context.mail.text(part).text, _kind(part)
        return self.html.check(text, context=context.message, held=held, is_part=True, kind=kind)

    def _report(
        self,
        context: MailContext,
        seen: list[MessageViolation],
        reports: Iterable[tuple[Part, Report]],
        *,
        fixing: bool,
    ) -> Report:
        frame = _frame_of(context)

        def found() -> Iterator[Finding]:
            more = (*_in_mail(context.mail, self._frame.check(frame)), *in_subject(self.html.text_checker, context))
            return self._findings(context, [*seen, *more], reports, fixing=fixing)

        return Report(
            found,
            self.policy.name,
            not_judged=lambda: self._frame.not_judged(frame),
        )

    def _rewritten(self, mail: Mail) -> Mail:
        """The message written anew from the parts that the standard library sees.

        Raises:
            RefusedError: it is ambiguous still.

        """
        from sanitizer.mail.rewriting import rewritten

        again = self._mail(rewritten(mail.data))
        if again.doubts:
            raise RefusedError(f"the message is ambiguous, and written anew still is: {_told(again)}")
        return again

    def _refuse_sealed(self, mail: Mail) -> None:
        refused = {
            "signed": self.policy.message_signed,
            "encrypted": self.policy.message_signed,
            "dkim": self.policy.message_dkim,
        }
        for part, seal in mail.seals():
            if refused[seal] == "refuse":
                told = "has a DKIM signature" if seal == "dkim" else f"is {seal}"
                raise RefusedError(f"{part.label} {told}, and the policy refuses to alter or to pass it")

    def _may_alter(self, mail: Mail, part: Part) -> bool:
        seal = mail.seal(part)
        return seal is None or (seal == "dkim" and self.policy.message_dkim == "alter")

    def _mended(self, context: MailContext, seen: list[MessageViolation]) -> _Mended:
        """The message with its HTML sanitized, the fixes of message rules made and its text parts in step.

        Raises:
            ProofError: the bytes would not be read as the parts they were made of.

        """
        mail = context.mail
        splices = self._fixer.splices(context, seen)
        outputs: dict[Part, str] = {}
        notes: list[str] = []
        reports: list[tuple[Part, Report]] = []
        held = self._held(mail)
        for part in (*mail.html, *_plain(mail)):
            text = mail.text(part).text
            if not self._may_alter(mail, part):
                reports.append((part, self._checked(context, part, held)))
                continue
            result = self.html.sanitize(text, context=context.message, held=held, is_part=True, kind=_kind(part))
            reports.append((part, result.report))
            outputs[part] = carried(mail.text(part), result.output) if result.changed else text
            if result.note:
                notes.append(f"{part.label}: {result.note}")
        texts, missing = self._texts(mail, outputs)
        for part in texts:
            outputs.pop(part, None)  # it is written anew whole
        for part, output in outputs.items():
            if part in missing:
                body, transfer = encoded_text(mail.data, part, mail.text(part), output, mail.eol)
                splices += added(mail, part, body, missing[part], transfer)
                notes.append(f"{part.label}: a text part was added")
            elif output is not mail.text(part).text:
                splices += replaced(mail, part, output)
        for part, text in texts.items():
            splices += regenerated(mail, part, text)
        data = spliced(mail.data, splices) if splices else mail.data
        if splices:
            prove(mail, data, splices, outputs | texts, missing)
        return _Mended(data, tuple(notes), tuple(reports))

    def _texts(self, mail: Mail, outputs: dict[Part, str]) -> tuple[dict[Part, str], dict[Part, str]]:
        """New texts of text parts, and texts of parts to be added before HTML parts that have none."""
        texts: dict[Part, str] = {}
        missing: dict[Part, str] = {}
        if self.policy.text_part not in ("add", "regenerate"):
            return texts, missing
        for part, text_part in bodies(mail):
            if part not in outputs:
                continue
            if text_part is None:
                missing[part] = readable(outputs[part])
            elif self.policy.text_part == "regenerate" and self._may_alter(mail, text_part):
                text = readable(outputs[part])
                if mail.text(text_part).text.split() != text.split():
                    texts[text_part] = text
        return texts, missing

    def _findings(
        self,
        context: MailContext,
        seen: list[MessageViolation],
        reports: Iterable[tuple[Part, Report]],
        *,
        fixing: bool,
    ) -> Iterator[Finding]:
        engine = self._fixer if fixing else self._checker
        found: defaultdict[Part, list[Finding]] = defaultdict(list)
        for violation, finding in zip(seen, engine.findings(context, seen, fixing=fixing), strict=True):
            found[violation.part].append(finding)
        mail = context.mail
        for part, report in reports:
            placed = (replace(finding, part=part.label) for finding in report.findings)
            found[part] += placed if self._may_alter(mail, part) else map(_without_fix, placed)
        for part, finding in in_files(self.html.text_checker, context):
            found[part].append(finding)
        is_refused = bool(mail.doubts) and self.policy.message_ambiguous != "rewrite"
        for part in mail.parts:
            yield from map(_without_fix, found[part]) if is_refused else found[part]


def limits_of(policy: Policy) -> Limits:
    """How much of a message the policy has read."""
    return Limits(policy.max_parts, policy.max_part_depth, policy.max_header_bytes, policy.max_mime_field)


def _plain(mail: Mail) -> tuple[Part, ...]:
    """The parts of plain text that are no files."""
    files = {file.part for file in mail.attached}
    return tuple(part for part in mail.leaves if part.type == "text/plain" and part not in files)


def _kind(part: Part) -> InputKind:
    return "text" if part.type == "text/plain" else "html"


def _frame_of(context: MailContext) -> FrameContext:
    """What is known of the message, and what a reader reads of it."""
    mail, policy = context.mail, context.policy
    field = mail.root.first("subject")
    subject = decoded(field.value) if field else ""

    def readings() -> tuple[Reading, ...]:
        html = (visible(Document(mail.text(part).text), unseen=policy.elements_drop).reading for part in mail.html)
        texts = (Reading(mail.text(part).text) for part in mail.leaves if part.type == "text/plain")
        return (*html, *texts, Reading(subject))

    return FrameContext(policy, context.message, "message", readings, subject)


def _in_mail(mail: Mail, seen: Iterable[FrameViolation]) -> Iterator[MessageViolation]:
    """Violations of the frame as those of the message, or of its subject."""
    for violation in seen:
        field = mail.root.first("subject") if violation.is_in_subject else None
        yield violation.rule.of_message(
            mail.root, violation.message, field=field, note=violation.note, severity=violation.severity
        )


def _without_fix(finding: Finding) -> Finding:
    """The finding of a part that stays as it is."""
    return replace(finding, safety=None, after=None)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _told(mail: Mail) -> str:
    """The first doubt, and how many there are."""
    part, doubt = mail.doubts[0]
    more = len(mail.doubts) - 1
    told = doubt if doubt.startswith("two parsers") else f"{part.label}: {doubt}"
    return told + (f" (and {more} more)" if more else "")


@lru_cache(maxsize=16)
def _shared(
    policy: Policy,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    *,
    unsafe_fixes: bool = False,
    verify: Verify = "auto",
    output_style: OutputStyle = "preserve",
) -> MessageSanitizer:
    return MessageSanitizer(
        policy, select=select, ignore=ignore, unsafe_fixes=unsafe_fixes, verify=verify, output_style=output_style
    )


def sanitize_message(
    source: Any,
    policy: str | Path | Policy = "amazon",
    *,
    recipients: Iterable[str] = (),
    context: MessageContext | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    unsafe_fixes: bool = False,
    verify: Verify = "auto",
    output_style: OutputStyle = "preserve",
) -> MessageResult:
    """Make a message obey a policy: :meth:`MessageSanitizer.sanitize` with a sanitizer that is kept for the next call.

    Raises:
        ConfigError: a policy, code or option that cannot be used.
        RefusedError, SourceError, LimitError, ProofError: as :meth:`MessageSanitizer.sanitize`.

    """
    shared = _shared(
        Policy.load(policy),
        tuple(select),
        tuple(ignore),
        unsafe_fixes=unsafe_fixes,
        verify=verify,
        output_style=output_style,
    )
    return shared.sanitize(source, recipients=recipients, context=context)


def check_message(
    source: Any,
    policy: str | Path | Policy = "amazon",
    *,
    recipients: Iterable[str] = (),
    context: MessageContext | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Report:
    """The findings of a message under a policy: :meth:`MessageSanitizer.check` with a sanitizer that is kept.

    Parameters and errors are those of :func:`sanitize_message`.
    """
    return _shared(Policy.load(policy), tuple(select), tuple(ignore)).check(
        source, recipients=recipients, context=context
    )

"""Files that hold messages: ``.eml``, mbox, and the folders of a Maildir."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from sanitizer.context import MessageContext
from sanitizer.errors import RefusedError, SanitizerError
from sanitizer.findings import Finding, NotJudged, Report, Result
from sanitizer.mail.message import Splice, spliced
from sanitizer.messages import MessageSanitizer

__all__ = ["Kind", "MailboxSanitizer", "kind_of"]

Kind = Literal["message", "mailbox"]
"""One message, or an mbox of them (RFC 4155)."""

_ENDINGS: dict[str, Kind] = {".eml": "message", ".mbox": "mailbox", ".mbx": "mailbox"}
_SEPARATOR = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]*(?:\n|\Z)")


def kind_of(path: Path) -> Kind | None:
    """What a file holds by its name, or by its place in a Maildir; ``None`` for one that holds HTML."""
    if kind := _ENDINGS.get(path.suffix.lower()):
        return kind
    if path.parent.name in ("cur", "new") and (path.parent.parent / "tmp").is_dir():
        return "message"
    return None


class MailboxSanitizer:
    """Judges an mbox message by message; what stands between them stays."""

    def __init__(self, messages: MessageSanitizer) -> None:
        self._messages = messages
        self.policy, self.rules = messages.policy, messages.rules

    def check(self, data: bytes, *, context: MessageContext | None = None) -> Report:
        """The findings of every message, whose number goes before the part.

        Raises:
            SanitizerError: as :meth:`sanitizer.MessageSanitizer.check`.

        """
        reports = [self._messages.check(data[start:end], context=context) for start, end in _spans(data)]
        found = [
            replace(finding, part=f"message {number} {finding.part}")
            for number, report in enumerate(reports, 1)
            for finding in report.findings
        ]
        return Report(found, self.policy.name, not_judged=_once(reports))

    def sanitize(self, data: bytes, *, context: MessageContext | None = None) -> Result[bytes]:
        """Every message made to obey the policy; one that is refused stays as it is, and the note says why.

        Raises:
            SanitizerError: as :meth:`sanitizer.MessageSanitizer.sanitize`, but for what refuses one message.

        """
        splices: list[Splice] = []
        found: list[Finding] = []
        reports: list[Report] = []
        notes: list[str] = []
        for number, (start, end) in enumerate(_spans(data), 1):
            message = data[start:end]
            try:
                result = self._messages.sanitize(message, context=context)
            except RefusedError as error:
                report, note = self._messages.check(message, context=context), f"left as it is: {error}"
            else:
                report, note = result.report, result.note
                if result.changed:
                    splices.append(Splice(start, end, result.output))
            notes += [f"message {number}: {note}"] if note else []
            reports.append(report)
            found += (replace(finding, part=f"message {number} {finding.part}") for finding in report.findings)
        output = spliced(data, splices) if splices else data
        if len(list(_spans(output))) != len(list(_spans(data))):
            raise SanitizerError("the changed mailbox would be taken apart in another way; nothing was changed")
        report = Report(found, self.policy.name, not_judged=_once(reports))
        return Result(output, report, bool(splices), lossless=not notes, note="; ".join(notes))

    def texts(self, data: bytes) -> dict[str, str]:
        """The text that each place of the findings counts its lines in."""
        return {
            f"message {number} {part}": text
            for number, (start, end) in enumerate(_spans(data), 1)
            for part, text in self._messages.texts(data[start:end]).items()
        }


def _once(reports: Iterable[Report]) -> tuple[NotJudged, ...]:
    """The rules that have not judged some of the messages."""
    return tuple({rule.code: rule for report in reports for rule in report.not_judged}.values())


def _spans(data: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of each message, without the line that begins it and the empty one behind it."""
    lines = [match.span() for match in _SEPARATOR.finditer(data)]
    ends = [*(start for start, _ in lines[1:]), len(data)]
    for (_, start), end in zip(lines, ends, strict=True):
        if end < len(data):
            end -= 2 if data[end - 2 : end] == b"\r\n" else 1
        yield start, max(start, end)

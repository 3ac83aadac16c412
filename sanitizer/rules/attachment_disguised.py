"""A file is what its name and its declared type say.

A page named ``invoice.txt``, or a picture that is an archive as well, is read differently by the scan and by the
program that opens it.

Wrong::

    Content-Type: text/plain; name="invoice.txt"

    <script>alert(1)</script>

Right::

    Content-Type: text/plain; name="invoice.txt"

    Invoice 17
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.findings import Severity
from sanitizer.mail.files import ENDINGS, EXECUTABLE, TYPES, Facts
from sanitizer.mail.message import Attached
from sanitizer.mail.names import ending
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule

ANY = frozenset(("application/octet-stream", "application/force-download", "application/x-download"))
"""Types that say nothing of the file."""
KNOWN = frozenset(ending for endings in ENDINGS.values() for ending in endings)
TYPE_KINDS = {type_: kind for kind, types in TYPES.items() for type_ in types}


def wants(policy: Policy) -> bool:
    return True


def check(context: MailContext) -> Iterator[MessageViolation]:
    for file in context.mail.attached:
        facts = file.facts(context.policy.max_picture_pixels)
        for disguise in facts.disguises:
            yield RULE.of_message(file.part, f"file {file.shown} is of the kind {facts.kind} and {disguise}")
        if facts.kind in ("empty", "unknown"):
            yield from claims(file, facts)
        else:
            yield from differing(file, facts)


def claims(file: Attached, facts: Facts) -> Iterator[MessageViolation]:
    """A content that is nothing known, where the name promises something."""
    for name in file.names:
        if ending(name) in KNOWN:
            told = "is empty" if facts.kind == "empty" else f"is not what .{ending(name)} says"
            yield RULE.of_message(file.part, f"file {file.shown} {told}")
            return


def differing(file: Attached, facts: Facts) -> Iterator[MessageViolation]:
    endings = ENDINGS.get(facts.kind, frozenset())
    wrong = [ending(name) for name in file.names if ending(name) in KNOWN and ending(name) not in endings]
    if wrong:
        yield RULE.of_message(file.part, f"file {file.shown} is of the kind {facts.kind}, not .{wrong[0]}")
    if len({ending(name) for name in file.names}) > 1:
        yield RULE.of_message(file.part, "the names of the file have different endings", severity="warning")
    type_ = file.part.type
    if type_ in TYPE_KINDS and type_ not in TYPES.get(facts.kind, ()) and not wrong:
        severity: Severity = "error" if facts.kind in EXECUTABLE else "warning"
        told = f"file {file.shown} is of the kind {facts.kind}, not {type_}"
        yield RULE.of_message(file.part, told, severity=severity)


RULE = Rule("ATT002", "attachment-disguised", setting="attachment_names", looks=(OnMessage(wants, check),), safety=None)

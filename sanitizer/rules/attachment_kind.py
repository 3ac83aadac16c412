"""Only kinds of file that the policy lists are attached, judged by their content.

The sender picks a name; what a file is shows in its signature and structure. Which kinds a marketplace takes is
published in no copy that we have seen, so the list ``attachment_kinds`` is ours. An empty list allows every kind.

Wrong::

    Content-Type: application/octet-stream; name="label.dat"
    Content-Transfer-Encoding: base64

    R0lGODlhAQABAAAAACw=

Right::

    Content-Type: text/plain; name="label.txt"

    Return label
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.mail.files import ENDINGS
from sanitizer.mail.structure import EMBEDDED
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule


def wants(policy: Policy) -> bool:
    return bool(policy.attachment_kinds)


def check(context: MailContext) -> Iterator[MessageViolation]:
    policy = context.policy
    for file in context.mail.attached:
        kind = file.facts(policy.max_picture_pixels).kind
        if not ENDINGS.get(kind, frozenset()) & policy.attachment_kinds:
            yield RULE.of_message(file.part, f"file {file.shown} is of the kind {kind}, which is not allowed")
    for part in context.mail.parts:
        if part.type in EMBEDDED and "eml" not in policy.attachment_kinds:
            yield RULE.of_message(part, "a message is attached, which is not allowed")


RULE = Rule("ATT001", "attachment-kind", setting="attachment_kinds", looks=(OnMessage(wants, check),), safety=None)

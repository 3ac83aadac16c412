"""No file runs when it is opened.

Programs, scripts, shortcuts and pages, by what they are and by the endings in ``attachment_deny`` of the policy, which
are those that Amazon's own mail service refuses.

Wrong::

    Content-Type: application/octet-stream; name="warranty.js"

    WScript.Echo("Hello")

Right::

    Content-Type: text/plain; name="warranty.txt"

    Two years
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.mail.files import EXECUTABLE
from sanitizer.mail.names import ending
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule


def wants(policy: Policy) -> bool:
    return bool(policy.attachment_deny)


def check(context: MailContext) -> Iterator[MessageViolation]:
    policy = context.policy
    for file in context.mail.attached:
        denied = [ending(name) for name in file.names if ending(name) in policy.attachment_deny]
        kind = file.facts(policy.max_picture_pixels).kind
        if denied:
            yield RULE.of_message(file.part, f"file {file.shown} runs when it is opened (.{denied[0]})")
        elif kind in EXECUTABLE:
            yield RULE.of_message(file.part, f"file {file.shown} runs when it is opened (it is of the kind {kind})")


RULE = Rule("ATT003", "attachment-executable", setting="attachment_deny", looks=(OnMessage(wants, check),), safety=None)

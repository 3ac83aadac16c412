"""The name of a file does not mislead.

A character that turns the direction of the text shows ``exe.fdp`` as ``pdf.exe`` the other way round, two endings or
blanks hide the one that counts, and a path may put the file where it is not expected.

Wrong::

    Content-Type: text/plain; name="../invoice.txt"

    Invoice 17

Right::

    Content-Type: text/plain; name="invoice.txt"

    Invoice 17
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.mail.files import ENDINGS
from sanitizer.mail.names import hazards
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule

KNOWN = frozenset(ending for endings in ENDINGS.values() for ending in endings)


def wants(policy: Policy) -> bool:
    return policy.attachment_names == "strict"


def check(context: MailContext) -> Iterator[MessageViolation]:
    known = KNOWN | context.policy.attachment_deny
    for file in context.mail.attached:
        found = dict.fromkeys(hazard for name in file.names for hazard in hazards(name, known))
        for hazard in found:
            yield RULE.of_message(file.part, f"the name {file.shown} has {hazard}")


RULE = Rule("ATT004", "attachment-name", setting="attachment_names", looks=(OnMessage(wants, check),), safety=None)

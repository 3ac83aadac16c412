"""No file hides in the text of a message.

Before MIME, files were written into the text, between ``begin 644 name`` and ``end`` (uuencode) or after ``=ybegin``
(yEnc). Some mail programs still take them out and show them as attachments, which nothing has judged.

Wrong::

    Subject: Your order
    Content-Type: text/plain

    Your order is on its way.

    begin 644 label.exe
    #0V%T
    `
    end

Right::

    Subject: Your order
    Content-Type: text/plain

    Your order is on its way. We begin 644 new ones today.
"""

import re
from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule

FILE = re.compile(
    rb"(?m)^(?:begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})|=ybegin [^\r\n]{0,500}?name=([^\r\n]{1,255}))\r?$"
)
PLAIN = frozenset(("text/plain", "text/enriched", "text/richtext"))


def wants(policy: Policy) -> bool:
    return policy.attachment_names == "strict"


def check(context: MailContext) -> Iterator[MessageViolation]:
    for part in context.mail.leaves:
        if part.type in PLAIN:
            for match in FILE.finditer(context.mail.content(part)):
                name = (match[1] or match[2]).decode("utf-8", "replace")
                yield RULE.of_message(part, f"the text holds the file {name[:80]!r}")


RULE = Rule("MSG010", "text-part-file", setting="attachment_names", looks=(OnMessage(wants, check),), safety=None)

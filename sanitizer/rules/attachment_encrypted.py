"""No file is encrypted: nobody could judge it.

PDF documents and Office files with a password, and archives with encrypted entries.

Wrong::

    Content-Type: application/zip; name="label.zip"
    Content-Transfer-Encoding: base64

    UEsDBBQAAQAAAAAAIQCDFtyMAQAAAAEAAAABAAAAYXhQSwECFAMUAAEAAAAAACEAgxbcjAEAAAABAAAAAQAAAAAAAAAAAAAAgAEAAAAAYVBLBQYAAAAA
    AQABAC8AAAAgAAAAAAA=

Right::

    Content-Type: text/plain; name="label.txt"

    Return label
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule


def wants(policy: Policy) -> bool:
    return policy.attachment_encrypted == "report"


def check(context: MailContext) -> Iterator[MessageViolation]:
    for file in context.mail.attached:
        if told := file.facts(context.policy.max_picture_pixels).encrypted:
            yield RULE.of_message(file.part, f"file {file.shown} cannot be judged: {told}")


RULE = Rule(
    "ATT008", "attachment-encrypted", setting="attachment_encrypted", looks=(OnMessage(wants, check),), safety=None
)

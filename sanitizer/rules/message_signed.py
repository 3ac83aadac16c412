"""What is signed or encrypted stays as it is.

A signature by S/MIME (RFC 8551) or OpenPGP (RFC 3156) ends when the part is altered, so nothing in it is mended; what
is encrypted cannot be looked into at all. ``message_signed`` says whether such a message is left or refused.

Wrong::

    Subject: Your invoice
    Content-Type: application/pkcs7-mime; name="smime.p7m"
    Content-Transfer-Encoding: base64

    MAsGCSqGSIb3DQEHAw==

Right::

    Subject: Your invoice
    Content-Type: text/plain

    Your invoice is attached.
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule


def wants(policy: Policy) -> bool:
    return True


def check(context: MailContext) -> Iterator[MessageViolation]:
    for part, seal in context.mail.seals():
        if seal == "signed":
            yield RULE.of_message(part, "the part is signed, so nothing in it is mended", severity="warning")
        elif seal == "encrypted":
            yield RULE.of_message(part, "the part is encrypted, so nothing in it is judged")


RULE = Rule("MSG002", "message-signed", setting="message_signed", looks=(OnMessage(wants, check),), safety=None)

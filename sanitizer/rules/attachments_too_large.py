"""The files of a message are not larger than the policy allows, encoded and together.

Base64 makes a file a third larger, and it is the encoded size that is sent; so there is a warning before the limit,
from ``warn_attached_bytes`` on. The examples are of a policy with little room.

Settings: max_attached_bytes = 10

Wrong::

    Content-Type: text/plain; name="part.txt"

    Part 1, which is long

Right::

    Content-Type: text/plain; name="part.txt"

    Part 1
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule


def wants(policy: Policy) -> bool:
    return bool(policy.max_attached_bytes or policy.warn_attached_bytes)


def check(context: MailContext) -> Iterator[MessageViolation]:
    policy, files = context.policy, context.mail.attached
    encoded = sum(file.encoded_size for file in files)
    if policy.max_attached_bytes and encoded > policy.max_attached_bytes:
        told = f"the files take {encoded:,} bytes encoded, over {policy.max_attached_bytes:,}"
        yield RULE.of_message(context.mail.root, told)
        return
    raw = sum(file.facts(policy.max_picture_pixels).size for file in files)
    if policy.warn_attached_bytes and raw >= policy.warn_attached_bytes:
        told = (
            f"the files take {raw:,} bytes before they are encoded, from {policy.warn_attached_bytes:,} on it is near"
        )
        yield RULE.of_message(context.mail.root, told + " the limit", severity="warning")


RULE = Rule(
    "ATT005", "attachments-too-large", setting="max_attached_bytes", looks=(OnMessage(wants, check),), safety=None
)

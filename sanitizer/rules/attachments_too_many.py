"""A message has no more files than the policy allows.

Mail takes one or more, the marketplace's API five. ``max_attached`` is 0, no limit, unless your policy sets it.

Settings: max_attached = 1

Wrong::

    Content-Type: multipart/mixed; boundary=part

    --part
    Content-Type: text/plain; name="a.txt"

    One
    --part
    Content-Type: text/plain; name="b.txt"

    Two
    --part--

Right::

    Content-Type: text/plain; name="a.txt"

    One
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule


def wants(policy: Policy) -> bool:
    return policy.max_attached > 0


def check(context: MailContext) -> Iterator[MessageViolation]:
    count, limit = len(context.mail.attached), context.policy.max_attached
    if count > limit:
        yield RULE.of_message(context.mail.root, f"the message has {count} files, over {limit}")


RULE = Rule("ATT006", "attachments-too-many", setting="max_attached", looks=(OnMessage(wants, check),), safety=None)

"""The buyer is written to for a reason that the marketplace permits.

Amazon lists its reasons; confirmations that it sends itself, thanks and marketing are none of them. The reason is what
the sender says it is (``reason`` of the context): that the words fit it is for other rules and for people.

Context: reason = "thanks"

Wrong::

    Subject: Your order
    Content-Type: text/plain

    Thank you for your order.

Context: reason = "return"

Right::

    Subject: Your order
    Content-Type: text/plain

    Which of the two boxes do you send back?
"""

from collections.abc import Iterator

from sanitizer.contexts import FrameContext
from sanitizer.policy import Policy
from sanitizer.rule import FrameViolation, OnFrame, Rule


def wants(policy: Policy) -> bool:
    return bool(policy.contact_reasons)


def applies(context: FrameContext) -> bool:
    return not context.message.is_reply


def check(context: FrameContext) -> Iterator[FrameViolation]:
    reason = context.message.reason
    if reason not in context.policy.contact_reasons:
        permitted = ", ".join(sorted(context.policy.contact_reasons))
        yield RULE.of_frame(f"the reason {reason} is none for which a buyer may be written to", note=permitted)


RULE = Rule(
    "MSG014",
    "reason-disallowed",
    setting="contact_reasons",
    looks=(OnFrame(wants, check, applies),),
    safety=None,
    needs=("reason",),
)

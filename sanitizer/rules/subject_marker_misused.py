"""A critical marker stands in the subject only where the reason for the message is critical.

Critical are a question on a customised product, the scheduling of a delivery and a problem with the address. Asking for
a review, a confirmation, a manual, a delay or want of stock is not, and a marker there is a violation of its own.

Context: reason = "review"

Wrong::

    Subject: [Important] Your order
    Content-Type: text/plain

    Would you tell others what you think of the lamp?

Right::

    Subject: Your order
    Content-Type: text/plain

    Would you tell others what you think of the lamp?
"""

from collections.abc import Iterator

from sanitizer.content.markers import markers
from sanitizer.contexts import FrameContext
from sanitizer.policy import Policy
from sanitizer.rule import FrameViolation, OnFrame, Rule


def wants(policy: Policy) -> bool:
    return bool(policy.critical_reasons)


def applies(context: FrameContext) -> bool:
    return any(markers(context.policy.critical_markers, context.subject or ""))


def check(context: FrameContext) -> Iterator[FrameViolation]:
    reason = context.message.reason
    if reason not in context.policy.critical_reasons:
        critical = ", ".join(sorted(context.policy.critical_reasons))
        for marker in markers(context.policy.critical_markers, context.subject or ""):
            told = f"{marker.written} marks the message as critical, which the reason {reason} is not"
            yield RULE.of_frame(told, is_in_subject=True, note=f"critical are {critical}")


RULE = Rule(
    "MSG012",
    "subject-marker-misused",
    setting="critical_reasons",
    looks=(OnFrame(wants, check, applies),),
    safety=None,
    needs=("reason",),
)

"""A message that the seller starts is sent within days of the order's completion.

Thirty days by guides and vendors, who count from different events: ``order_completed_at`` of the context is the one
that the sender counts from, ``sent_at`` when the message goes out. Answers in the buyer's thread have no end.

Context: order_completed_at = 2026-09-01T10:00:00Z, sent_at = 2026-11-22T10:00:00Z

Wrong::

    Subject: Your order
    Content-Type: text/plain

    Which colour may we print?

Context: order_completed_at = 2026-11-01T10:00:00Z, sent_at = 2026-11-22T10:00:00Z

Right::

    Subject: Your order
    Content-Type: text/plain

    Which colour may we print?
"""

from collections.abc import Iterator
from datetime import timedelta

from sanitizer.contexts import FrameContext
from sanitizer.policy import Policy
from sanitizer.rule import FrameViolation, OnFrame, Rule


def wants(policy: Policy) -> bool:
    return policy.contact_days > 0


def applies(context: FrameContext) -> bool:
    return not context.message.is_reply


def check(context: FrameContext) -> Iterator[FrameViolation]:
    completed_at, sent_at = context.message.order_completed_at, context.message.sent_at
    assert completed_at is not None
    assert sent_at is not None
    days = context.policy.contact_days
    if (after := sent_at - completed_at) > timedelta(days=days):
        closed = (completed_at + timedelta(days=days)).isoformat(" ", "minutes")
        yield RULE.of_frame(
            f"it is sent {shown(after)} after the order was completed, and may be within {days} days",
            note=f"the last moment was {closed}",
        )


def shown(span: timedelta) -> str:
    """Days, and hours where there are some."""
    hours = -(-span // timedelta(hours=1)) % 24
    return f"{span.days} days" + (f" and {hours} h" if hours else "")


RULE = Rule(
    "MSG015",
    "window-closed",
    setting="contact_days",
    looks=(OnFrame(wants, check, applies),),
    safety=None,
    needs=("order_completed_at", "sent_at"),
)

"""A review or feedback is asked for once for an order.

The request that the marketplace sends itself counts. Whether there was one the sender has to know
(``review_already_requested`` of the context); words that ask again are found by ``text-review-repeat``.

Context: reason = "review", review_already_requested = true

Wrong::

    Subject: Your order
    Content-Type: text/plain

    Would you tell others what you think of the lamp?

Context: reason = "review", review_already_requested = false

Right::

    Subject: Your order
    Content-Type: text/plain

    Would you tell others what you think of the lamp?
"""

from collections.abc import Iterator

from sanitizer.contexts import FrameContext
from sanitizer.policy import Policy
from sanitizer.rule import FrameViolation, OnFrame, Rule


def wants(policy: Policy) -> bool:
    return policy.review_requests == "once"


def applies(context: FrameContext) -> bool:
    return context.message.reason in (None, "review")


def check(context: FrameContext) -> Iterator[FrameViolation]:
    if context.message.review_already_requested:
        yield RULE.of_frame("a review was already asked for, and may be asked for once for an order")


RULE = Rule(
    "MSG016",
    "review-repeated",
    setting="review_requests",
    looks=(OnFrame(wants, check, applies),),
    safety=None,
    needs=("reason", "review_already_requested"),
)

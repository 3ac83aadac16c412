"""A message that the seller starts names its order.

Amazon asks for the order's 17-digit number in every message that does not answer the buyer. Which order it is has to be
known (``order_id`` of the context): the number of another one is as wrong as none.

Context: order_id = "303-1234567-1234567"

Wrong::

    Subject: Your order
    Content-Type: text/plain

    Which colour may we print?

Right::

    Subject: Your order 303-1234567-1234567
    Content-Type: text/plain

    Which colour may we print?
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from sanitizer.contexts import FrameContext
from sanitizer.policy import Policy
from sanitizer.rule import FrameViolation, OnFrame, Rule

TAG = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
"""A character that stands for a template tag, which may become the number."""


def wants(policy: Policy) -> bool:
    return policy.order_id == "require"


def applies(context: FrameContext) -> bool:
    return not context.message.is_reply


def check(context: FrameContext) -> Iterator[FrameViolation]:
    order = context.message.order_id or ""
    if any(names(order, reading.text) or TAG.search(reading.shown) for reading in context.readings):
        return
    other = next(filter(None, (first_id(context.policy, reading.text) for reading in context.readings)), None)
    if other:
        yield RULE.of_frame(f"the message names the order {other} and not {order}, which it is about")
    else:
        yield RULE.of_frame(f"the message does not name its order, {order}")


def names(order: str, text: str) -> bool:
    """Whether the text has the number, and not as a piece of a longer one."""
    place = text.find(order)
    while place >= 0:
        end = place + len(order)
        if not text[place - 1 : place].isalnum() and not text[end : end + 1].isalnum():
            return True
        place = text.find(order, end)
    return False


def first_id(policy: Policy, text: str) -> str | None:
    """The first number of an order in the text, by the form that the policy states."""
    if not policy.order_id_form:
        return None
    found = pattern(policy.order_id_form).search(text)
    return found[0] if found else None


@lru_cache(maxsize=64)
def pattern(form: str) -> re.Pattern[str]:
    """What matches numbers of a form such as ``3-7-7``."""
    groups = "-".join(f"[0-9]{{{digits}}}" for digits in form.split("-"))
    return re.compile(rf"(?<![0-9A-Za-z-]){groups}(?![0-9A-Za-z-])")


RULE = Rule(
    "MSG013",
    "order-id-missing",
    setting="order_id",
    looks=(OnFrame(wants, check, applies),),
    safety=None,
    needs=("order_id",),
)

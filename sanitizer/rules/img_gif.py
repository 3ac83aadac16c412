"""No animated GIF, judged by the image's name.

One source forbids animated GIFs, two read it as no GIFs at all. A name cannot tell whether a GIF moves: it may, which
is a warning, unless the name itself says so (``loading.gif``).

Wrong::

    <img src="https://shop.example/box-animated.gif" alt="How to open the box">

Right::

    <img src="https://shop.example/box.png" alt="How to open the box">
"""

import re
from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import Edit, RemoveElement, ReplaceWithText
from sanitizer.html import images
from sanitizer.html.dom import Element
from sanitizer.policy import Policy
from sanitizer.rule import OnAttribute, Rule, Violation

MOVES = re.compile(r"(?:^|[^a-z])(?:anim|animated|animation|loader|loading|spinner)(?:[^a-z]|$)")
DATA = re.compile(r"[\x00-\x20]*data:image/gif[;,]", re.IGNORECASE)


def wants(policy: Policy, tag: str, name: str) -> bool:
    return policy.image_gif != "allow" and name == "src" and tag in ("img", "input")


def is_gif(policy: Policy, name: str, value: str) -> bool:
    return images.file_name(value).endswith(".gif") or DATA.match(value) is not None


def check(context: Context, element: Element, name: str, value: str) -> Iterator[Violation]:
    moves = MOVES.search(images.file_name(value)) is not None
    edits: tuple[Edit, ...] = ()
    if context.policy.image_gif == "strip":
        words = images.in_place(element)
        edits = (ReplaceWithText(element, words) if words else RemoveElement(element),)
    yield RULE.violation(
        element,
        "GIF is animated by its name" if moves else "a GIF may be animated",
        *edits,
        part=name,
        severity="error" if moves else "warning",
    )


RULE = Rule("IMG003", "img-gif", setting="image_gif", looks=(OnAttribute(wants, check, is_gif),))

"""No image that tells somebody when the message is opened.

Marketplaces name tracking pixels as forbidden. One strong sign is enough: both declared dimensions at most 3 px (saved
mails hold 0x0, 1x1, 2x2 and 1x3), hidden by its own style or that of an element around it, an address of a known
service, an e-mail address in the URL. Of the weak signs, a long opaque token and words such as ``/open.php``, it
takes two, and a picture that declares a visible size is not judged by them. Being hidden is a weak sign where the
policy keeps style sheets, which may show a picture on another screen.

Rule lines (620x1) and spacers (1x10) are no pixels, and ``cid:``, ``data:`` and relative addresses ask no server. A
spacer of 1x1 px does ask one and holds no place, so it goes, with a warning. No host is exempt: the marketplace's own
mails hold beacons, which come along when one is pasted.

Before::

    <p>Your invoice is attached.</p><img src="https://shop.example/seen?id=7" width="1" height="1">

After::

    <p>Your invoice is attached.</p>
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import RemoveAttribute, RemoveElement, ReplaceWithText
from sanitizer.html import css, images, trackers
from sanitizer.html.dom import Element
from sanitizer.html.urls import SINKS, srcset_urls
from sanitizer.policy import Policy
from sanitizer.rule import OnAttribute, OnDeclaration, OnElement, Rule, Verdict, Violation

SMALL = 3
"""Largest width and height of a pixel in CSS pixels; the largest seen is 1x3."""
SETS = frozenset(("srcset", "imagesrcset"))
OWN = ("src", "srcset", "lowsrc", "dynsrc")
"""Attributes of an image that load it."""


def wants(policy: Policy, tag: str) -> bool:
    return tag in ("img", "input")


def remote_addresses(element: Element) -> list[tuple[str, trackers.Evidence]]:
    """The addresses that the image asks a server for, with what each says."""
    attributes = element.attrs
    return [
        (address, found)
        for name in OWN
        if name in attributes
        for address in addresses(name, element.attr(name) or "")
        if (found := trackers.evidence(address)).remote
    ]


def is_remote(policy: Policy, element: Element) -> bool:
    return bool(remote_addresses(element))


def check(context: Context, element: Element) -> Iterator[Violation]:
    remote = remote_addresses(element)
    size = images.size_of(element)
    is_small = size.is_within(SMALL)
    hidden = hidden_by(context, element)
    strong = [f"declared {size.width:g}x{size.height:g} px"] if is_small else []
    weak: list[str] = []
    if hidden:
        (weak if "style" in context.policy.elements_keep else strong).append(hidden)
    for _, found in remote:
        strong += (reason for reason in found.strong if reason not in strong)
        weak += (reason for reason in found.weak if reason not in weak)
    if not strong and (len(weak) < 2 or size.is_over(SMALL)):
        return
    reasons = strong + weak
    may_be_harmless = len(reasons) == 1 and (
        (is_small and is_plain_spacer(remote[0][0])) or (hidden and (images.in_place(element) or size.is_over(SMALL)))
    )
    edits: tuple[RemoveElement | ReplaceWithText, ...] = ()
    if context.policy.image_tracking == "remove":
        words = "" if is_small or hidden else images.in_place(element)
        edits = (ReplaceWithText(element, words) if words else RemoveElement(element),)
    yield RULE.violation(
        element,
        f"image is loaded like a tracking pixel: {reasons[0]}" if may_be_harmless else message(reasons),
        *edits,
        note="; ".join(reasons),
        severity="warning" if may_be_harmless else "error",
    )


def hidden_by(context: Context, element: Element) -> str:
    """What hides the image, in words, or ``""``."""
    hiding = context.hiding
    if element in hiding:
        return "hidden"
    return "hidden by an ancestor" if hiding and any(above in hiding for above in element.ancestors) else ""


def is_plain_spacer(address: str) -> bool:
    """Whether the name says that the image only holds a place, and no query says more."""
    return images.is_spacer(address) and "?" not in address


def addresses(name: str, value: str) -> list[str]:
    return srcset_urls(value) if name in SETS else [value]


def message(reasons: list[str] | tuple[str, ...]) -> str:
    return f"tracking image: {reasons[0]}"


def wants_attribute(policy: Policy, tag: str, name: str) -> bool:
    return SINKS.get(name) == "load" and not (tag in ("img", "input") and name in OWN)


def check_attribute(context: Context, element: Element, name: str, value: str) -> Iterator[Violation]:
    for address in addresses(name, value):
        if reasons := trackers.evidence(address).reasons:
            edits = (RemoveAttribute(element, name),) if context.policy.image_tracking == "remove" else ()
            yield RULE.violation(element, message(reasons), *edits, part=name, note="; ".join(reasons))
            return


def wants_declaration(policy: Policy, tag: str, name: str) -> bool:
    return policy.image_tracking == "remove"


def check_declaration(policy: Policy, tag: str, declaration: css.Declaration) -> Verdict | None:
    if "(" not in declaration.value:
        return None
    for address in css.load_targets(declaration.value):
        if reasons := trackers.evidence(address).reasons:
            return Verdict(f"tracking image: {'; '.join(reasons)}")
    return None


RULE = Rule(
    "IMG001",
    "img-tracking-pixel",
    setting="image_tracking",
    looks=(
        OnElement(wants, check, is_remote),
        OnAttribute(wants_attribute, check_attribute),
        OnDeclaration(wants_declaration, check_declaration),
    ),
)

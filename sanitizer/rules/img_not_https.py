"""Images are loaded over https.

An http image can be read and changed on its way; three sources name it as forbidden. Stripping leaves the alternative
text, the words that a buyer sees whose client loads no images. ``//host`` names no protocol, so it takes that of
whatever shows the message: it becomes https, also where http images are stripped. Where the policy lets other
attributes and style attributes load images, they are held to the same.

Before::

    <p><img src="http://shop.example/logo.png" alt="Shop"> Hello</p>

After::

    <p>Shop Hello</p>
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import Edit, RemoveAttribute, RemoveElement, ReplaceWithText, SetAttribute
from sanitizer.html import css, images
from sanitizer.html.dom import Element
from sanitizer.html.urls import SINKS, scheme_of, srcset_urls, tidy
from sanitizer.policy import Policy
from sanitizer.rule import OnAttribute, OnDeclaration, Rule, Verdict, Violation

LOOKED_AT = frozenset(("http", "//"))
SETS = frozenset(("srcset", "imagesrcset"))
SAYS = {"http": "image is loaded over http", "//": "image is loaded over an unnamed protocol"}


def wants(policy: Policy, tag: str, name: str) -> bool:
    if name == "src" and tag in ("img", "input"):
        return True
    return policy.image_sources == "any" and SINKS.get(name) == "load" and policy.keeps_attribute(tag, name)


def is_insecure(policy: Policy, name: str, value: str) -> bool:
    return bool(insecure(name, value))


def insecure(name: str, value: str) -> list[str]:
    """The addresses of an attribute that are not on https."""
    return [
        address for address in (srcset_urls(value) if name in SETS else (value,)) if scheme_of(address) in LOOKED_AT
    ]


def check(context: Context, element: Element, name: str, value: str) -> Iterator[Violation]:
    found = insecure(name, value)
    schemes = {scheme_of(address) for address in found}
    scheme = "http" if "http" in schemes else "//"
    choice = context.policy.image_not_https
    edits: tuple[Edit, ...] = ()
    if choice == "upgrade" or (choice == "strip" and scheme == "//"):
        edits = (SetAttribute(element, name, upgraded(value, found)),)
    elif choice == "strip":
        edits = (strip(element, name),)
    yield RULE.violation(element, SAYS[scheme], *edits, part=name)


def upgraded(value: str, found: list[str]) -> str:
    """The attribute with each of its addresses on https, all else as it was."""
    pieces: list[str] = []
    cursor = 0
    for address in found:
        start = value.index(address, cursor)
        pieces += value[cursor:start], secure(address)
        cursor = start + len(address)
    return "".join((*pieces, value[cursor:]))


def secure(address: str) -> str:
    address = tidy(address)
    return f"https{address[4:]}" if scheme_of(address) == "http" else f"https:{address}"


def strip(element: Element, name: str) -> Edit:
    if name != "src":
        return RemoveAttribute(element, name)
    words = images.in_place(element)
    return ReplaceWithText(element, words) if words else RemoveElement(element)


def wants_declaration(policy: Policy, tag: str, name: str) -> bool:
    return policy.css_urls != "none" and policy.image_not_https != "report"


def check_declaration(policy: Policy, tag: str, declaration: css.Declaration) -> Verdict | None:
    if "(" not in declaration.value:
        return None
    found = [address for address in css.load_targets(declaration.value) if scheme_of(address) in LOOKED_AT]
    if not found:
        return None
    if policy.image_not_https == "strip" or not declaration.sound:
        return Verdict(SAYS[scheme_of(found[0])])
    important = " !important" if declaration.important else ""
    return Verdict(SAYS[scheme_of(found[0])], f"{declaration.name}:{upgraded(declaration.value, found)}{important}")


RULE = Rule(
    "IMG002",
    "img-not-https",
    setting="image_not_https",
    looks=(OnAttribute(wants, check, is_insecure), OnDeclaration(wants_declaration, check_declaration)),
    reads="scheme",
)

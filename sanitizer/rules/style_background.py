"""No background behind the text.

With the text in its default colour, a dark background would make it unreadable; no source forbids backgrounds
as such, so a policy may keep them.

Before::

    <table bgcolor="#222222"><tr><td style="background:#222; padding:8px">Hello</td></tr></table>

After::

    <table><tr><td style="padding:8px">Hello</td></tr></table>
"""

from sanitizer.html.css import WIDE_KEYWORDS, Declaration
from sanitizer.policy import Policy
from sanitizer.rule import OnDeclaration, OnValue, Rule, Verdict

PAINTING = frozenset(("background", "background-color", "background-image", "mso-highlight", "mso-shading"))
"""Properties that paint; the other ``background-*`` ones only place what these paint."""
NOTHING = WIDE_KEYWORDS | {"none", "transparent"}


def wants_property(policy: Policy, tag: str, name: str) -> bool:
    return name in PAINTING and not policy.keep_background


def check_declaration(policy: Policy, tag: str, declaration: Declaration) -> Verdict | None:
    if declaration.value.lower() in NOTHING:
        return None
    return Verdict(f"{declaration.name} paints a background")


def wants_attribute(policy: Policy, tag: str, name: str) -> bool:
    return name == "bgcolor" and not policy.keep_background


def check_attribute(policy: Policy, tag: str, name: str, value: str) -> Verdict | None:
    return Verdict("bgcolor paints a background")


RULE = Rule(
    "STY003",
    "style-background",
    setting="keep_background",
    looks=(OnDeclaration(wants_property, check_declaration), OnValue(wants_attribute, check_attribute)),
    reads="name",
)

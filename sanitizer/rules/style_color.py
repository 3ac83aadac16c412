"""No text colour other than the reader's default.

Before::

    <body text="#333333"><p style="color:#333; font-weight:bold">Hello</p></body>

After::

    <body><p style="font-weight:bold">Hello</p></body>
"""

from sanitizer.html.css import WIDE_KEYWORDS, Declaration
from sanitizer.policy import Policy
from sanitizer.rule import OnDeclaration, OnValue, Rule, Verdict

PROPERTIES = frozenset(("color", "-webkit-text-fill-color", "mso-style-textfill-fill-color", "mso-themecolor"))
BODY_ATTRIBUTES = frozenset(("alink", "link", "text", "vlink"))
COLORED = frozenset(("a", "mark"))
"""Elements that have a colour of their own in the browser's default sheet."""


def wants_property(policy: Policy, tag: str, name: str) -> bool:
    return name in PROPERTIES and not policy.keep_color


def check_declaration(policy: Policy, tag: str, declaration: Declaration) -> Verdict | None:
    if declaration.value.lower() in (*WIDE_KEYWORDS, "currentcolor") and tag not in COLORED:
        return None
    return Verdict(f"{declaration.name} overrides the default text colour")


def wants_attribute(policy: Policy, tag: str, name: str) -> bool:
    if policy.keep_color:
        return False
    return (tag == "body" and name in BODY_ATTRIBUTES) or (tag == "font" and name == "color")


def check_attribute(policy: Policy, tag: str, name: str, value: str) -> Verdict | None:
    return Verdict(f"{name} overrides the default text colour")


RULE = Rule(
    "STY002",
    "style-color",
    setting="keep_color",
    looks=(OnDeclaration(wants_property, check_declaration), OnValue(wants_attribute, check_attribute)),
    reads="name",
)

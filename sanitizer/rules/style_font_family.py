"""No font family other than the reader's default.

The ``font`` shorthand keeps what else it says: slant, weight and size, also those it sets to normal unnamed.

Before::

    <p style="font-family:Georgia, serif; font-weight:bold">Hello</p>
    <p style="font:italic 14px/1.5 Arial">Hello</p>

After::

    <p style="font-weight:bold">Hello</p>
    <p style="font-style:italic; font-weight:normal; font-size:14px">Hello</p>
"""

from sanitizer.html import fonts
from sanitizer.html.css import WIDE_KEYWORDS, Declaration
from sanitizer.policy import Policy
from sanitizer.rule import OnDeclaration, OnValue, Rule, Verdict

MONOSPACE = frozenset(("code", "kbd", "pre", "samp", "tt"))
"""Elements that have a font family of their own in the browser's default sheet."""


def wants_property(policy: Policy, tag: str, name: str) -> bool:
    if policy.keep_font_family:
        return False
    return name in ("font", "font-family") or (name.startswith("mso-") and name.endswith("font-family"))


def check_declaration(policy: Policy, tag: str, declaration: Declaration) -> Verdict | None:
    value = declaration.value.lower()
    if declaration.name == "font":
        longhands = fonts.longhands(declaration, family=policy.keep_font_family, line_height=policy.keep_line_height)
        return Verdict("font sets the font family", longhands or None)
    if value in WIDE_KEYWORDS and tag not in MONOSPACE:
        return None
    return Verdict(f"{declaration.name} overrides the default font")


def wants_attribute(policy: Policy, tag: str, name: str) -> bool:
    return name == "face" and tag == "font" and not policy.keep_font_family


def check_attribute(policy: Policy, tag: str, name: str, value: str) -> Verdict | None:
    return Verdict("face overrides the default font")


RULE = Rule(
    "STY001",
    "style-font-family",
    setting="keep_font_family",
    looks=(OnDeclaration(wants_property, check_declaration), OnValue(wants_attribute, check_attribute)),
    reads="name",
)

"""No line height other than the reader's default.

Before::

    <p style="line-height:1.6; margin:0">Hello</p>

After::

    <p style="margin:0">Hello</p>
"""

from sanitizer.html import fonts
from sanitizer.html.css import WIDE_KEYWORDS, Declaration
from sanitizer.policy import Policy
from sanitizer.rule import OnDeclaration, Rule, Verdict

DEFAULT = WIDE_KEYWORDS | {"normal"}


def wants(policy: Policy, tag: str, name: str) -> bool:
    if policy.keep_line_height:
        return False
    return name in ("font", "line-height") or name.startswith("mso-line-height")


def check(policy: Policy, tag: str, declaration: Declaration) -> Verdict | None:
    if declaration.name == "font":
        if "/" not in declaration.value:
            return None
        longhands = fonts.longhands(declaration, family=policy.keep_font_family, line_height=False)
        return Verdict("font sets the line height", longhands or None)
    if declaration.value.lower() in DEFAULT:
        return None
    return Verdict(f"{declaration.name} overrides the default line height")


RULE = Rule(
    "STY004",
    "style-line-height",
    setting="keep_line_height",
    looks=(OnDeclaration(wants, check),),
    reads="name",
)

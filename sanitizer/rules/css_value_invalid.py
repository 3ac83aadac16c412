"""Values of style properties are ones that the property takes.

A browser skips a declaration it does not understand, so the mail looks other than its author meant and nothing
says why: real templates have ``font-weight:light`` and ``height:30px, width:30px``. Nothing is changed, since
only the author knows what was meant. The rule is a preview: it runs when it is selected (``--select STY010``).

Wrong::

    <p style="font-weight:regular">Hello</p>

Right::

    <p style="font-weight:normal">Hello</p>
"""

from sanitizer.html.css import Declaration
from sanitizer.html.validity import JUDGED, is_valid
from sanitizer.policy import Policy
from sanitizer.rule import OnDeclaration, Rule, Verdict


def wants(policy: Policy, tag: str, name: str) -> bool:
    return name in JUDGED and policy.keeps_property(name)


def check(policy: Policy, tag: str, declaration: Declaration) -> Verdict | None:
    if not declaration.sound or is_valid(declaration.name, declaration.value):
        return None
    if not declaration.value:
        return Verdict(f"{declaration.name} has no value")
    return Verdict(f"{declaration.name} does not take {declaration.value!r}")


RULE = Rule(
    "STY010",
    "css-value-invalid",
    setting="css_properties",
    looks=(OnDeclaration(wants, check),),
    severity="info",
    safety=None,
    preview=True,
)

"""Style attributes hold properties that the policy lists, written so that every browser reads the same.

A property that moves, layers or generates content can show what the markup does not say. A declaration with an
open string or bracket, or a name built from comments, is read differently by different parsers.

Before::

    <p style="position:absolute; font-weight:bold">Hello</p>

After::

    <p style="font-weight:bold">Hello</p>
"""

from sanitizer.html.css import Declaration
from sanitizer.policy import Policy
from sanitizer.rule import OnDeclaration, Rule, Verdict


def wants(policy: Policy, tag: str, name: str) -> bool:
    return True


def check(policy: Policy, tag: str, declaration: Declaration) -> Verdict | None:
    if not declaration.sound:
        return Verdict("declaration can be read in more than one way")
    if declaration.is_text:
        return None
    if not policy.keeps_property(declaration.name):
        return Verdict(f"property {declaration.name} is not allowed")
    return None


RULE = Rule(
    "SEC010",
    "css-property-disallowed",
    setting="css_properties",
    looks=(OnDeclaration(wants, check),),
    safety="enforced",
    reads="name",
)

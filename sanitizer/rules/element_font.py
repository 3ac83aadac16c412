"""No ``font`` element; the size it sets stays.

Before::

    <font face="Arial" color="red">Hello</font> <font size="5">Sale</font>

After::

    Hello <span style="font-size:x-large">Sale</span>
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import Edit, RemoveAttribute, Rename, SetProperty, Unwrap
from sanitizer.html import fonts
from sanitizer.html.dom import Element
from sanitizer.policy import Policy
from sanitizer.rule import OnElement, Rule, Violation

OWN = ("color", "face", "size")


def wants(policy: Policy, tag: str) -> bool:
    return tag == "font" and not policy.keep_font_element


def check(context: Context, element: Element) -> Iterator[Violation]:
    size = fonts.element_size(element.attr("size") or "")
    if any(declaration.name in ("font", "font-size") for declaration in context.declarations(element)):
        size = None
    if size is None and not any(name not in OWN for name in element.attrs):
        yield RULE.violation(element, "<font> is not allowed; its text stays", Unwrap(element))
        return
    edits: list[Edit] = [Rename(element, "span")]
    edits += (RemoveAttribute(element, name) for name in OWN if name in element.attrs)
    if size is not None:
        edits.append(SetProperty(element, "font-size", size))
    yield RULE.violation(element, "<font> is not allowed and becomes <span>", *edits)


RULE = Rule("STY006", "element-font", setting="keep_font_element", looks=(OnElement(wants, check),), reads="name")

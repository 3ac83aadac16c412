"""Nothing in the head that sends the reader or the message's addresses elsewhere.

``meta refresh`` leaves the message, ``base`` turns every relative address (lxml_html_clean before 0.4.4 let one
through), an external style sheet loads what no scan has seen.

Before::

    <meta http-equiv="refresh" content="0;url=https://shop.example/"><p>Hello</p>

After::

    <p>Hello</p>
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import RemoveElement
from sanitizer.html.dom import Element
from sanitizer.html.markup import STEERING_META
from sanitizer.policy import Policy
from sanitizer.rule import OnElement, Rule, Violation


def wants(policy: Policy, tag: str) -> bool:
    return tag in ("base", "link", "meta")


def check(context: Context, element: Element) -> Iterator[Violation]:
    if message := _message(element):
        yield RULE.violation(element, message, RemoveElement(element))


def _message(element: Element) -> str | None:
    if element.tag == "base":
        return "<base> moves every relative address"
    if element.tag == "link":
        return f"<link rel={element.attr('rel') or ''!r}> loads a file"
    kind = (element.attr("http-equiv") or "").strip().lower()
    if kind in STEERING_META:
        return f"<meta http-equiv={kind!r}> changes what the message does"
    return None


RULE = Rule(
    "SEC008",
    "head-redirect",
    setting="elements_drop",
    looks=(OnElement(wants, check),),
    safety="enforced",
)

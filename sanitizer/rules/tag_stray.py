"""No tag, and no part of one, that a browser drops.

``<td>`` outside a table, ``<frame>``, a tag that the end of the message cuts off, attributes of an end tag: a browser
makes nothing of them, but another parser does, and so does a page that puts the message inside a table of its own or
writes a quote behind it. A slash in ``<title/>`` means nothing to a browser and ends the element for an XML reader.

Before::

    <p>Hello <td onclick="track()">Jane</td></p>

After::

    <p>Hello Jane</td></p>
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import ReplaceTag
from sanitizer.html.dom import Element
from sanitizer.html.markup import RAW_TEXT
from sanitizer.html.tokens import StrayTag
from sanitizer.policy import Policy
from sanitizer.rule import OnElement, OnStrayTag, Rule, Violation


def check(context: Context, tag: StrayTag) -> Iterator[Violation]:
    span = tag.start, tag.end
    does = f"makes {tag.instead} of" if tag.instead else "drops"
    message = f"a browser {does} the {tag.what} here, other readers may not"
    yield RULE.violation(None, message, ReplaceTag(*span, tag.instead), part=span)


def wants(policy: Policy, tag: str) -> bool:
    return tag in RAW_TEXT and policy.fate(tag) == "keep"


def check_slash(context: Context, element: Element) -> Iterator[Violation]:
    at = element.source_location
    if at is not None and context.document.text.startswith("/>", (end := at.start_tag.end_offset - 1) - 1):
        tag = context.document.text[at.start_tag.start_offset : end]
        start = end - (len(tag) - len(tag.rstrip("/")))
        message = f"a browser drops the slash of <{element.tag}/>, other readers may not"
        yield RULE.violation(element, message, ReplaceTag(start, end, ""), part=(start, end))


RULE = Rule(
    "SEC012",
    "tag-stray",
    setting="elements_keep",
    looks=(OnStrayTag(check), OnElement(wants, check_slash)),
    safety="enforced",
)

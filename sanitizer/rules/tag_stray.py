"""No tag that a browser drops.

``<td>`` outside a table, a second ``<form>`` inside one, ``<frame>``: a browser makes no element of such a tag, but
another parser does, and so does a page that puts the message inside a table of its own.

Before::

    <p>Hello <td onclick="track()">Jane</td></p>

After::

    <p>Hello Jane</td></p>
"""

from collections.abc import Iterator

from sanitizer.edits import RemoveTag
from sanitizer.rule import Context, OnStrayTag, Rule, Violation


def check(context: Context, tag: str, span: tuple[int, int]) -> Iterator[Violation]:
    message = f"<{tag}> is dropped by browsers here, but not by every reader"
    yield RULE.violation(None, message, RemoveTag(*span), part=span)


RULE = Rule(
    "SEC012",
    "tag-stray",
    setting="elements_keep",
    looks=(OnStrayTag(check),),
    safety="enforced",
)

"""No more line breaks in a row than the policy allows.

White space, comments and empty elements between two breaks do not part them; a block that holds nothing but a
non-breaking space counts as a break. The first ones stay, the surplus goes.

Before::

    <p>Hello<br><br> <b></b><br>&nbsp;<br>Jane</p>

After::

    <p>Hello<br><br> <b></b>&nbsp;Jane</p>
"""

from collections.abc import Iterator
from itertools import pairwise

from sanitizer.contexts import Context
from sanitizer.edits import RemoveElement
from sanitizer.html.dom import Document, Element, Node, Text
from sanitizer.html.markup import BLOCK
from sanitizer.policy import Policy
from sanitizer.rule import OnDocument, Rule, Violation

BLANK = " \t\n\r\f\xa0\u200b\u200c\u200d\u2060\ufeff\xad\u034f"
"""Characters that show nothing: white space, no-break and zero-width spaces, soft hyphen, grapheme joiner."""
PARTING = frozenset("caption dd dt hr img legend li table td th tr".split())
"""Elements that show something of their own or stand side by side."""
PARAGRAPHS = frozenset("address center dd div dt h1 h2 h3 h4 h5 h6 p".split())


def wants(policy: Policy) -> bool:
    return policy.max_breaks > 0


def check(context: Context) -> Iterator[Violation]:
    limit = context.policy.max_breaks
    text = context.document.text
    blocks = any(space in text for space in ("\xa0", "&nbsp", "&#"))
    breaks = [
        element
        for element in context.document.tree.iter_elements(PARAGRAPHS | {"br"} if blocks else "br")
        if element.tag == "br" or _is_blank(element)
    ]
    if len(breaks) <= limit:
        return
    run = 1
    for earlier, element in pairwise(breaks):
        run = run + 1 if _adjoin(context.document, earlier, element) else 1
        if run > limit:
            what = "line break" if element.tag == "br" else f"empty <{element.tag}>"
            yield RULE.violation(element, f"{what} {run} in a row; at most {limit}", RemoveElement(element))


def _adjoin(document: Document, earlier: Element, later: Element) -> bool:
    """Whether nothing that a reader sees stands between two breaks, and nothing that a template decides on."""
    for node in earlier.following:
        if node is later:
            return True
        if isinstance(node, Element):
            if node.tag in PARTING:
                return False
        elif (isinstance(node, Text) and node.data.strip(BLANK)) or document.is_block_tag(node):
            return False
    return False


def _is_blank(block: Element) -> bool:
    """Whether the block shows nothing but a no-break space."""
    inner: Node = block
    while len(inner) == 1:
        inner = inner[0]
        if isinstance(inner, Text):
            return "\xa0" in inner.data and not inner.data.strip(BLANK)
        if not isinstance(inner, Element) or inner.tag in BLOCK or inner.tag in PARTING:
            return False
    return False


RULE = Rule("STY009", "line-breaks", setting="max_breaks", looks=(OnDocument(wants, check),))

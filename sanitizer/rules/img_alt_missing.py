"""Every image has alternative text, and one that is all a link has says where the link goes.

Without it a screen reader reads out the file's name, and a buyer whose client loads no images sees a gap. An image
that only holds a place gets an empty one; for every other the words are a person's to write, and what the title, the
caption or the file's name offers is only suggested.

Before::

    <img src="https://shop.example/spacer.png" width="1" height="20">

After::

    <img src="https://shop.example/spacer.png" width="1" height="20" alt="" role="presentation">
"""

import re
from collections.abc import Iterator

from sanitizer.edits import SetAttribute
from sanitizer.html import images
from sanitizer.html.dom import Element, Text
from sanitizer.policy import Policy
from sanitizer.rule import Context, OnElement, Rule, Violation

SMALL = 3
"""Width or height in CSS pixels up to which an image is a line or a spacer."""
ABOVE = 8
"""Elements above an image among which its figure is looked for."""
WORD = re.compile(r"[^\W\d_]{2,}")
NUMBERED = re.compile(r"(?:(?:img|image|dsc|pic|photo|picture|screenshot|unnamed|download)[\W\d_]*)+|[0-9a-f-]{12,}")
"""Names that cameras, programs and hash functions give."""
CONTENT = frozenset(("audio", "button", "canvas", "input", "object", "select", "svg", "textarea", "video"))


def wants(policy: Policy, tag: str) -> bool:
    return policy.image_alt == "require" and tag == "img"


def check(context: Context, element: Element) -> Iterator[Violation]:
    if "alt" in element.attrs:
        return
    if is_decorative(context, element):
        edits = [SetAttribute(element, "alt", "")]
        if context.policy.keeps_attribute("img", "role"):
            edits.append(SetAttribute(element, "role", "presentation"))
        yield RULE.violation(element, "decorative image has no alternative text", *edits)
    else:
        yield RULE.violation(element, "image has no alternative text", *suggestion(element), safety="suggested")


def is_decorative(context: Context, element: Element) -> bool:
    if (element.attr("role") or "").strip().lower() in ("presentation", "none"):
        return True
    if images.is_spacer(element.attr("src") or ""):
        return True
    width, height = images.size_of(element, context.declarations(element))
    return any(side is not None and side <= SMALL for side in (width, height))


def suggestion(element: Element) -> Iterator[SetAttribute]:
    words = (element.attr("aria-label") or element.attr("title") or "").strip() or caption(element)
    if words := words or readable(images.file_name(element.attr("src") or "")):
        yield SetAttribute(element, "alt", words)


def caption(element: Element) -> str:
    """The words of the caption of the figure the image is in."""
    for _, above in zip(range(ABOVE), element.ancestors, strict=False):
        if isinstance(above, Element) and above.tag == "figure":
            captions = (each for each in above.children if isinstance(each, Element) and each.tag == "figcaption")
            return next((" ".join(each.text.split()) for each in captions), "")
    return ""


def readable(name: str) -> str:
    """A file's name as words, or ``""`` where it is none that a person gave."""
    stem = name.rpartition(".")[0] or name
    stem = re.sub(r"@\dx$|[-_]\d+x\d+$", "", stem)
    if NUMBERED.fullmatch(stem) or not WORD.search(stem):
        return ""
    return re.sub(r"[\W_]+", " ", stem).strip().capitalize()


def wants_link(policy: Policy, tag: str) -> bool:
    return policy.image_alt == "require" and tag == "a"


def check_link(context: Context, link: Element) -> Iterator[Violation]:
    if "href" not in link.attrs or link.attr("aria-label") or link.attr("title"):
        return
    image: Element | None = None
    for node in link.descendants:
        if isinstance(node, Text):
            if node.data.strip():
                return
        elif isinstance(node, Element):
            if node.tag in CONTENT or node.tag == "a" or (node.attr("alt") or "").strip():
                return
            if node.tag == "img" and image is None:
                image = node
    if image is not None and "alt" in image.attrs:
        message = "image is all its link has, but its alternative text is empty"
        yield RULE.violation(image, message, *suggestion(image), part="alt", safety="suggested")


RULE = Rule(
    "IMG004",
    "img-alt-missing",
    setting="image_alt",
    looks=(OnElement(wants, check), OnElement(wants_link, check_link)),
)

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
from itertools import islice

from sanitizer.contexts import Context
from sanitizer.edits import SetAttribute
from sanitizer.html import images
from sanitizer.html.dom import Element, Text
from sanitizer.policy import Policy
from sanitizer.rule import OnElement, Rule, Violation

SMALL = 3
"""Width or height in CSS pixels up to which an image is a line or a spacer."""
ABOVE, BESIDE, PIECES = 8, 4, 24
"""Elements above an image and nodes beside them among which its caption is looked for, and parts of it that are read:
figures are small, and a large one costs no more."""
WORD = re.compile(r"[^\W\d_]{3,}")
NUMBERED = re.compile(
    r"(?:(?:img|image|dsc|pic|photo|picture|screenshot|unnamed|download)[\W\d_]*)+|(?:[0-9a-f]{3}){1,2}|[0-9a-f-]{12,}"
)
"""Names that cameras, programs and hash functions give."""


def wants(policy: Policy, tag: str) -> bool:
    return policy.image_alt == "require" and tag == "img"


def has_no_alt(policy: Policy, element: Element) -> bool:
    return "alt" not in element.attrs


def check(context: Context, element: Element) -> Iterator[Violation]:
    if is_decorative(element):
        edits = [SetAttribute(element, "alt", "")]
        if "role" not in element.attrs and context.policy.keeps_attribute("img", "role"):
            edits.append(SetAttribute(element, "role", "presentation"))
        yield RULE.violation(element, "decorative image has no alternative text", *edits)
    else:
        yield RULE.violation(element, "image has no alternative text", *suggestion(element), safety="suggested")


def is_decorative(element: Element) -> bool:
    if (element.attr("role") or "").strip().lower() in ("presentation", "none"):
        return True
    if images.is_spacer(element.attr("src") or ""):
        return True
    width, height = images.size_of(element)
    return any(side is not None and side <= SMALL for side in (width, height))


def suggestion(element: Element) -> Iterator[SetAttribute]:
    words = (element.attr("aria-label") or element.attr("title") or "").strip() or caption(element)
    if words := words or readable(images.file_name(element.attr("src") or "")):
        yield SetAttribute(element, "alt", words)


def caption(element: Element) -> str:
    """The words of the caption that stands near the image, or near what holds it, in a figure."""
    node = element
    for above in islice(element.ancestors, ABOVE):
        beside = (*islice(node.next_siblings, BESIDE), *islice(node.previous_siblings, BESIDE))
        if found := next((each for each in beside if isinstance(each, Element) and each.tag == "figcaption"), None):
            pieces = (each.data for each in islice(found.descendants, PIECES) if isinstance(each, Text))
            return " ".join("".join(pieces).split())
        if not isinstance(above, Element) or above.tag == "figure":
            break
        node = above
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


def has_no_label(policy: Policy, link: Element) -> bool:
    return "href" in link.attrs and not link.attr("aria-label") and not link.attr("title")


def check_link(context: Context, link: Element) -> Iterator[Violation]:
    words = context.words(link)
    if words.text or not words.images or "href" not in link.attrs or link.attr("aria-label") or link.attr("title"):
        return
    image = next(each for each in link.iter_elements() if each.tag == "img")
    if "alt" in image.attrs:
        message = "image is all its link has, but its alternative text is empty"
        yield RULE.violation(image, message, *suggestion(image), part="alt", safety="suggested")


RULE = Rule(
    "IMG004",
    "img-alt-missing",
    setting="image_alt",
    looks=(OnElement(wants, check, has_no_alt), OnElement(wants_link, check_link, has_no_label, mends=False)),
)

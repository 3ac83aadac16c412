"""No text that the reader cannot see.

What hides it counts where a start tag says so: ``display:none``, ``visibility:hidden``, ``opacity:0``, a box of no
height whose overflow is hidden, a place far outside the message, ``clip``, the ``hidden`` attribute, text of at most
1 px, text in the colour that is declared for its ground. What a style sheet may show or hide is not judged here. A
preheader, the line that a list of messages shows beside the subject, is hidden text at the start of the body.

Hidden text goes, since the styles that hide it may go too and would show it. A message that is hidden as a whole is
shown. ``mso-hide`` hides only from Outlook, so it goes and the text stays, and so does a ``letter-spacing`` that puts
letters upon each other. What is seen around hidden text stays.

Before::

    <div style="display:none">Your order</div><p>Hello <span style="color:#fff;background:white">offer</span></p>

After::

    <p>Hello </p>
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from sanitizer.contexts import Context
from sanitizer.edits import Edit, RemoveAttribute, RemoveContent, RemoveElement, RewriteStyle
from sanitizer.findings import Severity
from sanitizer.html import css
from sanitizer.html.dom import MERGED, Element, Text
from sanitizer.html.visibility import BLANK, UNKNOWN, Inks, hiding, inks, shrinks
from sanitizer.policy import Policy
from sanitizer.rule import OnElement, OnMarked, Rule, Violation

UNSEEN = frozenset(
    "audio base br canvas col colgroup frame frameset head hr iframe img input link map math meta noembed noframes"
    " object option optgroup script select style svg template textarea title track video".split()
)
"""Elements without text of their own that a reader could see, and images, which have a rule of their own."""
CELLS = frozenset(("td", "th"))
"""Elements whose place in a row must stay."""
START = 64
"""Nodes at the start of the body among which a preheader stands."""
OUTLOOK = "mso-hide"
TIGHT = -8.0
"""CSS pixels between letters, at most, that put those of 16 px upon each other: they are as wide."""


def removes(policy: Policy) -> bool:
    return policy.hidden_content == "remove"


def wants(policy: Policy, tag: str) -> bool:
    return policy.hidden_content != "allow" and tag not in UNSEEN


def worth(policy: Policy, element: Element) -> bool:
    if hiding(element, policy.reference_width) is not None or shrinks(element):
        return True
    return any(_hides_alone(declaration) for declaration in css.parse_style(element.attr("style") or ""))


def check(context: Context, element: Element) -> Iterator[Violation]:
    found = hiding(element, context.policy.reference_width)
    if found is None:
        if shrinks(element) and element.text.strip(BLANK):
            yield from _parts(context, element, shrinks, "a font size of at most 1 px")
        for index, declaration in enumerate(context.declarations(element)):
            if _is_for_outlook(declaration):
                yield _violation(
                    context, element, "text is hidden from Outlook by mso-hide", RewriteStyle(element, ((index, None),))
                )
            elif _is_tight(declaration):
                message = f"letters are put upon each other by letter-spacing:{declaration.value}"
                yield _violation(context, element, message, RewriteStyle(element, ((index, None),)))
    elif element.tag in MERGED:
        shown: Edit = RewriteStyle(element, tuple((index, None) for index in found.declarations))
        if not found.declarations:
            shown = RemoveAttribute(element, "hidden")
        yield _violation(context, element, f"the whole message is hidden by {found.reason}", shown)
    elif not _is_inside_hidden(context, element) and _holds_something(element):
        what = "preheader" if _is_first(context, element) else "text"
        shows_part = found.reason.startswith("visibility") and any(
            "visib" in (inner.attr("style") or "") for inner in element.iter_elements()
        )
        yield _violation(
            context,
            element,
            f"{what} is hidden by {found.reason}",
            *(() if shows_part else (_removal(element),)),
            severity="info" if what == "preheader" and context.policy.hidden_content == "report" else None,
        )


def _is_for_outlook(declaration: css.Declaration) -> bool:
    return declaration.name == OUTLOOK and declaration.value.lower() != "none"


def _is_tight(declaration: css.Declaration) -> bool:
    if declaration.name != "letter-spacing" or (length := css.parse_length(declaration.value.lower())) is None:
        return False
    return (css.in_pixels(length, 0.0) or 0.0) <= TIGHT


def _hides_alone(declaration: css.Declaration) -> bool:
    """Whether the text is seen once the declaration goes."""
    return _is_for_outlook(declaration) or _is_tight(declaration)


def _violation(
    context: Context, element: Element, message: str, *edits: Edit, severity: Severity | None = None
) -> Violation:
    mends = removes(context.policy)
    return RULE.violation(
        element, message, *(edits if mends else ()), severity=severity or ("error" if mends else "warning")
    )


def _removal(element: Element) -> Edit:
    return RemoveContent(element) if element.tag in CELLS else RemoveElement(element)


def _holds_something(element: Element) -> bool:
    """Whether it holds text, if only blanks that fill a line, or an image that comes with the message."""
    if element.text.strip(" \t\n\r\f"):
        return True
    return any(
        (image.attr("src") or "").lstrip().lower().startswith(("cid:", "data:"))
        for image in element.iter_elements("img")
    )


def _is_inside_hidden(context: Context, element: Element) -> bool:
    """Whether an element around it is hidden already and has been named."""
    far = context.policy.reference_width
    above = (each for each in element.ancestors if isinstance(each, Element) and each.tag not in MERGED)
    return any(hiding(each, far) is not None for each in above)


def _is_first(context: Context, element: Element) -> bool:
    """Whether no text that is seen stands before it."""
    body = context.document.tree.find("body")
    hidden = context.hiding
    for node in islice(body.descendants, START) if body is not None else ():
        if node is element:
            return True
        if isinstance(node, Text) and node.data.strip(BLANK):
            if not any(above in hidden or above is element for above in node.ancestors):
                return False
        elif isinstance(node, Element) and node.tag == "img" and node not in hidden:
            return False
    return False


def _parts(
    context: Context, element: Element, changes: Callable[[Element], bool | None], reason: str
) -> Iterator[Violation]:
    """The outermost elements, of ``element`` and those inside it, whose text is hidden as a whole.

    ``changes`` says of an element inside whether it hides its text (``True``) or shows it (``False``) by itself.
    """
    seen: set[Element] = set()
    unseen: set[Element] = set()
    order = [element]
    for inner in order:
        for child in inner.children:
            if isinstance(child, Text):
                if child.data.strip(BLANK):
                    unseen.add(inner)
            elif isinstance(child, Element):
                if (tag := child.tag) in ("hr", "img"):
                    seen.add(inner)
                elif (change := changes(child)) is None:
                    if tag not in UNSEEN:
                        order.append(child)
                elif not change and child.text.strip(BLANK):
                    seen.add(inner)
    has_text = set(unseen)
    for inner in reversed(order[1:]):
        parent = inner.parent
        if isinstance(parent, Element):
            if inner in seen:
                seen.add(parent)
            if inner in has_text:
                has_text.add(parent)
    gone: set[Element] = set()
    message = f"text is hidden by {reason}"
    for inner in order:
        if inner.parent in gone:
            gone.add(inner)
        elif inner in has_text and inner not in seen and inner.tag not in MERGED:
            gone.add(inner)
            yield _violation(context, inner, message, _removal(inner))
        elif inner in unseen:
            yield _violation(context, inner, message)


def wants_inks(policy: Policy) -> bool:
    return policy.hidden_content != "allow"


def ink_mark(element: Element) -> str | None:
    """The colours of text and ground, with a space between; ``None`` where the start tag declares neither."""
    text, ground = inks(element)
    if text or ground:
        return f"{text} {ground}"
    return " " if element.tag == "mark" else None


def check_inks(context: Context, marked: list[tuple[Element, str]]) -> Iterable[Violation]:
    marks = {mark for _, mark in marked}
    texts, grounds = ({mark.split(" ")[side] for mark in marks} - {"", UNKNOWN} for side in (0, 1))
    if not texts & (grounds | {"transparent"}):
        return ()
    return _by_color(context, dict(marked))


def _by_color(context: Context, marks: dict[Element, str]) -> Iterator[Violation]:
    has_sheet = any("background" in sheet.text for sheet in context.document.tree.iter_elements("style"))
    known: dict[Element, tuple[Inks, bool]] = {}
    for element, mark in marks.items():
        around, is_below = next(
            (known[above] for above in element.ancestors if isinstance(above, Element) and above in known),
            (Inks("", ""), False),
        )
        text, ground = mark.split(" ")
        pair = Inks(text or around.text, ground or around.ground)
        hides = pair.text == "transparent" or (pair.text == pair.ground and pair.text not in ("", UNKNOWN))
        if hides and not ground and has_sheet:
            hides = not _may_be_styled(element, known)
        if element.tag == "mark" and not (text and ground):
            hides = False
        known[element] = pair, hides
        if hides and not is_below:
            yield from _parts(context, element, _changes_in(marks, pair), "the colour of its ground")


def _may_be_styled(element: Element, known: dict[Element, tuple[Inks, bool]]) -> bool:
    """Whether a style sheet may give a ground of its own to the element or one between it and its ground."""
    above: Element | None = element
    while isinstance(above, Element) and not (above in known and known[above][0].ground):
        if "class" in above.attrs or "id" in above.attrs:
            return True
        parent = above.parent
        above = parent if isinstance(parent, Element) else None
    return False


def _changes_in(marks: dict[Element, str], pair: Inks) -> Callable[[Element], bool | None]:
    def changes(element: Element) -> bool | None:
        if element.tag == "a" and "href" in element.attrs and not marks.get(element, " ").split(" ")[0]:
            return False  # a link has a colour of its own
        mark = marks.get(element)
        if mark is None:
            return None
        text, ground = mark.split(" ")
        same = (text or pair.text) == pair.text and (ground or pair.ground) == pair.ground
        return None if same and element.tag != "mark" else False

    return changes


RULE = Rule(
    "TXT001",
    "hidden-content",
    setting="hidden_content",
    looks=(OnElement(wants, check, worth), OnMarked(wants_inks, ink_mark, check_inks)),
    mends_under=removes,
)

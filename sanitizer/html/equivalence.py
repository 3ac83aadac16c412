"""Two trees compared but for white space that shows nothing."""

from sanitizer.html.dom import Document, Element, Node, Text
from sanitizer.html.whitespace import SPACE, Rendering, collapsed, compact_style, is_conditional, is_unshown

__all__ = ["same_display"]

_Event = tuple[str, str, dict[str, str]]


def same_display(left: Document, right: Document) -> bool:
    """Whether two trees are equal but for white space that shows nothing, in the text and in style attributes."""
    return _events(left, Rendering(left)) == _events(right, Rendering(right))


def _events(document: Document, rendering: Rendering) -> list[_Event]:
    """The tree in document order, its texts as they are shown."""
    if rendering.keeps_all:
        return [("document", document.tree.html, {})]
    events: list[_Event] = []
    open_texts: list[int] = []
    """Places among the events of the texts since the last edge or shown element."""
    at_edge = True
    stack: list[tuple[Node, bool]] = [(child, False) for child in reversed(document.tree.children)]
    while stack:
        node, is_end = stack.pop()
        if isinstance(node, Text):
            text = collapsed(node.data)
            text = text.lstrip(SPACE) if at_edge else text
            if text:
                at_edge = False
                open_texts.append(len(events))
                events.append(("text", text, {}))
        elif not isinstance(node, Element):
            data = str(getattr(node, "data", ""))
            events.append((type(node).__name__, data or str(node), {}))
            if is_conditional(data):
                at_edge = False
                open_texts.clear()
        else:
            outside, inside = rendering.is_block_outside(node), rendering.is_block_inside(node)
            whole = is_unshown(node) or rendering.keeps(node)
            if inside if is_end else outside:
                _trim(events, open_texts)
            if whole:
                events.append(("whole", node.html, {}))
                if not is_unshown(node) or outside:
                    at_edge = outside
                    open_texts.clear()
                continue
            at_edge = outside if is_end else inside
            open_texts.clear()
            events.append(("end" if is_end else "start", node.tag, {} if is_end else _attributes(node)))
            if not is_end:
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(node.children))
    _trim(events, open_texts)
    return [event for event in events if event[0] != "text" or event[1]]


def _trim(events: list[_Event], texts: list[int]) -> None:
    """Take white space off the end of the last of the texts that has more."""
    for place in reversed(texts):
        events[place] = ("text", events[place][1].rstrip(SPACE), {})
        if events[place][1]:
            return


def _attributes(element: Element) -> dict[str, str]:
    return {name: compact_style(str(value)) if name == "style" else str(value) for name, value in element.attrs.items()}

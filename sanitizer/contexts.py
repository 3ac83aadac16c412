"""What the checks of rules may ask: of a document, of a text, of a message and of its frame."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from sanitizer.content.reading import Reading
from sanitizer.context import MessageContext
from sanitizer.edits import StartTag
from sanitizer.html import css
from sanitizer.html.alignment import Alignment
from sanitizer.html.boxes import Boxes
from sanitizer.html.dom import Document, Element
from sanitizer.html.geometry import Layout
from sanitizer.html.text import Words, words_of
from sanitizer.html.visible import Visible, visible
from sanitizer.mail.message import Mail
from sanitizer.mail.texts import Piece, Scope, texts
from sanitizer.policy import Policy

__all__ = ["Context", "FrameContext", "MailContext", "TextContext", "TextPlace", "scope_of"]

TextPlace = Literal["body", "subject", "attachment"]
"""Where a text stands in the message."""


class TextContext(NamedTuple):
    """What a check may ask beside the text that it looks at."""

    policy: Policy
    message: MessageContext | None = None
    """What the sender knows of the message; ``None`` where that was not said."""
    place: TextPlace = "body"


@dataclass(frozen=True, eq=False)
class MailContext:
    """What a check may ask of the message that it looks at."""

    policy: Policy
    mail: Mail
    recipients: tuple[str, ...] = ()
    """Addresses of the envelope, where they are known."""
    message: MessageContext | None = None
    """What the sender knows of the message; ``None`` where that was not said."""

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The texts of the message that its HTML does not hold, as far as the policy has them read."""
        return tuple(texts(self.mail, scope_of(self.policy)))


class FrameContext:
    """What a check of the frame may ask."""

    def __init__(
        self,
        policy: Policy,
        message: MessageContext | None,
        kind: Literal["html", "text", "message"],
        read: Callable[[], tuple[Reading, ...]],
        subject: str | None = None,
    ) -> None:
        self.policy = policy
        self.message = message or MessageContext()
        """What the sender knows of the message; empty where that was not said."""
        self.kind = kind
        """What is judged: HTML or a plain text by itself, or a whole message."""
        self.subject = subject
        """That of a whole message."""
        self._read = read

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """What a reader reads: the text of each part, and the subject of a message."""
        return self._read()


def scope_of(policy: Policy) -> Scope:
    """What of files and pictures the policy has read."""
    return Scope(
        files=policy.file_texts,
        pictures=policy.picture_texts,
        max_characters=policy.max_file_text,
        max_pages=policy.max_file_pages,
        max_pictures=policy.max_read_pictures,
        max_pixels=policy.max_picture_pixels,
        max_read_pixels=policy.max_read_pixels,
        max_seconds=policy.max_seconds,
    )


class Context:
    """What a check may ask of the document it looks at."""

    __slots__ = (
        "_boxes",
        "_layout",
        "_targets",
        "_visible",
        "_words",
        "alignment",
        "document",
        "fits",
        "hiding",
        "is_suspect",
        "is_unplaced",
        "marked",
        "message",
        "moved",
        "policy",
        "probe",
        "silent_text",
        "silent_words",
        "to_prove",
        "unhidden",
    )

    def __init__(
        self,
        policy: Policy,
        document: Document,
        probe: "Callable[[str], bool]",
        message: MessageContext | None = None,
    ) -> None:
        self.policy = policy
        self.document = document
        self.message = message
        """What the sender knows of the message."""
        self.probe = probe
        """Whether a piece of markup, such as a conditional comment's, has nothing to enforce."""
        self.marked: defaultdict[int, list[tuple[Element, str]]] = defaultdict(list)
        """The elements that looks want to see together, by the number of the look, with their marks."""
        self.to_prove: list[tuple[Element, Any]] = []
        """The elements that are looked at again when the output is proven, with the looks."""
        self.moved: list[tuple[Element, int | None, StartTag]] = []
        """The elements that took over declarations of style sheets, with the place and the new text of their tags."""
        self.fits = False
        """Whether words and pictures were found to fit on a narrow screen, and no word was joined to another since."""
        self.is_suspect = False
        """Whether the document holds what two parsers may read differently, or what could run or load."""
        self.is_unplaced = False
        """Whether words that are to be mended have no place in the source until other edits were carried out."""
        self.hiding: set[Element] = set()
        """The elements, of those before the one looked at, that keep what they hold from being seen."""
        self.unhidden: frozenset[Element] | set[Element] = frozenset()
        """The elements of these whose start tag was mended."""
        self.silent_words: str | None = None
        """All words of the document, if no look may find anything to mend in them."""
        self.silent_text: str | None = None
        """What is seen of the document, if no look has found anything to mend in it."""
        self.alignment: Alignment[Any]
        """The start tags of the source; known when the walk has begun."""
        self._boxes: Boxes | None = None
        self._layout: Layout | None = None
        self._visible: Visible | None = None
        self._words: tuple[Element, Words] | None = None
        self._targets: frozenset[str] | None = None

    def forget(self) -> None:
        """Keep nothing that was worked out of the tree: it has changed."""
        self._boxes = self._layout = self._visible = self._words = self._targets = None

    @property
    def layout(self) -> Layout:
        """The boxes of the tree."""
        if self._layout is None:
            self._layout = Layout(self.document.pictures)
        return self._layout

    @property
    def boxes(self) -> Boxes | None:
        """What stands in what, in a message of the width that the policy refers to; ``None`` without a body."""
        if self._boxes is None and (body := self.document.tree.find("body")) is not None:
            self._boxes = Boxes(self.document, body, self.policy.reference_width)
        return self._boxes

    @property
    def visible(self) -> Visible:
        """The words that a reader will see of the tree; known when the walk has ended."""
        if self._visible is None:
            self._visible = visible(self.document, self.hiding.difference(self.unhidden), self.policy.elements_drop)
        return self._visible

    def declarations(self, element: Element) -> tuple[css.Declaration, ...]:
        """The element's style attribute as it is in the tree now."""
        text = element.attr("style")
        return css.parse_style(text) if text else ()

    def words(self, element: Element) -> Words:
        """The words of an element, remembered until another one's are asked for: many rules ask of each link."""
        known = self._words
        if known is None or known[0] is not element:
            known = self._words = element, words_of(element)
        return known[1]

    @property
    def targets(self) -> frozenset[str]:
        """What ``#name`` in a link may name: every ``id``, and ``name`` of ``a`` elements."""
        if self._targets is None:
            elements = list(self.document.elements())
            names = {element.attr("id") for element in elements}
            names.update(element.attr("name") for element in elements if element.tag == "a")
            self._targets = frozenset(name for name in names if name)
        return self._targets

"""The shape of a rule: what it looks at, what it says, how it is mended.

A rule is a module in ``rules/`` with a docstring and one ``RULE``. Its checks only look: they get a context
and a part of the document and yield :class:`Violation` or, for declarations, :class:`Verdict`; the engine edits.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sanitizer.edits import Edit, RewriteStyle
from sanitizer.findings import Safety, Severity
from sanitizer.html import css
from sanitizer.html.dom import Document, Element
from sanitizer.html.text import Words, words_of
from sanitizer.policy import Policy

__all__ = [
    "Context",
    "OnAttribute",
    "OnComment",
    "OnDeclaration",
    "OnDocument",
    "OnElement",
    "OnSheet",
    "OnStrayTag",
    "Rule",
    "Seen",
    "StyleViolations",
    "Verdict",
    "Violation",
    "each",
]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule: its code and name for good, and its looks."""

    code: str
    """Three letters and three digits, never reused."""
    name: str
    """The thing, then what is wrong with it."""
    setting: str
    """The policy setting it enforces, whose origin it cites."""
    looks: "tuple[Look, ...]"
    severity: Severity = "error"
    safety: Safety | None = "safe"
    """Class of its fixes, where a violation does not say otherwise; ``None`` for a rule that mends nothing."""
    active: bool = False
    """Whether what it finds could run or load something, so that the output wants a second opinion."""
    preview: bool = False
    """Only runs when selected by name."""

    def violation(
        self,
        element: Element | None,
        message: str,
        *edits: Edit,
        part: "Part" = None,
        note: str = "",
        severity: Severity | None = None,
        safety: Safety | None = None,
    ) -> "Violation":
        """A violation at ``element``, or at the part of it that is named."""
        return Violation(self, element, message, edits, part, note, severity or self.severity, safety or self.safety)


Part = str | int | tuple[int, int] | None
"""What of an element is wrong: an attribute by name, a declaration of its style by index, a span of the
source by its offsets, or the whole element."""


class Violation(NamedTuple):
    """What a rule saw, with the edits that would mend it; ``edits`` is empty where only a person can."""

    rule: Rule
    element: Element | None
    message: str
    edits: tuple[Edit, ...]
    part: Part
    note: str
    severity: Severity
    safety: Safety | None


class Verdict(NamedTuple):
    """What a rule says of one declaration: ``replacement`` takes its place, ``None`` removes it."""

    message: str
    replacement: str | None = None


class StyleViolations(NamedTuple):
    """What rules saw in one style attribute: the rule, the declaration's index and the verdict of each."""

    element: Element
    verdicts: tuple[tuple[Rule, int, Verdict], ...]


Seen = Violation | StyleViolations


def each(seen: Iterable[Seen]) -> Iterator[Violation]:
    """The violations one by one."""
    for item in seen:
        if isinstance(item, Violation):
            yield item
            continue
        for rule, index, (message, replacement) in item.verdicts:
            edit = RewriteStyle(item.element, ((index, replacement),))
            yield Violation(rule, item.element, message, (edit,), index, "", rule.severity, rule.safety)


class OnElement(NamedTuple):
    """Look at elements of the tags that ``wants`` names."""

    wants: Callable[[Policy, str], bool]
    check: "Callable[[Context, Element], Iterable[Violation]]"


class OnAttribute(NamedTuple):
    """Look at attributes: ``wants`` gets the element's tag and the attribute's name, ``check`` also its value."""

    wants: Callable[[Policy, str, str], bool]
    check: "Callable[[Context, Element, str, str], Iterable[Violation]]"


class OnDeclaration(NamedTuple):
    """Look at declarations of style attributes by property name.

    ``check`` gets the policy, the element's tag and the declaration, and must depend on nothing else: its
    verdicts are remembered.
    """

    wants: Callable[[Policy, str, str], bool]
    check: Callable[[Policy, str, css.Declaration], Verdict | None]


class OnSheet(NamedTuple):
    """Look at the text of a ``style`` element that the policy keeps."""

    check: "Callable[[Context, Element, str], Iterable[Violation]]"


class OnComment(NamedTuple):
    """Look at comments, processing instructions and what else a parser takes for a comment.

    ``check`` gets the content and the span in the source.
    """

    wants: Callable[[Policy], bool]
    check: "Callable[[Context, str, tuple[int, int]], Iterable[Violation]]"


class OnStrayTag(NamedTuple):
    """Look at start tags that made no element: ``check`` gets the tag and its span in the source."""

    check: "Callable[[Context, str, tuple[int, int]], Iterable[Violation]]"


class OnDocument(NamedTuple):
    """Look at the whole tree after all other fixes were applied to it."""

    wants: Callable[[Policy], bool]
    check: "Callable[[Context], Iterable[Violation]]"


Look = OnElement | OnAttribute | OnDeclaration | OnSheet | OnComment | OnStrayTag | OnDocument


class Context:
    """What a check may ask of the document it looks at."""

    __slots__ = ("_hiding", "_targets", "_words", "document", "policy", "probe")

    def __init__(self, policy: Policy, document: Document, probe: "Callable[[str], bool]") -> None:
        self.policy = policy
        self.document = document
        self.probe = probe
        """Whether a piece of markup, such as a conditional comment's, has nothing to enforce."""
        self._hiding: frozenset[Element] | None = None
        self._words: tuple[Element, Words] | None = None
        self._targets: frozenset[str] | None = None

    def declarations(self, element: Element) -> tuple[css.Declaration, ...]:
        """The element's style attribute as it is in the tree now."""
        text = element.attr("style")
        return css.parse_style(text) if text else ()

    @property
    def hiding(self) -> frozenset[Element]:
        """The elements that keep what they hold from being seen, by ``hidden`` or their style attribute."""
        if self._hiding is None:
            styled = self.document.tree.select("[style], [hidden]")
            self._hiding = frozenset(element for element in styled if _hides(element))
        return self._hiding

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


def _hides(element: Element) -> bool:
    style = element.attr("style")
    return "hidden" in element.attrs or (style is not None and css.hides_box(style))

"""The shape of a rule: what it looks at, what it says, how it is mended.

A rule is a module in ``rules/`` with a docstring and one ``RULE``. Its checks only look: they get a context
and a part of the document and yield :class:`Violation` or, for declarations, :class:`Verdict`; the engine edits.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sanitizer.content.reading import Reading
from sanitizer.contexts import Context, FrameContext, MailContext, TextContext
from sanitizer.edits import Edit, RemoveAttribute, RemoveComment, RewriteStyle, SetAttribute, StartTag
from sanitizer.findings import Safety, Severity
from sanitizer.html import css
from sanitizer.html.dom import CommentToken, Element
from sanitizer.html.tokens import StrayTag
from sanitizer.mail.fields import Field
from sanitizer.mail.message import Splice
from sanitizer.mail.structure import Part as MailPart
from sanitizer.policy import Policy

__all__ = [
    "CommentViolation",
    "FrameViolation",
    "Judged",
    "Look",
    "MessageViolation",
    "OnAttribute",
    "OnComment",
    "OnDeclaration",
    "OnDocument",
    "OnElement",
    "OnFrame",
    "OnMarked",
    "OnMessage",
    "OnSheet",
    "OnStrayTag",
    "OnText",
    "OnValue",
    "Reads",
    "Rule",
    "Seen",
    "TagViolations",
    "TextViolation",
    "Verdict",
    "Violation",
    "each",
    "each_of",
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
    """Only runs when ``select`` chooses it."""
    reads: "Reads" = "value"
    """How much of a value must be known for what it says of an attribute or a declaration to hold."""
    is_made_safe: "Callable[[Policy], bool] | None" = None
    """Whether a policy makes fixes safe that are ``unsafe`` by themselves."""
    mends_under: "Callable[[Policy], bool] | None" = None
    """Whether a policy has it mend what it finds, where some only have it reported."""
    needs: tuple[str, ...] = ()
    """What of :class:`MessageContext` it cannot judge without; the report says so where that is left out."""

    def may_mend(self, policy: Policy, applied: Container[Safety]) -> bool:
        """Whether it may propose a fix of a class that is applied."""
        if self.mends_under is not None and not self.mends_under(policy):
            return False
        if self.safety in applied:
            return True
        return self.is_made_safe is not None and self.is_made_safe(policy) and "safe" in applied

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

    def of_message(
        self,
        part: MailPart,
        message: str,
        *splices: Splice,
        field: Field | None = None,
        note: str = "",
        severity: Severity | None = None,
        safety: Safety | None = None,
    ) -> "MessageViolation":
        """A violation in a part of a message, or in a field of its header."""
        return MessageViolation(
            self, part, field, message, splices, note, severity or self.severity, safety or self.safety
        )

    def of_text(
        self,
        span: tuple[int, int],
        message: str,
        replacement: str | None = None,
        *,
        replaced: tuple[int, int] | None = None,
        note: str = "",
        severity: Severity | None = None,
        safety: Safety | None = None,
    ) -> "TextViolation":
        """A violation in a text; ``span`` are offsets in :attr:`Reading.shown`, as :meth:`Reading.span` gives them.

        ``replaced`` is what the replacement takes the place of, where that is more, such as a blank beside it.
        """
        return TextViolation(
            self, *span, message, replacement, replaced or span, note, severity or self.severity, safety or self.safety
        )

    def of_frame(
        self,
        message: str,
        *,
        span: tuple[int, int] | None = None,
        is_in_subject: bool = False,
        note: str = "",
        severity: Severity | None = None,
    ) -> "FrameViolation":
        """A violation of a message as a whole; ``span`` are offsets in a plain text, where some of it is wrong."""
        return FrameViolation(self, message, span, is_in_subject, note, severity or self.severity)


Reads = Literal["name", "scheme", "host", "value"]
"""``name``: it holds whatever the value is; ``scheme``, ``host``: for every address that begins so."""

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


class MessageViolation(NamedTuple):
    """What a rule saw in a message, with the splices that would mend it."""

    rule: Rule
    part: MailPart
    field: Field | None
    """The header field that is wrong; ``None`` for the part as such."""
    message: str
    splices: tuple[Splice, ...]
    note: str
    severity: Severity
    safety: Safety | None


class TextViolation(NamedTuple):
    """What a rule saw in a text: ``reading.shown[start:end]``."""

    rule: Rule
    start: int
    end: int
    message: str
    replacement: str | None
    """What may take the place of ``replaced``; ``None`` where only a person can mend it."""
    replaced: tuple[int, int]
    """Offsets as ``start`` and ``end``."""
    note: str
    severity: Severity
    safety: Safety | None


class FrameViolation(NamedTuple):
    """What a rule saw in what is known of a message."""

    rule: Rule
    message: str
    span: tuple[int, int] | None
    is_in_subject: bool
    note: str
    severity: Severity


class Verdict(NamedTuple):
    """What a rule says of a declaration or attribute: ``replacement`` is its text or value, ``None`` removes it."""

    message: str
    replacement: str | None = None


class Judged(NamedTuple):
    """What rules say of a start tag: the rule, the attribute's name or the declaration's index, and the verdict."""

    verdicts: "tuple[tuple[Rule, str | int, Verdict], ...]"
    mended: StartTag | None
    """The tag with what is to be mended mended; ``None`` where nothing is."""
    is_active: bool
    """Whether a rule that looks for what could run or load has spoken."""


class TagViolations(NamedTuple):
    """The violations of one element's start tag. ``offset`` is its place in the source, if it has one of its own."""

    element: Element
    offset: int | None
    judged: Judged
    moved: int = 0
    """Declarations at the start of the style attribute that came from style sheets."""


class CommentViolation(NamedTuple):
    """A comment that goes."""

    rule: Rule
    comment: CommentToken
    message: str

    @property
    def element(self) -> None:
        """None: comments are found in the source."""


Seen = Violation | TagViolations | CommentViolation


def each(seen: Iterable[Seen]) -> Iterator[Violation]:
    """The violations one by one."""
    for item in seen:
        if isinstance(item, Violation):
            yield item
        elif isinstance(item, CommentViolation):
            rule, (data, start, end), message = item
            yield rule.violation(None, message, RemoveComment(start, end, data), part=(start, end))
        else:
            yield from each_of(item.element, item.judged, item.moved)


def each_of(element: Element, judged: Judged, moved: int = 0) -> Iterator[Violation]:
    """The violations of a start tag one by one; what came from style sheets has no place but the tag."""
    for rule, part, (message, replacement) in judged.verdicts:
        edit: Edit
        if isinstance(part, int):
            edit = RewriteStyle(element, ((part, replacement),))
        elif replacement is None:
            edit = RemoveAttribute(element, part)
        else:
            edit = SetAttribute(element, part, replacement)
        place: Part = part
        if moved and isinstance(part, int):
            place = part - moved if part >= moved else None
        yield Violation(rule, element, message, (edit,) if rule.safety else (), place, "", rule.severity, rule.safety)


def _always(*_: object) -> bool:
    return True


class OnElement(NamedTuple):
    """Look at elements of the tags that ``wants`` names.

    ``worth`` may say that an element's start tag alone makes a look needless; its answer is remembered for every
    element with the same start tag.
    """

    wants: Callable[[Policy, str], bool]
    check: "Callable[[Context, Element], Iterable[Violation]]"
    worth: Callable[[Policy, Element], bool] = _always
    mends: bool = True
    """Whether a violation may come with edits that are applied."""


class OnAttribute(NamedTuple):
    """Look at attributes: ``wants`` gets the element's tag and the attribute's name, ``check`` also its value.

    ``worth`` gets the name and the value and may say that they alone make a look needless.
    """

    wants: Callable[[Policy, str, str], bool]
    check: "Callable[[Context, Element, str, str], Iterable[Violation]]"
    worth: Callable[[Policy, str, str], bool] = _always
    mends: bool = True
    """Whether a violation may come with edits that are applied."""


class OnValue(NamedTuple):
    """Look at attributes whose value alone tells.

    ``check`` gets the policy, the element's tag, the attribute's name and value, and must depend on nothing else:
    its verdicts are remembered.
    """

    wants: Callable[[Policy, str, str], bool]
    check: "Callable[[Policy, str, str, str], Verdict | None]"


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

    ``check`` gets the content and says why the comment has to go, or ``""``.
    """

    wants: Callable[[Policy], bool]
    check: "Callable[[Context, str], str]"


class OnStrayTag(NamedTuple):
    """Look at tags that made no element."""

    check: "Callable[[Context, StrayTag], Iterable[Violation]]"


class OnMarked(NamedTuple):
    """Look at some elements of the document together.

    ``mark`` says by an element's start tag alone whether it is one of them and what is to be known of it; ``check``
    gets the elements with their marks, in document order, in the unedited tree.
    """

    wants: Callable[[Policy], bool]
    mark: Callable[[Element], str | None]
    check: "Callable[[Context, list[tuple[Element, str]]], Iterable[Violation]]"
    reads_around: bool = False
    """Whether the answer depends on more than the marks: on what the elements hold, or what is around them."""


class OnDocument(NamedTuple):
    """Look at the whole tree after all other fixes were applied to it."""

    wants: Callable[[Policy], bool]
    check: "Callable[[Context], Iterable[Violation]]"


class OnMessage(NamedTuple):
    """Look at a whole message: its header, its parts and what they hold."""

    wants: Callable[[Policy], bool]
    check: "Callable[[MailContext], Iterable[MessageViolation]]"


class OnFrame(NamedTuple):
    """Look at what the sender knows of a message, beside all that its reader reads; once for each message.

    ``applies`` may say that there is nothing to judge, whatever the rule ``needs`` to know.
    """

    wants: Callable[[Policy], bool]
    check: "Callable[[FrameContext], Iterable[FrameViolation]]"
    applies: "Callable[[FrameContext], bool]" = _always


class OnText(NamedTuple):
    """Look at a text as its reader reads it: the visible words of HTML, plain text, a subject, the words of a file."""

    wants: Callable[[Policy], bool]
    check: "Callable[[TextContext, Reading], Iterable[TextViolation]]"
    may_hold: Callable[[str], bool] | None = None
    """Whether what it finds may be in a document, told by all its text and attributes run together; a cheap look,
    which may say yes without need."""


Look = (
    OnElement
    | OnAttribute
    | OnValue
    | OnDeclaration
    | OnSheet
    | OnComment
    | OnStrayTag
    | OnMarked
    | OnDocument
    | OnMessage
    | OnText
    | OnFrame
)

"""What start tags say, worked out once for each text of one and remembered.

Mail repeats its tags, within a message and from one message of a template to the next.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from sanitizer.contexts import Context
from sanitizer.edits import StartTag
from sanitizer.errors import LimitError
from sanitizer.findings import Safety
from sanitizer.html import css
from sanitizer.html.dom import MERGED, Element
from sanitizer.html.markup import attribute_spans, is_strict_tag, rewritten_tag
from sanitizer.html.urls import SINKS, known_parts
from sanitizer.policy import Policy
from sanitizer.rule import (
    Judged,
    Look,
    OnAttribute,
    OnDeclaration,
    OnElement,
    OnMarked,
    OnValue,
    Rule,
    Verdict,
    Violation,
)
from sanitizer.templates.languages import ATTRIBUTE_PREFIXES
from sanitizer.templates.masking import holds_tag

__all__ = ["QUIET", "Known", "TagJudge", "Traits", "Work"]

_REMEMBERED = 16_384
"""Most start tags in the table of those met lately and in that of those met before, so that a stream of made-up ones
cannot fill the memory."""
_LONGEST = 2048
"""Characters of a start tag that is remembered at most."""

_ElementCheck = Callable[[Context, Element], Iterable[Violation]]
_AttributeCheck = Callable[[Context, Element, str, str], Iterable[Violation]]
_AnyLook = TypeVar("_AnyLook", bound=Look)
_AttributeLooks = tuple[tuple[tuple[Rule, OnValue], ...], tuple[tuple[Rule, OnAttribute], ...]]


class Work(NamedTuple):
    """What is left to look at for each element of a start tag."""

    checks: tuple[_ElementCheck, ...]
    attributes: tuple[tuple[str, str, _AttributeCheck], ...]
    """Name and value of attributes with the checks that want them."""


class Traits(NamedTuple):
    """What few start tags have."""

    hides: bool
    """Whether the element keeps what it holds from being seen."""
    sheet: bool
    """Whether it is a style element to look into."""
    irregular: bool
    """Whether the parser read another name than the text has, as it does for ``<image>``."""
    marks: tuple[tuple[int, str], ...]
    """Which looks want to see the elements so marked together, and the mark."""


class Known(NamedTuple):
    """What a start tag's text settles."""

    judged: Judged | None
    work: Work
    proof: Work | None
    """The part of the work that may find something to mend, if there is any."""
    traits: Traits | None
    is_plain: bool
    """Whether the text is that of one tag to every reader, and settles the element's attributes."""


QUIET = Known(None, Work((), ()), None, None, is_plain=True)
"""What a start tag says on which no rule has a word."""


class TagJudge:
    """The looks of rules that a start tag alone may answer, bound to a policy. Safe to share between threads."""

    def __init__(
        self,
        policy: Policy,
        looks: Sequence[tuple[Rule, Look]],
        applied: frozenset[Safety],
        on_marked: Sequence[OnMarked],
        *,
        templates: bool,
    ) -> None:
        """``templates`` says that values may hold tokens of template tags, of which nothing is known."""
        self.policy = policy
        self.applied = applied
        self._on_element = [(rule, look) for rule, look in looks if isinstance(look, OnElement)]
        self._on_attribute = [(rule, look) for rule, look in looks if isinstance(look, OnAttribute)]
        self._on_value = [(rule, look) for rule, look in looks if isinstance(look, OnValue)]
        self._on_declaration = [(rule, look) for rule, look in looks if isinstance(look, OnDeclaration)]
        self._on_marked = on_marked
        self._templates = templates
        self.known: dict[str, Known] = {}
        """By the text of the tag, those met lately; may be read, for speed, before :meth:`of` is asked."""
        self._before: dict[str, Known] = {}
        self._by_attribute: dict[tuple[str, str], _AttributeLooks] = {}
        self._by_property: dict[tuple[str, str], tuple[tuple[Rule, OnDeclaration], ...]] = {}

    def of(self, element: Element, text: str) -> Known:
        """What the start tag of an element settles; ``text`` is the tag as it stands in the source, or empty.

        Raises:
            LimitError: the element has too many attributes, or too long a style attribute.

        """
        known = self.known.get(text)
        if known is None:
            known = self._before.get(text) or self._learn(element, text)
            if known.is_plain and len(text) <= _LONGEST:
                if len(self.known) >= _REMEMBERED:
                    self._before = dict(self.known)
                    self.known.clear()
                self.known[text] = known
        return known

    def _learn(self, element: Element, raw: str) -> Known:
        """Ask the rules what they want of an element."""
        policy, tag = self.policy, element.tag
        if len(element.attrs) > policy.max_attributes:
            raise LimitError("max_attributes", policy.max_attributes, len(element.attrs))
        verdicts: list[tuple[Rule, str | int, Verdict]] = []
        changes: dict[str, str | None] = {}
        left: list[tuple[Rule, tuple[str, str, _AttributeCheck]]] = []
        is_unknown = self._templates and holds_tag(tag)
        is_component = self._templates and "-" in tag
        for name in () if is_unknown or is_component else element.attrs:
            if self._templates and name.startswith(ATTRIBUTE_PREFIXES):
                continue
            value = element.attr(name) or ""
            on_value, on_attribute = self._attribute_looks(tag, name)
            if self._templates and holds_tag(name + value):
                on_value, on_attribute = _holding(on_value, name, value), _holding(on_attribute, name, value)
            for rule, look in on_value:
                if verdict := look.check(policy, tag, name, value):
                    verdicts.append((rule, name, verdict))
                    if rule.safety in self.applied:
                        changes.setdefault(name, verdict.replacement)
            left += (
                (rule, (name, value, look.check)) for rule, look in on_attribute if look.worth(policy, name, value)
            )
            if name == "style" and name not in changes:
                found, rewrites = self._judge_style(tag, value)
                verdicts += found
                if rewrites:
                    changes[name] = css.rewritten(value, rewrites, ())
        strict = is_strict_tag(raw)
        if tag in MERGED and len(list(attribute_spans(raw, 0, len(raw)))) != len(element.attrs):
            strict = False  # a later tag gave it attributes that its own text does not have
        mended: StartTag | None = None
        if changes:
            after = rewritten_tag(raw, changes) if strict else ""
            mended = StartTag(raw if strict else "", after, tuple(changes.items()))
        active = any(rule.active for rule, _, _ in verdicts)
        judged = Judged(tuple(verdicts), mended, active) if verdicts else None
        checks = [
            (rule, look.check)
            for rule, look in self._on_element
            if look.wants(policy, tag) and look.worth(policy, element) and not (is_unknown and look.mends)
        ]
        work = Work(tuple(check for _, check in checks), tuple(each for _, each in left))
        proof = Work(
            tuple(check for rule, check in checks if rule.safety in self.applied),
            tuple(each for rule, each in left if rule.safety in self.applied),
        )
        traits = Traits(
            hides=("hidden" in element.attrs or css.hides_box(element.attr("style") or ""))
            and not (self._templates and holds_tag(raw)),
            sheet=tag == "style" and "style" in policy.elements_keep,
            irregular=strict and not raw[1:].lower().startswith(tag),
            marks=tuple(
                (index, mark) for index, look in enumerate(self._on_marked) if (mark := look.mark(element)) is not None
            ),
        )
        known = Known(judged, work, proof if any(proof) else None, traits if any(traits) else None, strict)
        return QUIET if known == QUIET else known

    def _judge_style(
        self, tag: str, text: str
    ) -> tuple[list[tuple[Rule, str | int, Verdict]], tuple[tuple[int, str | None], ...]]:
        if len(text) > self.policy.max_style_length:
            raise LimitError("max_style_length", self.policy.max_style_length, len(text))
        verdicts: list[tuple[Rule, str | int, Verdict]] = []
        rewrites: dict[int, str | None] = {}
        for index, declaration in enumerate(css.parse_style(text)):
            for rule, look in self.declaration_looks(tag, declaration):
                if verdict := look.check(self.policy, tag, declaration):
                    verdicts.append((rule, index, verdict))
                    if rule.safety in self.applied:
                        rewrites.setdefault(index, verdict.replacement)
        return verdicts, tuple(rewrites.items())

    def _attribute_looks(self, tag: str, name: str) -> _AttributeLooks:
        found = self._by_attribute.get((tag, name))
        if found is None:
            found = (
                tuple(pair for pair in self._on_value if pair[1].wants(self.policy, tag, name)),
                tuple(pair for pair in self._on_attribute if pair[1].wants(self.policy, tag, name)),
            )
            if len(self._by_attribute) < _REMEMBERED:
                self._by_attribute[tag, name] = found
        return found

    def declaration_looks(self, tag: str, declaration: css.Declaration) -> tuple[tuple[Rule, OnDeclaration], ...]:
        """The looks that want declarations of this property on this element, with their rules."""
        name = declaration.name
        found = self._by_property.get((tag, name))
        if found is None:
            found = tuple(pair for pair in self._on_declaration if pair[1].wants(self.policy, tag, name))
            if len(self._by_property) < _REMEMBERED:
                self._by_property[tag, name] = found
        return _holding(found, name, declaration.value) if self._templates else found


def _holding(looks: tuple[tuple[Rule, _AnyLook], ...], name: str, value: str) -> tuple[tuple[Rule, _AnyLook], ...]:
    """The looks whose verdict holds whatever the template tags in a name or a value stand for."""
    if holds_tag(name):
        return ()
    if not holds_tag(value):
        return looks
    known = {"name"} | (known_parts(value) if name in SINKS else frozenset())
    return tuple(pair for pair in looks if pair[0].reads in known)

"""One walk over the document: rules look, the engine collects their violations and plans the edits."""

import time
from collections.abc import Callable, Container, Iterable
from typing import NamedTuple

from sanitizer.edits import Plan, RemoveElement, ReplaceText, ReplaceWithText, StartTag
from sanitizer.errors import LimitError
from sanitizer.findings import Safety
from sanitizer.html import css, dom
from sanitizer.html.dom import MERGED, Document, Element
from sanitizer.html.markup import attribute_spans, is_strict_tag, rewritten_tag
from sanitizer.policy import Policy
from sanitizer.rule import (
    Context,
    Judged,
    OnAttribute,
    OnComment,
    OnDeclaration,
    OnDocument,
    OnElement,
    OnMarked,
    OnSheet,
    OnStrayTag,
    OnValue,
    Rule,
    Seen,
    TagViolations,
    Verdict,
    Violation,
    each,
    each_of,
)

__all__ = ["Engine", "Planned"]

_REMEMBERED = 16_384
"""Most start tags in the table of those met lately and in that of those met before, so that a stream of made-up ones
cannot fill the memory."""
_LONGEST = 2048
"""Characters of a start tag that is remembered at most."""
_CLOCK_EVERY = 1024
"""Elements between two looks at the clock."""
_REMOVALS = frozenset((RemoveElement, ReplaceWithText))

_ElementCheck = Callable[[Context, Element], Iterable[Violation]]
_AttributeCheck = Callable[[Context, Element, str, str], Iterable[Violation]]


_AttributeLooks = tuple[tuple[tuple[Rule, OnValue], ...], tuple[tuple[Rule, OnAttribute], ...]]


class _Work(NamedTuple):
    """What is left to look at for each element of a start tag."""

    checks: tuple[_ElementCheck, ...]
    attributes: tuple[tuple[str, str, _AttributeCheck], ...]
    """Name and value of attributes with the checks that want them."""


class _Traits(NamedTuple):
    """What few start tags have."""

    hides: bool
    """Whether the element keeps what it holds from being seen."""
    sheet: bool
    """Whether it is a style element to look into."""
    irregular: bool
    """Whether the parser read another name than the text has, as it does for ``<image>``."""
    marks: tuple[tuple[int, str], ...]
    """Which looks want to see the elements so marked together, and the mark."""


class _Known(NamedTuple):
    """What a start tag's text settles."""

    judged: Judged | None
    work: _Work
    proof: _Work | None
    """The part of the work that may find something to mend, if there is any."""
    traits: _Traits | None


class Planned(NamedTuple):
    """What was seen in a document, the plan that mends it, and the context of the looks."""

    seen: list[Seen]
    plan: Plan
    context: Context
    mended: set[Rule]
    """Rules whose look at marked elements found something to mend."""

    @property
    def is_suspect(self) -> bool:
        """Whether the document held what two parsers may read differently, or what could run or load."""
        return self.context.is_irregular or any(map(_is_active, self.seen))


class Engine:
    """Rules bound to a policy. Holds no state of a document; may be used from several threads.

    What depends on a start tag alone is worked out once for each text of one and remembered: mail repeats its tags,
    within a message and from one message of a template to the next.
    """

    def __init__(self, policy: Policy, rules: Iterable[Rule], applied: frozenset[Safety]) -> None:
        """``applied`` names the classes of fixes that are carried out."""
        self.policy = policy
        self.applied = applied
        looks = [(rule, look) for rule in rules for look in rule.looks]
        self._on_element = [(rule, look) for rule, look in looks if isinstance(look, OnElement)]
        self._on_attribute = [(rule, look) for rule, look in looks if isinstance(look, OnAttribute)]
        self._on_value = [(rule, look) for rule, look in looks if isinstance(look, OnValue)]
        self._on_declaration = [(rule, look) for rule, look in looks if isinstance(look, OnDeclaration)]
        keeps_sheets = "style" in policy.elements_keep
        self._on_sheet = [look for _, look in looks if isinstance(look, OnSheet) and keeps_sheets]
        self._on_comment = [look for _, look in looks if isinstance(look, OnComment) and look.wants(policy)]
        self._on_stray_tag = [look for _, look in looks if isinstance(look, OnStrayTag)]
        self._on_marked = [(rule, look) for rule, look in looks if isinstance(look, OnMarked) and look.wants(policy)]
        self._on_document = [look for _, look in looks if isinstance(look, OnDocument) and look.wants(policy)]
        self._known: dict[str, _Known] = {}
        self._known_before: dict[str, _Known] = {}
        self._by_attribute: dict[tuple[str, str], _AttributeLooks] = {}
        self._by_property: dict[tuple[str, str], tuple[tuple[Rule, OnDeclaration], ...]] = {}

    def clear(self) -> None:
        """Forget what was learned of start tags."""
        self._known.clear()
        self._known_before.clear()

    def check(self, document: Document) -> list[Seen]:
        """Every violation of the document as it stands.

        Raises:
            LimitError: the document is over a limit of the policy.

        """
        context = Context(self.policy, document, self._is_clean)
        return [*self._parts(context), *self._together(context), *self._whole(context)]

    def plan(self, document: Document) -> Planned:
        """Every violation, and the plan of the edits that mend what may be mended, carried out in the tree.

        Raises:
            LimitError: the document is over a limit of the policy.

        """
        context = Context(self.policy, document, self._is_clean)
        plan = Plan(document)
        seen = self._parts(context)
        together = self._together(context)
        self._carry_out(plan, seen + together)
        late = self._whole(context)
        self._carry_out(plan, late)
        mended = {violation.rule for violation in each(together) if self.fixes(violation)}
        return Planned(seen + together + late, plan, context, mended)

    def fixes(self, violation: Violation) -> bool:
        """Whether the violation is mended."""
        return bool(violation.edits) and violation.safety in self.applied

    def remaining(self, document: Document) -> list[Violation]:
        """What should have been mended but stands in the document: empty for a proven one."""
        return [violation for violation in each(self.check(document)) if self.fixes(violation)]

    def is_proven(self, planned: Planned, output: Document) -> bool:
        """Whether nothing to mend is left in the output of a plan, whose tree is the one that the plan edited.

        Looks again at what the edits changed and at what depends on more than a start tag; a start tag that was clean
        and is untouched is clean. The answer is the same as that of :meth:`remaining`, or no where that is yes.
        """
        plan, before = planned.plan, planned.context
        context = Context(self.policy, plan.document, self._is_clean)
        context.hiding = before.hiding
        changed: set[Element] = set()
        work: list[tuple[Element, _Work]] = []
        for element, text in plan.start_tags():
            changed.add(element)
            judged, _, proof, _ = self._known.get(text) or self._recall(element, text)
            if judged is not None and judged.mended is not None:
                return False
            if proof is not None:
                work.append((element, proof))
        work += (pair for pair in before.to_prove if pair[0] not in changed and pair[0].parent is not None)
        for element, (checks, attributes) in work:
            for check in checks:
                if any(map(self.fixes, check(context, element))):
                    return False
            for name, value, attribute_check in attributes:
                if any(map(self.fixes, attribute_check(context, element, name, value))):
                    return False
        stale: set[int] = set()
        for index, marked in before.marked.items():
            mark_of = self._on_marked[index][1].mark
            context.marked[index] = [
                (element, mark)
                for element, known in marked
                if element.parent is not None
                and (mark := mark_of(element) if element in changed else known) is not None
            ]
            if plan.adds_text or context.marked[index] != marked:
                stale.add(index)
        positions = {element.position for element in output.tree.iter_elements()}
        positions.discard(None)
        if not dom.is_regular(output, len(positions)):
            places = {output.offset(*position) for position in positions if position is not None}
            if dom.stray_tags(output, places):
                return False
        if self._on_comment:
            for data, start, end in dom.comments(output):
                for look in self._on_comment:
                    if any(map(self.fixes, look.check(context, data, (start, end)))):
                        return False
        stale |= {index for index, (rule, _) in enumerate(self._on_marked) if rule in planned.mended}
        return not any(map(self.fixes, each(self._together(context, stale)))) and not any(
            map(self.fixes, each(self._whole(context)))
        )

    def _is_clean(self, markup: str) -> bool:
        policy = self.policy
        dom.check_limits(markup, max_bytes=policy.max_bytes, max_open_formatting=policy.max_open_formatting)
        context = Context(policy, Document(markup), _is_never_clean)
        seen = [*self._parts(context), *self._together(context), *self._whole(context)]
        return not any(violation.safety == "enforced" for violation in each(seen))

    def _carry_out(self, plan: Plan, seen: list[Seen]) -> None:
        applied = self.applied
        tags: list[TagViolations] = []
        for item in seen:
            if isinstance(item, TagViolations):
                tags.append(item)
            elif item.safety in applied:
                for edit in item.edits:
                    plan.accept(edit)
        for element, offset, judged in tags:
            if judged.mended is not None and not plan.rewrite(element, offset, judged.mended):
                for violation in each_of(element, judged):
                    if violation.safety in applied:
                        plan.accept(violation.edits[0])
        if seen and plan:
            plan.apply()

    def _parts(self, context: Context) -> list[Seen]:
        """Look at every part of the document by itself."""
        seen: list[Seen] = []
        places = self._walk(context, seen)
        if self._on_comment:
            for data, start, end in dom.comments(context.document):
                for comment in self._on_comment:
                    seen.extend(comment.check(context, data, (start, end)))
        if not dom.is_regular(context.document, len(places)):
            if context.document.has_late_tags:
                self._look_again(context, seen)
            for tag in dom.stray_tags(context.document, places) if self._on_stray_tag else ():
                for stray in self._on_stray_tag:
                    seen.extend(stray.check(context, tag))
        return seen

    def _look_again(self, context: Context, seen: list[Seen]) -> None:
        """Judge html and body by their attributes and not by their tags: a later tag gave them some."""
        for element in context.document.tree.iter_elements(MERGED):
            seen[:] = [item for item in seen if item.element is not element]
            learned = self._learn(element, "")
            if learned.judged is not None:
                seen.append(TagViolations(element, None, learned.judged))
            for check in learned.work.checks:
                seen.extend(check(context, element))
            for name, value, attribute_check in learned.work.attributes:
                seen.extend(attribute_check(context, element, name, value))

    def _together(self, context: Context, stale: Container[int] | None = None) -> list[Seen]:
        """Look at marked elements together; with ``stale``, only where the look has these numbers."""
        return [
            violation
            for index, (_, look) in enumerate(self._on_marked)
            if stale is None or index in stale
            for violation in look.check(context, context.marked.get(index, []))
        ]

    def _whole(self, context: Context) -> list[Seen]:
        """Look at the whole tree."""
        return [violation for look in self._on_document for violation in look.check(context)]

    def _walk(self, context: Context, seen: list[Seen]) -> set[int]:
        """Look at every element; the offsets at which their start tags stand in the source."""
        policy, document, known, applied = self.policy, context.document, self._known, self.applied
        text, lines = document.text, document.line_starts
        stop = time.thread_time() + policy.max_seconds
        places: set[int] = set()
        skip = count = 0
        for element in document.tree.iter_elements():
            count += 1
            if not count % _CLOCK_EVERY:
                if count > policy.max_elements:
                    raise LimitError("max_elements", policy.max_elements, count)
                if (now := time.thread_time()) > stop:
                    raise LimitError("max_seconds", policy.max_seconds, policy.max_seconds + now - stop)
            position = element.position
            offset: int | None = None
            if position is None:
                raw = f"<{element.tag}>" if not element.attrs else ""
            else:
                place = lines[position[0] - 1] + position[1]
                raw = text[place : text.find(">", place) + 1]
                if place not in places:
                    places.add(place)
                    offset = place
            if skip:
                skip -= 1
                continue
            judged, work, proof, traits = known.get(raw) or self._recall(element, raw)
            checks, attributes = work
            if proof is not None:
                context.to_prove.append((element, proof))
            if judged is not None:
                seen.append(TagViolations(element, offset, judged))
            if traits is not None:
                self._note(context, element, traits, seen)
            for check in checks:
                for violation in check(context, element):
                    seen.append(violation)
                    if violation.safety in applied and any(type(edit) in _REMOVALS for edit in violation.edits):
                        skip = 1 + sum(1 for _ in element.iter_elements())
                if skip:
                    break
            if skip:
                skip -= 1
                continue
            for name, value, attribute_check in attributes:
                seen.extend(attribute_check(context, element, name, value))
        if count > policy.max_elements:
            raise LimitError("max_elements", policy.max_elements, count)
        if count > policy.max_depth and (depth := dom.depth_over(document.root, policy.max_depth)):
            raise LimitError("max_depth", policy.max_depth, depth)
        return places

    def _learn(self, element: Element, raw: str) -> _Known:
        """Ask the rules what they want of an element; remember it if its tag's text alone settles that."""
        policy, tag = self.policy, element.tag
        if len(element.attrs) > policy.max_attributes:
            raise LimitError("max_attributes", policy.max_attributes, len(element.attrs))
        verdicts: list[tuple[Rule, str | int, Verdict]] = []
        changes: dict[str, str | None] = {}
        left: list[tuple[Rule, tuple[str, str, _AttributeCheck]]] = []
        for name in element.attrs:
            value = element.attr(name) or ""
            on_value, on_attribute = self._attribute_looks(tag, name)
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
        strict = len(raw) <= _LONGEST and is_strict_tag(raw)
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
            if look.wants(policy, tag) and look.worth(policy, element)
        ]
        work = _Work(tuple(check for _, check in checks), tuple(each for _, each in left))
        proof = _Work(
            tuple(check for rule, check in checks if rule.safety in self.applied),
            tuple(each for rule, each in left if rule.safety in self.applied),
        )
        traits = _Traits(
            hides="hidden" in element.attrs or css.hides_box(element.attr("style") or ""),
            sheet=tag == "style" and "style" in policy.elements_keep,
            irregular=strict and not raw[1:].lower().startswith(tag),
            marks=tuple(
                (index, mark)
                for index, (_, look) in enumerate(self._on_marked)
                if (mark := look.mark(element)) is not None
            ),
        )
        learned = _Known(judged, work, proof if any(proof) else None, traits if any(traits) else None)
        if strict:
            self._remember(raw, learned)
        return learned

    def _recall(self, element: Element, raw: str) -> _Known:
        """What was known of a start tag a while ago, or what is learned of it now."""
        if (known := self._known_before.get(raw)) is None:
            return self._learn(element, raw)
        self._remember(raw, known)
        return known

    def _remember(self, raw: str, known: _Known) -> None:
        if len(self._known) >= _REMEMBERED:
            self._known_before = dict(self._known)
            self._known.clear()
        self._known[raw] = known

    def _note(self, context: Context, element: Element, traits: _Traits, seen: list[Seen]) -> None:
        if traits.hides:
            context.hiding.add(element)
        if traits.irregular:
            context.is_irregular = True
        for index, mark in traits.marks:
            context.marked.setdefault(index, []).append((element, mark))
        if traits.sheet:
            self._sheet(context, element, seen)

    def _judge_style(
        self, tag: str, text: str
    ) -> tuple[list[tuple[Rule, str | int, Verdict]], tuple[tuple[int, str | None], ...]]:
        if len(text) > self.policy.max_style_length:
            raise LimitError("max_style_length", self.policy.max_style_length, len(text))
        verdicts: list[tuple[Rule, str | int, Verdict]] = []
        rewrites: dict[int, str | None] = {}
        for index, declaration in enumerate(css.parse_style(text)):
            for rule, look in self._declaration_looks(tag, declaration.name):
                if verdict := look.check(self.policy, tag, declaration):
                    verdicts.append((rule, index, verdict))
                    if rule.safety in self.applied:
                        rewrites.setdefault(index, verdict.replacement)
        return verdicts, tuple(rewrites.items())

    def _sheet(self, context: Context, element: Element, seen: list[Seen]) -> None:
        """Look at a style element: the sheet as a whole, and its declarations as those of a style attribute."""
        text, policy = element.text, self.policy
        if len(text) > policy.max_style_length:
            raise LimitError("max_style_length", policy.max_style_length, len(text))
        for look in self._on_sheet:
            seen.extend(look.check(context, element, text))
        at = element.source_location
        if at is None:
            return
        base = at.start_tag.end_offset
        for start, end in css.blocks(text):
            for declaration in css.parse_style(text[start:end]):
                first, last = start + declaration.start, start + declaration.end
                for rule, on_declaration in self._declaration_looks("style", declaration.name):
                    if verdict := on_declaration.check(policy, "style", declaration):
                        edits = (ReplaceText(element, first, last, verdict.replacement or ""),) if rule.safety else ()
                        part = base + first, base + last
                        seen.append(rule.violation(element, verdict.message, *edits, part=part))
                        break

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

    def _declaration_looks(self, tag: str, name: str) -> tuple[tuple[Rule, OnDeclaration], ...]:
        found = self._by_property.get((tag, name))
        if found is None:
            found = tuple(pair for pair in self._on_declaration if pair[1].wants(self.policy, tag, name))
            if len(self._by_property) < _REMEMBERED:
                self._by_property[tag, name] = found
        return found


def _is_never_clean(_: str) -> bool:
    """The answer for markup in a comment in a comment, which would have to be read once for each level."""
    return False


def _is_active(seen: Seen) -> bool:
    return bool(seen.rule.active) if isinstance(seen, Violation) else seen.judged.is_active

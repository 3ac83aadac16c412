"""One walk over the document: rules look, the engine collects their violations and plans the edits."""

import time
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from sanitizer.context import MessageContext
from sanitizer.contexts import Context, TextContext
from sanitizer.edits import RemoveElement, ReplaceText, ReplaceWithText, SetAttribute
from sanitizer.errors import LimitError
from sanitizer.findings import Safety
from sanitizer.guard import settled, takes_style, why_not
from sanitizer.html import css, dom, tokens
from sanitizer.html.alignment import Alignment, align, strays
from sanitizer.html.dom import MERGED, CommentToken, Document, Element
from sanitizer.html.markup import RAW_TEXT
from sanitizer.html.tokens import StrayTag
from sanitizer.html.visible import all_words
from sanitizer.inlining import Inliner, with_declarations
from sanitizer.plan import Plan
from sanitizer.policy import Policy
from sanitizer.rule import (
    CommentViolation,
    OnComment,
    OnDocument,
    OnMarked,
    OnSheet,
    OnStrayTag,
    OnText,
    Rule,
    Seen,
    TagViolations,
    TextViolation,
    Violation,
    each,
    each_of,
)
from sanitizer.tags import QUIET, Known, TagJudge, Work
from sanitizer.texts import in_document

__all__ = ["Engine", "Planned"]

_CLOCK_EVERY = 1024
"""Elements between two looks at the clock."""
_REMOVALS = (RemoveElement, ReplaceWithText)


class Planned(NamedTuple):
    """What was seen in a document, the plan that mends it, and the context of the looks."""

    seen: list[Seen]
    plan: Plan
    context: Context
    mended: set[Rule]
    """Rules whose look at marked elements found something to mend."""
    late: list[Seen]
    """What of it the look at the whole tree saw, after the other fixes."""
    has_late_fixes: bool
    """Whether that look found something to mend."""


class Engine:
    """Rules bound to a policy. Holds no state of a document; may be used from several threads."""

    def __init__(
        self,
        policy: Policy,
        rules: Iterable[Rule],
        applied: frozenset[Safety],
        *,
        inliner: Inliner | None = None,
        only_mends: bool = False,
        templates: bool = False,
    ) -> None:
        """``applied`` names the classes of fixes that are carried out.

        ``inliner`` moves style sheets into style attributes, before rules look at these. ``only_mends`` leaves out the
        looks that find nothing which the fixes mend. ``templates`` is for documents with masked template tags.
        """
        self.policy = policy
        self.applied = applied
        self._inliner = inliner
        rules = tuple(rules)
        self._enforced = tuple(rule for rule in rules if rule.safety == "enforced")
        looks = [
            (rule, look)
            for rule in rules
            for look in rule.looks
            if not only_mends or (rule.may_mend(policy, applied) and getattr(look, "mends", True))
        ]
        keeps_sheets = "style" in policy.elements_keep
        self._on_sheet = [look for _, look in looks if isinstance(look, OnSheet) and keeps_sheets]
        self._on_comment = [(rule, look) for rule, look in looks if isinstance(look, OnComment) and look.wants(policy)]
        self._on_stray_tag = [look for _, look in looks if isinstance(look, OnStrayTag)]
        self._on_marked = [(rule, look) for rule, look in looks if isinstance(look, OnMarked) and look.wants(policy)]
        self._on_text = [look for _, look in looks if isinstance(look, OnText) and look.wants(policy)]
        self._on_text_to_mend = [
            look
            for rule, look in looks
            if isinstance(look, OnText) and look.wants(policy) and rule.may_mend(policy, applied)
        ]
        self._on_document = [look for _, look in looks if isinstance(look, OnDocument) and look.wants(policy)]
        self._tags = TagJudge(policy, looks, applied, [look for _, look in self._on_marked], templates=templates)

    def check(self, document: Document, message: MessageContext | None = None) -> list[Seen]:
        """Every violation of the document as it stands; ``message`` is what the sender knows of it.

        Raises:
            LimitError: the document is over a limit of the policy.

        """
        context = Context(self.policy, document, self._is_clean, message)
        seen = [*self._parts(context), *self._together(context), *self._texts(context), *self._whole(context)]
        return settled(document, seen)

    def plan(self, document: Document, message: MessageContext | None = None) -> Planned:
        """Every violation, and the plan of the edits that mend what may be mended, carried out in the tree.

        Raises:
            LimitError: the document is over a limit of the policy.

        """
        plan = Plan(document)
        context, seen, together = self._seen_at_first(document, message)
        plan.alignment = context.alignment
        for element, offset, tag in context.moved:
            if not plan.rewrite(element, offset, tag):
                plan.accept(SetAttribute(element, "style", tag.after))
        self._carry_out(plan, seen + together)
        context.forget()
        late = settled(document, self._whole(context))
        self._carry_out(plan, late)
        mended = {violation.rule for violation in each(together) if self.fixes(violation)}
        fixes = list(filter(self.fixes, each(late)))
        if any(type(edit) in _REMOVALS for violation in fixes for edit in violation.edits):
            context.fits = False  # what stood between words is gone, so that two may be one
        return Planned(seen + together + late, plan, context, mended, late, bool(fixes))

    def seen_beside(
        self, mender: "Engine", document: Document, message: MessageContext | None, late: list[Seen]
    ) -> list[Seen]:
        """What :meth:`plan` sees in a document, of which a mender has seen what is ``late``.

        A mender lacks the looks that mend nothing, so the tree that the late looks see is the same.
        """
        if document.has_tags or self._on_document != mender._on_document:
            return self.plan(document, message).seen
        _, seen, together = self._seen_at_first(document, message)
        return seen + together + late

    def _seen_at_first(
        self, document: Document, message: MessageContext | None
    ) -> tuple[Context, list[Seen], list[Seen]]:
        """What is seen of parts of the tree, and of parts together, before anything is mended."""
        context = Context(self.policy, document, self._is_clean, message)
        seen = settled(document, self._parts(context))
        return context, seen, settled(document, [*self._together(context), *self._texts(context)])

    def fixes(self, violation: Violation) -> bool:
        """Whether the violation is mended."""
        return bool(violation.edits) and violation.safety in self.applied

    def remaining(self, document: Document, message: MessageContext | None = None) -> list[Violation]:
        """What should have been mended but stands in the document: empty for a proven one."""
        return [violation for violation in each(self.check(document, message)) if self.fixes(violation)]

    def is_proven(self, planned: Planned, output: Document) -> bool:
        """Whether nothing to mend is left in the output of a plan, whose tree is the one that the plan edited.

        Looks again at what the edits changed and at what depends on more than a start tag; a start tag that was clean
        and is untouched is clean. The answer is the same as that of :meth:`remaining`, or no where that is yes.
        """
        if output.has_tags or planned.context.is_unplaced:
            return False  # which edits were skipped is told by places
        known, of = self._tags.known, self._tags.of
        changed: dict[Element, Known] = {}
        for element, text in planned.plan.start_tags():
            if text.endswith("/>") and element.tag in RAW_TEXT:
                return False  # a slash is nothing to the tree; a look at everything must judge it
            changed[element] = known.get(text) or of(element, text)
        return not any(map(self.fixes, each(self._look_where_changed(planned, output, changed))))

    def _look_where_changed(self, planned: Planned, output: Document, changed: dict[Element, Known]) -> Iterator[Seen]:
        """What is to be mended in the edited tree or its output, where an edit may have made it so."""
        plan, before = planned.plan, planned.context
        context = Context(self.policy, plan.document, self._is_clean, before.message)
        context.hiding, context.fits = before.hiding, before.fits
        context.unhidden = before.hiding.intersection(changed)
        work: list[tuple[Element, Work]] = []
        for element, what in changed.items():
            if what is QUIET:
                continue
            judged, _, proof, traits, _ = what
            if judged is not None:
                yield TagViolations(element, None, judged)
            if traits is not None and traits.sheet:
                sheet: list[Seen] = []
                self._sheet(context, element, sheet)
                yield from sheet
            if proof is not None:
                work.append((element, proof))
        work += (pair for pair in before.to_prove if pair[0] not in changed and pair[0].parent is not None)
        for element, (checks, attributes) in work:
            for check in checks:
                yield from check(context, element)
            for name, value, attribute_check in attributes:
                yield from attribute_check(context, element, name, value)
        stale = {
            index
            for index, (rule, look) in enumerate(self._on_marked)
            if rule in planned.mended
            or (
                look.reads_around
                and (plan.changes_elements or any(element in changed for element, _ in before.marked.get(index, ())))
            )
        }
        for index, marked in _marked_again(plan, before.marked, changed):
            context.marked[index] = marked
            if plan.adds_text or marked != before.marked.get(index):
                stale.add(index)
        yield from self._source(context, tokens.comments(output) if self._on_comment else [], strays(output))
        yield from self._together(context, stale)
        if plan.changes_words or context.unhidden:
            yield from self._texts_again(context, before)
        if planned.has_late_fixes:
            yield from self._whole(context)

    def _source(self, context: Context, comments: Sequence[CommentToken], tags: Iterable[StrayTag]) -> Iterator[Seen]:
        """Look at what stands in the source and not, or not with its place, in the tree."""
        for rule, look in self._on_comment:
            messages: dict[str, str] = {}
            for comment in comments:
                if (message := messages.get(comment.data)) is None:
                    message = messages[comment.data] = look.check(context, comment.data)
                if message:
                    yield CommentViolation(rule, comment, message)
        for tag in tags:
            for stray in self._on_stray_tag:
                yield from stray.check(context, tag)

    @cached_property
    def _prober(self) -> "Engine":
        """What looks at markup within comments, by the rules that are enforced, and works out no fix."""
        return Engine(self.policy, self._enforced, frozenset(), inliner=self._inliner)

    def _is_clean(self, markup: str) -> bool:
        policy, prober = self.policy, self._prober
        tokens.check_limits(markup, max_bytes=policy.max_bytes, max_open_formatting=policy.max_open_formatting)
        context = Context(policy, Document(markup), _is_never_clean)
        return not (prober._parts(context) or prober._together(context) or prober._whole(context))

    def _carry_out(self, plan: Plan, seen: list[Seen]) -> None:
        applied = self.applied
        tags: list[TagViolations] = []
        for item in seen:
            if isinstance(item, TagViolations):
                tags.append(item)
            elif isinstance(item, CommentViolation):
                if item.rule.safety in applied:
                    plan.remove(item.comment)
            elif item.safety in applied:
                for edit in item.edits:
                    plan.accept(edit)
        for element, offset, judged, _ in tags:
            if judged.mended is not None and not plan.rewrite(element, offset, judged.mended):
                for violation in each_of(element, judged):
                    if violation.safety in applied:
                        plan.accept(violation.edits[0])
        if plan:
            plan.apply()

    def _parts(self, context: Context) -> list[Seen]:
        """Look at every part of the document by itself."""
        seen: list[Seen] = []
        self._walk(context, seen)
        document = context.document
        if context.alignment.may_be_ambiguous and document.is_ambiguous:
            context.is_suspect = True
            if document.has_late_tags:
                self._look_again(context, seen)
        seen.extend(self._source(context, context.alignment.comments, context.alignment.strays))
        return seen

    def _look_again(self, context: Context, seen: list[Seen]) -> None:
        """Judge html and body by their attributes and not by their tags: a later tag gave them some."""
        for element in context.document.tree.iter_elements(MERGED):
            seen[:] = [item for item in seen if item.element is not element]
            learned = self._tags.of(element, "")
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

    def _texts(self, context: Context) -> list[Seen]:
        """Look at the words that a reader sees."""
        looks = self._on_text
        if looks and all(look.may_hold for look in looks):
            words = all_words(context.document)
            if not (looks := _that_may_find(looks, words)):
                context.silent_words = words
        if not looks:
            return []
        visible = context.visible
        found = self._in_text(context, looks)
        if not any(violation.replacement is not None for violation in found):
            context.silent_text = visible.reading.shown
        return list(in_document(context.document, visible, found))

    def _texts_again(self, context: Context, before: Context) -> list[Seen]:
        """Look at the words that a reader sees for what is to mend, unless they are as they were and it was nothing."""
        looks = self._on_text_to_mend
        if looks and all(look.may_hold for look in looks):
            words = all_words(context.document)
            looks = [] if words == before.silent_words else _that_may_find(looks, words)
        if not looks or context.visible.reading.shown == before.silent_text:
            return []
        return list(in_document(context.document, context.visible, self._in_text(context, looks), proving=True))

    def _in_text(self, context: Context, looks: list[OnText]) -> list[TextViolation]:
        about, reading = TextContext(self.policy, context.message), context.visible.reading
        return [violation for look in looks for violation in look.check(about, reading)]

    def _whole(self, context: Context) -> list[Seen]:
        """Look at the whole tree."""
        return [violation for look in self._on_document for violation in look.check(context)]

    def _walk(self, context: Context, seen: list[Seen]) -> None:
        """Look at every element."""
        alignment = context.alignment = align(context.document, self._tags.known)
        elements = alignment.elements
        if len(elements) > self.policy.max_elements:
            raise LimitError("max_elements", self.policy.max_elements, len(elements))
        stop = time.thread_time() + self.policy.max_seconds
        known = self._known(alignment)
        moved = self._move(context, known) if self._inliner is not None else {}
        marked = context.marked
        skip = 0
        gone: set[Element] = set()
        clock = _CLOCK_EVERY
        for index, (element, what) in enumerate(zip(elements, known, strict=True)):
            if gone and element in gone and index >= skip:
                skip = index + 1 + sum(1 for _ in element.iter_elements())
            if what is QUIET or index < skip:
                continue
            if index >= clock:
                clock += _CLOCK_EVERY
                self._stop_at(stop)
            judged, (checks, attributes), proof, traits, _ = what
            if proof is not None:
                context.to_prove.append((element, proof))
            if judged is not None:
                seen.append(TagViolations(element, alignment.offsets[index], judged, moved.get(element, 0)))
                if judged.is_active:
                    context.is_suspect = True
            if traits is not None:
                hides, is_sheet, irregular, marks = traits
                for number, mark in marks:
                    marked[number].append((element, mark))
                if hides:
                    context.hiding.add(element)
                if irregular:
                    context.is_suspect = True
                if is_sheet:
                    self._sheet(context, element, seen)
            for check in checks:
                for violation in check(context, element):
                    seen.append(violation)
                    if violation.rule.active:
                        context.is_suspect = True
                    gone.update(self._removed(context.document, violation))
                if element in gone:
                    break
            if element in gone:
                skip = index + 1 + sum(1 for _ in element.iter_elements())
                continue
            for name, value, attribute_check in attributes:
                for violation in attribute_check(context, element, name, value):
                    seen.append(violation)
                    if violation.rule.active:
                        context.is_suspect = True
        self._stop_at(stop)
        if len(elements) > self.policy.max_depth and (
            depth := dom.depth_over(context.document.root, self.policy.max_depth)
        ):
            raise LimitError("max_depth", self.policy.max_depth, depth)

    def _move(self, context: Context, known: list[Known]) -> dict[Element, int]:
        """Put what sheets say into style attributes of the tree; how many declarations each element got.

        What is known of the start tags becomes what is known of them with these.
        """
        assert self._inliner is not None
        document = context.document
        if document.template is not None and any(
            why_not(document, RemoveElement(sheet)) for sheet in document.tree.iter_elements("style")
        ):
            return {}  # a sheet that stays goes on saying what it says
        declarations = self._inliner.moved(document)
        if not declarations:
            return {}
        alignment, offsets, counts = context.alignment, context.alignment.offsets, {}
        for index, element in enumerate(alignment.elements):
            if (text := declarations.get(element)) is None or (offset := offsets[index]) is None:
                continue
            is_plain, own = known[index].is_plain, element.attr("style") or ""
            tag, value, count = with_declarations(alignment.texts[index] if is_plain else "", text, own)
            if document.has_tags and (
                not takes_style(document, element) or why_not(document, SetAttribute(element, "style", value))
            ):
                continue
            element.attrs["style"] = value
            counts[element] = count
            known[index] = self._tags.of(element, tag.after if is_plain else "")
            context.moved.append((element, offset if is_plain else None, tag))
        return counts

    def _removed(self, document: Document, violation: Violation) -> Iterable[Element]:
        """The elements that are taken away to mend the violation, so that nobody need look into them."""
        if violation.safety not in self.applied:
            return ()
        removed = [edit.element for edit in violation.edits if isinstance(edit, _REMOVALS)]
        return removed if removed and any(map(self.fixes, each(settled(document, [violation])))) else ()

    def _stop_at(self, stop: float) -> None:
        if (now := time.thread_time()) > stop:
            raise LimitError("max_seconds", self.policy.max_seconds, self.policy.max_seconds + now - stop)

    def _known(self, alignment: Alignment[Known]) -> list[Known]:
        """What is known of each element's start tag."""
        of = self._tags.of
        return [
            known or of(element, text)
            for known, element, text in zip(alignment.known, alignment.elements, alignment.texts, strict=True)
        ]

    def _sheet(self, context: Context, element: Element, seen: list[Seen]) -> None:
        """Look at a style element: the sheet as a whole, and its declarations as those of a style attribute."""
        text, policy = element.text, self.policy
        if len(text) > policy.max_style_length:
            raise LimitError("max_style_length", policy.max_style_length, len(text))
        for look in self._on_sheet:
            for violation in look.check(context, element, text):
                seen.append(violation)
                if violation.rule.active:
                    context.is_suspect = True
        at = element.source_location
        if at is None:
            return
        base = at.start_tag.end_offset
        for start, end in css.blocks(text):
            for declaration in css.parse_style(text[start:end]):
                first, last = start + declaration.start, start + declaration.end
                if text[first] == "@":
                    continue  # a statement such as ``@layer a;``, on which the looks at the sheet have spoken
                for rule, on_declaration in self._tags.declaration_looks("style", declaration):
                    if verdict := on_declaration.check(policy, "style", declaration):
                        edits = (ReplaceText(element, first, last, verdict.replacement or ""),) if rule.safety else ()
                        part = base + first, base + last
                        seen.append(rule.violation(element, verdict.message, *edits, part=part))
                        if rule.active:
                            context.is_suspect = True
                        break


def _marked_again(
    plan: Plan, before: Mapping[int, list[tuple[Element, str]]], changed: Mapping[Element, Known]
) -> Iterator[tuple[int, list[tuple[Element, str]]]]:
    """The marked elements of each look once the plan is carried out, in document order."""
    marks: dict[int, dict[Element, str]] = {index: {} for index in before}
    for element, what in changed.items():
        if what.traits is not None:
            for index, mark in what.traits.marks:
                marks.setdefault(index, {})[element] = mark
    places: dict[Element, int] = {}
    for index, new in marks.items():
        marked = [
            (element, now)
            for element, was in before.get(index, ())
            if element.parent is not None and (now := new.pop(element, None) if element in changed else was) is not None
        ]
        if new:  # these join
            places = places or {element: place for place, element in enumerate(plan.document.elements())}
            marked = [pair for pair in (*marked, *new.items()) if pair[0] in places]
            marked.sort(key=lambda pair: places[pair[0]])
        yield index, marked


def _that_may_find(looks: list[OnText], words: str) -> list[OnText]:
    """The looks that may find something in words that are run together."""
    return [look for look in looks if look.may_hold is not None and look.may_hold(words)]


def _is_never_clean(_: str) -> bool:
    """The answer for markup in a comment in a comment, which would have to be read once for each level."""
    return False

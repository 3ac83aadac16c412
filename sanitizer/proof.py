"""Nothing leaves unproven: the output is parsed again and must be the edited tree, with nothing left to mend.

Where span edits and tree edits part ways (end tags missing or misplaced), the smallest enclosing element is
written canonically, then the whole document. What cannot be proven is not returned.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sanitizer.edits import Span, splice
from sanitizer.engine import Engine, Planned
from sanitizer.errors import ProofError
from sanitizer.html import second
from sanitizer.html.dom import Document, Element, same_tree
from sanitizer.plan import Plan, UnsplittableError
from sanitizer.rule import each
from sanitizer.templates.masking import Template

__all__ = ["Proven", "prove", "prove_template", "unmasked"]

_ROUNDS = 5
"""Times the edits may be planned anew on what came out: the second is for what misnested markup hid at first, the
others are for widths and heights that depend on each other."""


class Proven(NamedTuple):
    """Output that was parsed again and found clean."""

    text: str
    spans: list[Span] | None
    """The edits as spans of the source; ``None`` when it took more than one round or a canonical document."""
    note: str
    """What had to be written canonically, and why; empty when every untouched character is as it was."""


def prove(engine: Engine, planned: Planned, *, strict: bool) -> Proven:
    """The output of a plan that was carried out in its tree.

    ``strict`` asks a second parser (libxml2) as well: both must see the same elements and attributes.

    Raises:
        ProofError: no way of writing the document was found clean.

    """
    note = text = ""
    for round_ in range(_ROUNDS):
        plan = planned.plan
        difference = None
        for text, spans, why in _writings(plan):
            again = plan.document.again(text, has_places=False)
            canonical = spans is None
            if not (same_tree(plan.document, again) or (canonical and _same_words(plan.document, again))):
                continue
            if strict and (disagreement := second.difference(again)):
                difference = disagreement
                continue
            note = note or (f"{why}: {difference}" if why and difference else why)
            break
        else:
            raise ProofError(f"output is not proven: {difference or 'the words change when it is parsed again'}")
        if not why and engine.is_proven(planned, again):  # what was written anew may hold more than the edits
            return Proven(text, spans if not round_ else None, note)
        planned = engine.plan(plan.document.again(text), planned.context.message)
        if not any(map(engine.fixes, each(planned.seen))):
            return Proven(text, spans if not round_ else None, note)
    remaining = engine.remaining(planned.plan.document.again(text), planned.context.message)
    wrong = "; ".join(f"{violation.rule.code} {violation.message}" for violation in remaining[:3])
    raise ProofError(f"output is not proven after {_ROUNDS} rounds: {wrong}")


def prove_template(engine: Engine, planned: Planned, template: Template) -> Proven:
    """The output of a template, whose elements stay where taking one away would have the rest written anew.

    Raises:
        ProofError: as :func:`prove`.

    """
    try:
        return prove(engine, planned, strict=False)
    except ProofError:
        template.is_misnested = True
        proven = prove(engine, engine.plan(Document(template.text, template=template)), strict=False)
    template.is_misnested = False
    try:
        planned = engine.plan(Document(proven.text, template=template))
        return prove(engine, planned, strict=False)._replace(spans=None) if planned.plan else proven
    except ProofError:
        template.is_misnested = True
        return proven


def unmasked(proven: Proven, template: Template) -> Proven:
    """Proven output with the template tags as the author wrote them.

    Raises:
        ProofError: one of them is lost or moved.

    """
    if not template.keeps_order(proven.text):
        raise ProofError("output is not proven: template tags would be lost or change places")
    spans = proven.spans and [(start, end, template.unmasked(text)) for start, end, text in proven.spans]
    return Proven(template.unmasked(proven.text), spans, proven.note)


def _writings(plan: Plan) -> Iterator[tuple[str, list[Span] | None, str]]:
    """The output in ever less of the author's own writing: spans, an element written anew, all written anew."""
    edited = plan.document
    why = ""
    try:
        spans = plan.spans()
    except UnsplittableError as error:
        why = str(error)
    else:
        text = splice(edited.text, spans)
        yield text, spans, ""
        if edited.has_tags:
            return  # what is written anew would move template tags
        why = "the markup is misnested, or read in two ways"
        for element, start, end in _around_difference(edited, edited.again(text)):
            repaired = sorted([*spans, (start, end, element.html)], key=lambda span: (span[0], -span[1]))
            yield splice(edited.text, repaired), repaired, f"<{element.tag}> was written anew: {why}"
    if not edited.has_tags:
        yield edited.serialize(), None, f"the document was written anew: {why}"


def _around_difference(edited: Document, again: Document) -> list[tuple[Element, int, int]]:
    """The innermost and the outermost element around the one place where the trees differ, with their spans."""
    around: list[tuple[Element, int, int]] = []
    left, right = edited.root, again.root
    while True:
        ours, theirs = list(left.children), list(right.children)
        differ = [pair for pair in zip(ours, theirs, strict=False) if not pair[0].equals(pair[1])]
        if len(ours) != len(theirs) or len(differ) != 1:
            break
        ((child, other),) = differ
        if not isinstance(child, Element) or not isinstance(other, Element) or child.tag != other.tag:
            break
        left, right = child, other
        if (at := left.source_location) is not None and at.end_tag is not None:
            around.append((left, at.start_tag.start_offset, at.end_tag.end_offset))
    return [around[-1], around[0]] if len(around) > 1 else around


def _same_words(left: Document, right: Document) -> bool:
    return sorted(left.tree.text.split()) == sorted(right.tree.text.split()) or _letters(left) == _letters(right)


def _letters(document: Document) -> list[str]:
    return sorted("".join(document.tree.text.split()))

"""The fixes of some findings alone, for whoever takes them one by one, as in an editor.

What comes out is parsed again like any output, but the rest of the document is left as it is, with its findings.
"""

from collections.abc import Sequence
from functools import lru_cache

from sanitizer.edits import splice
from sanitizer.engine import Engine
from sanitizer.errors import ProofError
from sanitizer.findings import Finding, Safety
from sanitizer.html.dom import Document, same_tree
from sanitizer.html.source import Source, read
from sanitizer.pipeline import Sanitizer
from sanitizer.placing import findings
from sanitizer.plan import Plan, UnsplittableError
from sanitizer.policy import Policy
from sanitizer.proof import Proven, unmasked
from sanitizer.rule import Violation, each
from sanitizer.rules import RULES

__all__ = ["fix_findings"]

_CHOSEN: frozenset[Safety] = frozenset(("enforced", "safe", "unsafe", "suggested"))
"""Whoever asks for a finding's fix has seen it, so that fixes of every class are applied."""


def fix_findings(text: str, wanted: Sequence[Finding], sanitizer: Sanitizer, *, filename: str = "") -> str | None:
    """The text with these findings of one rule mended, which :meth:`sanitizer.Sanitizer.check` found in it.

    ``None`` if none of them is there, or they cannot be mended by themselves.

    Raises:
        SourceError, LimitError: as :meth:`sanitizer.Sanitizer.check`.

    """
    given, codes = read(text), {finding.code for finding in wanted}
    if not codes:
        return None
    (code,) = codes
    places = set(map(_place, wanted))
    for document in sanitizer.parsed(given.text, filename=filename):
        engine = _engine(sanitizer.policy, code, templates=document.template is not None)
        chosen = [
            violation
            for violation in each(engine.check(document))
            if violation.edits
            and any(_place(one) in places for one in findings(engine, document, (violation,), fixing=False))
        ]
        if chosen:
            return _mended(given, document, chosen, sanitizer.policy)
    return None


def _place(finding: Finding) -> tuple[str, int, int, int, int]:
    return finding.message, finding.line, finding.column, finding.end_line, finding.end_column


def _mended(given: Source[str], document: Document, chosen: Sequence[Violation], policy: Policy) -> str | None:
    """The source with the edits of the violations carried out."""
    plan = Plan(document)
    for violation in chosen:
        if violation.element is not None and violation.element.tag == "style" and "style" not in policy.elements_keep:
            return None  # what the sheet says has to move into other elements first
        for edit in violation.edits:
            plan.accept(edit)
    plan.apply()
    try:
        spans = plan.spans()
        text = splice(document.text, spans)
        if not same_tree(document, Document(text, has_places=False, template=document.template)):
            return None
        if document.template is not None:
            spans = unmasked(Proven(text, spans, ""), document.template).spans or []
        return given.with_spans(spans)
    except (UnsplittableError, ProofError):
        return None


@lru_cache(maxsize=128)
def _engine(policy: Policy, code: str, *, templates: bool) -> Engine:
    """The rule alone, and no sheet moved into other elements for it."""
    return Engine(policy, [rule for rule in RULES if rule.code == code], _CHOSEN, templates=templates)

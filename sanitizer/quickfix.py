"""The fixes of one finding or of one rule alone, for whoever takes them one by one, as in an editor.

What comes out is parsed again like any output, but the rest of the document is left as it is, with its findings.
"""

from functools import lru_cache

from sanitizer.edits import Plan, UnsplittableError, splice
from sanitizer.engine import Engine
from sanitizer.errors import ProofError
from sanitizer.findings import Finding, Safety
from sanitizer.html.dom import Document, same_tree
from sanitizer.html.source import Source, read
from sanitizer.inlining import Inliner
from sanitizer.pipeline import Sanitizer
from sanitizer.placing import findings
from sanitizer.policy import Policy
from sanitizer.proof import Proven, prove, unmasked
from sanitizer.rule import Rule, Violation, each
from sanitizer.rules import RULES

__all__ = ["fix_finding", "fix_rule"]

_CHOSEN: frozenset[Safety] = frozenset(("enforced", "safe", "unsafe", "suggested"))
"""Whoever asks for one finding's fix has seen it, so that fixes of every class are applied."""


def fix_finding(text: str, finding: Finding, sanitizer: Sanitizer, *, filename: str = "") -> str | None:
    """The text with this finding of :meth:`sanitizer.Sanitizer.check` mended, and nothing else.

    ``None`` if it is not there, or cannot be mended alone.

    Raises:
        SourceError, LimitError: as :meth:`sanitizer.Sanitizer.check`.

    """
    given = read(text)
    for document in sanitizer.parsed(given.text, filename=filename):
        engine = _alone(sanitizer.policy, finding.code, templates=document.template is not None)
        for violation in each(engine.check(document)):
            if violation.edits and _is(violation, finding, engine, document):
                return _mended(given, document, violation, sanitizer.policy)
    return None


def fix_rule(
    text: str, code: str, sanitizer: Sanitizer, *, filename: str = "", unsafe_fixes: bool = False
) -> str | None:
    """The text with all mended that one rule finds; ``None`` if that cannot be proven.

    Raises:
        SourceError, LimitError: as :meth:`sanitizer.Sanitizer.check`.

    """
    variant = 0
    while variant < len(documents := sanitizer.parsed(read(text).text, filename=filename)):
        document = documents[variant]
        is_template = document.template is not None
        engine = _with_sheets(sanitizer.policy, code, unsafe_fixes=unsafe_fixes, templates=is_template)
        planned = engine.plan(document)
        try:
            proven = prove(engine, planned, strict=planned.context.is_suspect and not is_template)
            text = _given_back(read(text), document, proven)
        except ProofError:
            return None
        variant += 1
    return text


def _mended(given: Source[str], document: Document, violation: Violation, policy: Policy) -> str | None:
    """The source with the edits of one violation carried out."""
    if violation.element is not None and violation.element.tag == "style" and "style" not in policy.elements_keep:
        return None  # what the sheet says has to move into other elements first
    plan = Plan(document)
    for edit in violation.edits:
        plan.accept(edit)
    plan.apply()
    try:
        spans = plan.spans()
        text = splice(document.text, spans)
        if not same_tree(document, Document(text, has_places=False, template=document.template)):
            return None
        return _given_back(given, document, Proven(text, spans, ""))
    except (UnsplittableError, ProofError):
        return None


def _given_back(given: Source[str], document: Document, proven: Proven) -> str:
    if document.template is not None:
        proven = unmasked(proven, document.template)
    return given.with_text(proven.text) if proven.spans is None else given.with_spans(proven.spans)


def _is(violation: Violation, finding: Finding, engine: Engine, document: Document) -> bool:
    """Whether the violation is what the finding tells of."""
    return any(
        (one.message, one.line, one.column, one.end_line, one.end_column)
        == (finding.message, finding.line, finding.column, finding.end_line, finding.end_column)
        for one in findings(engine, document, (violation,), fixing=False)
    )


def _rule(code: str) -> Rule:
    return next(rule for rule in RULES if rule.code == code)


@lru_cache(maxsize=128)
def _alone(policy: Policy, code: str, *, templates: bool) -> Engine:
    return Engine(policy, (_rule(code),), _CHOSEN, templates=templates)


@lru_cache(maxsize=128)
def _with_sheets(policy: Policy, code: str, *, unsafe_fixes: bool, templates: bool) -> Engine:
    """The rule, and what has to happen before a sheet may go: all that other rules would keep of it moves."""
    applied: frozenset[Safety] = frozenset(("enforced", "safe", *(("unsafe",) if unsafe_fixes else ())))
    inliner = Inliner(policy, [rule for rule in RULES if not rule.preview], applied)
    return Engine(policy, (_rule(code),), applied, inliner=inliner, templates=templates)

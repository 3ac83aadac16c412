"""The fixes of one finding or of one rule alone, for whoever takes them one by one, as in an editor.

What they give is parsed again like any output, but the rest of the document is left as it is, with its findings.
"""

from functools import lru_cache

from sanitizer.edits import Plan, UnsplittableError
from sanitizer.engine import Engine
from sanitizer.errors import ProofError
from sanitizer.findings import Finding, Safety
from sanitizer.html import dom
from sanitizer.html.dom import Document
from sanitizer.html.source import read
from sanitizer.inlining import Inliner
from sanitizer.placing import findings
from sanitizer.policy import Policy
from sanitizer.proof import prove
from sanitizer.rule import Rule, Violation, each
from sanitizer.rules import RULES

__all__ = ["fix_finding", "fix_rule"]

_CHOSEN: frozenset[Safety] = frozenset(("enforced", "safe", "unsafe", "suggested"))
"""Whoever asks for one finding's fix has seen it, so that fixes of every class are applied."""


def fix_finding(text: str, finding: Finding, policy: Policy) -> str | None:
    """The text with this finding mended and nothing else; ``None`` if it is not there or cannot be mended alone.

    Raises:
        LimitError: the text is over a limit of the policy.

    """
    given = read(text)
    document = _parsed(given.text, policy)
    engine = _alone(policy, finding.code)
    for violation in each(engine.check(document)):
        if not violation.edits or not _is(violation, finding, engine, document):
            continue
        if violation.element is not None and violation.element.tag == "style" and "style" not in policy.elements_keep:
            return None  # what the sheet says has to move into other elements first
        plan = Plan(document)
        for edit in violation.edits:
            plan.accept(edit)
        plan.apply()
        try:
            output: str = given.with_spans(plan.spans())
        except UnsplittableError:
            return None
        return output if dom.same_tree(document, Document(read(output).text)) else None
    return None


def fix_rule(text: str, code: str, policy: Policy, *, unsafe_fixes: bool = False) -> str | None:
    """The text with everything mended that the rule finds; ``None`` if that cannot be proven.

    Raises:
        LimitError: the text is over a limit of the policy.

    """
    given = read(text)
    engine = _with_sheets(policy, code, unsafe_fixes=unsafe_fixes)
    planned = engine.plan(_parsed(given.text, policy))
    try:
        proven = prove(engine, planned, strict=planned.context.is_suspect)
    except ProofError:
        return None
    output: str = given.with_text(proven.text) if proven.spans is None else given.with_spans(proven.spans)
    return output


def _parsed(text: str, policy: Policy) -> Document:
    dom.check_limits(text, max_bytes=policy.max_bytes, max_open_formatting=policy.max_open_formatting)
    return Document(text)


def _is(violation: Violation, finding: Finding, engine: Engine, document: Document) -> bool:
    """Whether the violation is what the finding tells of."""
    if violation.message != finding.message:
        return False
    return any(
        (one.line, one.column, one.end_line, one.end_column)
        == (finding.line, finding.column, finding.end_line, finding.end_column)
        for one in findings(engine, document, (violation,), fixing=False)
    )


def _rule(code: str) -> Rule:
    return next(rule for rule in RULES if rule.code == code)


@lru_cache(maxsize=128)
def _alone(policy: Policy, code: str) -> Engine:
    return Engine(policy, (_rule(code),), _CHOSEN)


@lru_cache(maxsize=128)
def _with_sheets(policy: Policy, code: str, *, unsafe_fixes: bool) -> Engine:
    """The rule, and what has to happen before a sheet may go: all that other rules would keep of it moves."""
    applied: frozenset[Safety] = frozenset(("enforced", "safe", *(("unsafe",) if unsafe_fixes else ())))
    inliner = Inliner(policy, [rule for rule in RULES if not rule.preview], applied)
    return Engine(policy, (_rule(code),), applied, inliner=inliner)

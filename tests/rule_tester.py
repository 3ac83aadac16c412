"""Runs one rule alone on one case, and refuses what a rule or a case must not do.

A case is a table in ``fixtures/rules/<rule-name>.toml``; see ``CONTRIBUTING.md`` for its keys. Rules that look at whole
messages have a message in the place of ``html``, see :mod:`message_tester`; rules that look at words may have a plain
``text``.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from frame_tester import Kind, looks_at_the_frame, run_frame
from frame_tester import Outcome as FrameOutcome
from message_tester import KEYS as MESSAGE_KEYS
from message_tester import Outcome as MessageOutcome
from message_tester import built, looks_at_messages, run_message

from sanitizer.context import MessageContext
from sanitizer.contexts import TextContext
from sanitizer.engine import Engine
from sanitizer.findings import Finding, Safety
from sanitizer.html import source
from sanitizer.html.dom import Document, masked
from sanitizer.placing import findings as findings_of
from sanitizer.policy import Policy
from sanitizer.proof import prove, unmasked
from sanitizer.rule import Rule, TextViolation, Violation, each
from sanitizer.templates.languages import detected, languages_of
from sanitizer.templates.masking import Template
from sanitizer.text_engine import TextEngine

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "rules"
KEYS = {
    "valid": frozenset(("name", "html", "text", "policy", "settings", "context", "unsafe", "templates")),
    "invalid": frozenset(
        ("name", "html", "text", "policy", "settings", "context", "unsafe", "templates", "findings", "fixed")
    ),
}


@dataclass(frozen=True)
class Case:
    """One input of one rule; ``findings`` is empty for a valid one, ``fixed`` is ``None`` where nothing is mended."""

    rule: str
    valid: bool
    name: str
    html: str
    findings: tuple[str, ...] = ()
    fixed: str | None = None
    policy: str = "amazon"
    settings: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    """What the sender knows of the message."""
    unsafe: bool = False
    templates: str = ""
    """Template languages, for a source whose tags are not filled."""
    kind: Kind = "html"

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}"

    @property
    def input(self) -> tuple[object, ...]:
        settings, context = (repr(sorted(each.items())) for each in (self.settings, self.context))
        return self.html, self.policy, settings, context, self.unsafe, self.templates, self.kind


@dataclass(frozen=True)
class Outcome:
    """What one rule alone made of a document."""

    output: str
    findings: tuple[Finding, ...]
    violations: tuple[Violation | TextViolation, ...]
    fixed: bool


def load(path: Path) -> Iterator[Case]:
    """The cases of one file.

    Raises:
        AssertionError: an unknown key, a case that lacks one, a name or an input that is there twice.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert not set(data) - set(KEYS), f"{path.name}: unknown table {set(data) - set(KEYS)}"
    names: set[str] = set()
    inputs: set[tuple[object, ...]] = set()
    for kind, known in KEYS.items():
        assert data.get(kind), f"{path.name}: no {kind} case"
        for table in data[kind]:
            where = f"{path.name}: {kind} case {table.get('name')!r}"
            unknown = set(table) - known - MESSAGE_KEYS
            assert not unknown, f"{where}: unknown key {unknown}"
            assert table.get("name"), f"{where}: a name is needed"
            if given := {key: value for key, value in table.items() if key in MESSAGE_KEYS}:
                table = {key: value for key, value in table.items() if key not in given}
                table |= {"html": built(given), "kind": "message"}
            if "text" in table:
                table = table | {"html": table["text"], "kind": "text"}
                del table["text"]
            assert "html" in table, f"{where}: html, text or a message is needed"
            if kind == "invalid":
                assert table.get("findings"), f"{where}: an invalid case lists its findings"
            table = table | {"findings": tuple(table.get("findings", ()))}
            case = Case(rule=path.stem, valid=kind == "valid", **table)
            assert case.name not in names, f"{where}: the name is there twice"
            assert case.input not in inputs, f"{where}: the input is there twice"
            names.add(case.name)
            inputs.add(case.input)
            yield case


def run(
    rule: Rule,
    html: str,
    policy: Policy,
    *,
    unsafe: bool = False,
    templates: str = "",
    message: MessageContext | None = None,
) -> Outcome | MessageOutcome:
    """What the rule alone makes of ``html``, or of a message.

    Raises:
        AssertionError: the check changes the tree, a finding has no place, its fix leaves something to mend, or
            the output is not its own fixed point.
    """
    if looks_at_messages(rule):
        return run_message(rule, html, policy, unsafe=unsafe)
    engine = _engine(rule, policy, unsafe=unsafe, templates=bool(templates))
    _assert_only_looks(engine, source.read(html).text, templates, message)
    given = source.read(html)
    document = _parsed(given.text, templates)
    planned = engine.plan(document, message)
    seen, plan = planned.seen, planned.plan
    violations = list(each(seen))
    for violation in violations:
        has_place = violation.element is not None or isinstance(violation.part, tuple)
        assert has_place, f"finding without a place: {violation.message}"
        assert re.search(r"[^.\s]$", violation.message), f"message {violation.message!r}"
    findings = tuple(
        sorted(findings_of(engine, document, seen, fixing=True), key=lambda found: (found.line, found.column))
    )
    if not plan:
        assert not any(engine.fixes(violation) for violation in each(violations)), "a fix that is not planned"
        return Outcome(html, findings, tuple(violations), fixed=False)
    proven = prove(engine, planned, strict=rule.active)
    if document.template is not None:
        proven = unmasked(proven, document.template)
    output = given.with_text(proven.text) if proven.spans is None else given.with_spans(proven.spans)
    assert output != html, "the rule says it mends something, but the output is the input"
    _assert_settled(engine, source.read(output).text, templates, message)
    return Outcome(output, findings, tuple(violations), fixed=True)


def run_text(
    rule: Rule, text: str, policy: Policy, *, unsafe: bool = False, message: MessageContext | None = None
) -> Outcome:
    """What the rule alone makes of a plain text.

    Raises:
        AssertionError: a finding is outside the text, or the output is not its own fixed point.
    """
    engine = TextEngine(policy, (rule,), frozenset(("enforced", "safe", "unsafe") if unsafe else ("enforced", "safe")))
    about = TextContext(policy, message)
    seen = engine.check(text, about)
    for violation in seen:
        assert 0 <= violation.start <= violation.end <= len(text), f"finding outside the text: {violation.message}"
        assert re.search(r"[^.\s]$", violation.message), f"message {violation.message!r}"
    found = sorted(engine.findings(text, seen, fixing=True), key=lambda found: (found.line, found.column))
    output = engine.mended(text, seen, about).text
    assert not any(map(engine.fixes, engine.check(output, about))), f"the output {output!r} is not clean"
    return Outcome(output, tuple(found), tuple(seen), fixed=output != text)


def verify(case: Case, rule: Rule) -> None:
    """Hold one case.

    Raises:
        AssertionError: the rule does not do what the case says, or does what :func:`run` refuses.
    """
    policy = Policy.load(case.policy)
    if case.settings:
        policy = policy.changed(**case.settings)
    message = MessageContext.from_dict(case.context) if case.context else None
    outcome: Outcome | MessageOutcome | FrameOutcome
    if looks_at_the_frame(rule):
        outcome = run_frame(rule, case.html, policy, case.kind, message)
    elif case.kind == "text":
        outcome = run_text(rule, case.html, policy, unsafe=case.unsafe, message=message)
    else:
        outcome = run(rule, case.html, policy, unsafe=case.unsafe, templates=case.templates, message=message)
    assert [f"{found.place} {found.message}" for found in outcome.findings] == list(case.findings)
    assert all(found.code == rule.code and found.clause for found in outcome.findings)
    if case.valid:
        assert not outcome.violations
        return
    if outcome.fixed:
        assert case.fixed is not None, f"the rule mends this; state fixed = {outcome.output!r}"
        assert outcome.output == case.fixed
    else:
        assert case.fixed is None, "the case states `fixed`, but the rule mends nothing here"


def _parsed(text: str, templates: str) -> Document:
    if not templates:
        return Document(text)
    languages = languages_of(templates)
    template = Template(text, detected(text) if languages is None else languages)
    return masked(template) if template.tags or template.problems else Document(text)


def _engine(rule: Rule, policy: Policy, *, unsafe: bool, templates: bool = False) -> Engine:
    applied: set[Safety] = {"enforced", "safe"}
    if unsafe:
        applied.add("unsafe")
    return Engine(policy, (rule,), frozenset(applied), templates=templates)


def _assert_only_looks(engine: Engine, html: str, templates: str, message: MessageContext | None) -> None:
    document = _parsed(html, templates)
    before = document.tree.html
    first = [(violation.message, violation.part) for violation in each(engine.check(document, message))]
    assert document.tree.html == before, "the check changes the tree"
    assert [(violation.message, violation.part) for violation in each(engine.check(document, message))] == first, (
        "a second look at the same tree finds something else"
    )


def _assert_settled(engine: Engine, output: str, templates: str, message: MessageContext | None) -> None:
    left = engine.remaining(_parsed(output, templates), message)
    assert not left, f"after the fix the rule still finds {left[0].message!r} in {output!r}"
    document = _parsed(output, templates)
    plan = engine.plan(document, message).plan
    assert not plan, f"a second run would change {output!r}"

"""The engine with invented rules: who is asked about what, and what is done with the answers."""

from collections.abc import Iterator

import pytest
from rule_tester import _engine

from sanitizer import sanitize
from sanitizer.contexts import Context
from sanitizer.edits import RemoveElement
from sanitizer.engine import Engine
from sanitizer.errors import ProofError
from sanitizer.findings import Safety
from sanitizer.html.dom import Document, Element
from sanitizer.policy import Policy
from sanitizer.proof import prove
from sanitizer.rule import OnElement, Rule, Violation

AMAZON = Policy.load("amazon")


def remove_bold(safety: Safety = "safe") -> Rule:
    def check(context: Context, element: Element) -> Iterator[Violation]:
        yield rule.violation(element, "bold", RemoveElement(element))

    rule = Rule(
        "TST001", "bold", setting="max_breaks", looks=(OnElement(lambda _, tag: tag == "b", check),), safety=safety
    )
    return rule


@pytest.mark.parametrize(
    ("safety", "unsafe", "output"),
    [
        ("safe", False, "ac"),
        ("enforced", False, "ac"),
        ("unsafe", True, "ac"),
        ("unsafe", False, None),
        ("suggested", True, None),
    ],
)
def test_which_fixes_are_carried_out(safety: Safety, unsafe: bool, output: str | None) -> None:
    engine = _engine(remove_bold(safety), AMAZON, unsafe=unsafe)
    planned = engine.plan(Document("a<b>x</b>c"))
    violations = planned.seen
    assert len(violations) == 1
    assert bool(planned.plan) is (output is not None)
    if output is not None:
        assert prove(engine, planned, strict=True).text == output


def test_a_check_is_asked_about_the_elements_it_wants() -> None:
    asked: list[str] = []

    def check(context: Context, element: Element) -> Iterator[Violation]:
        asked.append(element.tag)
        yield from ()

    rule = Rule("TST002", "seen", setting="max_breaks", looks=(OnElement(lambda _, tag: tag in ("i", "u"), check),))
    engine = Engine(AMAZON, (rule,), frozenset())
    engine.check(Document("<i>a</i><p><u>b</u><b>c</b></p><i>d</i>"))
    assert asked == ["i", "u", "i"]


def test_nothing_is_said_of_what_goes_anyway() -> None:
    engine = _engine(remove_bold(), AMAZON, unsafe=False)
    violations = engine.plan(Document("<b><b>a</b></b><b>c</b>")).seen
    assert len(violations) == 2


def test_what_stays_beside_what_goes_is_judged() -> None:
    result = sanitize('<div style="font-size:0"><b>E</b><i style="font-size:4px;&quot;">a</i></div>')
    assert [finding.code for finding in result.report.findings] == ["TXT001", "SEC010"]
    assert result.output == '<div style="font-size:0"><i style="font-size:4px;">a</i></div>'


def test_checking_leaves_the_tree_alone() -> None:
    document = Document("a<b>x</b>c")
    before = document.tree.html
    _engine(remove_bold(), AMAZON, unsafe=False).check(document)
    assert document.tree.html == before


def test_a_fix_that_does_not_settle_is_not_returned() -> None:
    """A rule that finds something in every document can never be proven."""

    def check(context: Context, element: Element) -> Iterator[Violation]:
        yield rule.violation(element, "never content", RemoveElement(element))

    rule = Rule(
        "TST003",
        "never",
        setting="max_breaks",
        looks=(OnElement(lambda _, tag: tag == "head", check),),
        safety="enforced",
    )
    engine = _engine(rule, AMAZON, unsafe=False)
    planned = engine.plan(Document("<p>a</p>"))
    with pytest.raises(ProofError):
        prove(engine, planned, strict=False)

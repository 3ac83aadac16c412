"""The rule is the manual: its examples hold, and what the README says of it is fresh."""

import re
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import need_dictionaries
from frame_tester import Kind, looks_at_the_frame, run_frame
from rule_tester import run

from sanitizer.context import MessageContext
from sanitizer.policy import Policy
from sanitizer.reports.rule_table import rule_table, summary
from sanitizer.rule import Rule
from sanitizer.rules import RULES

README = Path(__file__).resolve().parent.parent / "README.md"
LABEL = re.compile(r"(Before|After|Wrong|Right)::")
POLICY = re.compile(r"^Policy: ([a-z]+)$", re.MULTILINE)
"""The line of a manual that names the policy of its examples, where they are not of the first one."""
SETTINGS = re.compile(r"^Settings: (.+)$", re.MULTILINE)
"""The line that names settings of that policy, as TOML has them."""
CONTEXT = re.compile(r"Context: (.+)")
"""The line that says what the sender knows of the messages of the examples behind it."""
AMAZON = Policy.load("amazon")


def manual(rule: Rule) -> str:
    return sys.modules[f"sanitizer.rules.{rule.name.replace('-', '_')}"].__doc__ or ""


def examples(text: str) -> Iterator[tuple[str, str, MessageContext | None]]:
    """Label, text and context of every example, in order."""
    lines, context = text.splitlines(), None
    for index, line in enumerate(lines):
        if known := CONTEXT.fullmatch(line):
            context = MessageContext.from_dict(tomllib.loads(f"context = {{ {known[1]} }}")["context"])
        if not (match := LABEL.fullmatch(line)):
            continue
        block: list[str] = []
        for following in lines[index + 1 :]:
            if following.strip() and not following.startswith("    "):
                break
            block.append(following)
        yield match[1], textwrap.dedent("\n".join(block)).strip("\n"), context


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_first_line_is_one_sentence(rule: Rule) -> None:
    first, _, rest = manual(rule).partition("\n")
    assert re.fullmatch(r"[A-Z`][^\n]*\.", first)
    assert not re.search(r"[a-z]\. [A-Z]", first)
    assert rest.startswith("\n"), "a blank line follows the first"
    assert len(summary(rule)) < 120


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_examples_hold(rule: Rule) -> None:
    need_dictionaries(rule.name)
    found = list(examples(manual(rule)))
    labels = [label for label, _, _ in found]
    assert labels, "a rule shows an example"
    assert labels in (["Before", "After"] * (len(labels) // 2), ["Wrong", "Right"] * (len(labels) // 2))
    named = POLICY.search(manual(rule))
    policy = Policy.load(named[1]) if named else AMAZON
    if changed := SETTINGS.search(manual(rule)):
        policy = policy.changed(**tomllib.loads(changed[1]))
    templates = "auto" if rule.code.startswith("TPL") else ""
    for (label, first, known), (_, second, after) in zip(found[::2], found[1::2], strict=True):
        if looks_at_the_frame(rule):
            kind: Kind = "message" if first.startswith("Subject:") else "text"
            assert run_frame(rule, first, policy, kind, known).violations, f"{first!r} is right"
            assert not run_frame(rule, second, policy, kind, after).violations, f"{second!r} is wrong"
            continue
        outcome = run(rule, first, policy, templates=templates, message=known)
        if label == "Before" and not outcome.fixed:
            outcome = run(rule, first, policy, unsafe=True, message=known)
        if label == "Before":
            assert outcome.fixed
            assert outcome.output == second
        else:
            assert outcome.violations, f"{first!r} is right"
            assert not outcome.fixed, "the rule mends this: write Before and After"
        assert not run(rule, second, policy, templates=templates, message=after).violations, f"{second!r} is wrong"


def test_rule_table_in_the_readme_is_fresh() -> None:
    match = re.search(r"<!-- rules -->\n(.*?)<!-- /rules -->", README.read_text(encoding="utf-8"), re.DOTALL)
    assert match, "README.md has no <!-- rules --> ... <!-- /rules -->"
    assert match[1].strip() == rule_table(RULES, AMAZON).strip(), "paste sanitizer.reports.rule_table.rule_table"


def test_every_public_name_is_documented() -> None:
    import sanitizer

    assert [
        name
        for name in sanitizer.__all__
        if not getattr(sanitizer, name).__doc__ and name not in ("Safety", "Severity")
    ] == []

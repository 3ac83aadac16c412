"""Spelling and grammar: what is missing is told when a policy asks for them, and nothing is loaded before."""

import subprocess
import sys
from functools import partial

import pytest
from conftest import need_dictionaries

import sanitizer
from sanitizer import MessageContext, Policy
from sanitizer.content.reading import Reading
from sanitizer.content.spelling import checked
from tests.clock import seconds

BOTH = Policy.load("amazon").changed(text_spelling="report", text_grammar="report")
BLOCKED = """
import sys
sys.modules["{module}"] = None
from sanitizer import ConfigError, Policy, Sanitizer
try:
    Sanitizer(Policy.load("amazon").changed({setting}="report"))
except ConfigError as error:
    print(error)
Sanitizer("amazon").check("<p>Plese</p>").findings
"""


@pytest.mark.parametrize(
    ("module", "setting", "says"),
    [
        ("enchant", "text_spelling", "`text_spelling` needs Enchant: pip install 'email-html-sanitizer[spell]'"),
        ("harper", "text_grammar", "`text_grammar` needs harper-py: pip install 'email-html-sanitizer[grammar]'"),
    ],
)
def test_what_is_not_installed_is_named(module: str, setting: str, says: str) -> None:
    code = BLOCKED.format(module=module, setting=setting)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"policy amazon: {says}")


def test_off_by_default_and_then_not_loaded() -> None:
    code = "import sanitizer, sys; sanitizer.check('<p>Plese tel us wich</p>').findings; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"enchant", "harper", "py3langid"} & set(done.stdout.split())


@pytest.mark.parametrize(
    ("language", "text", "unknown"),
    [
        ("en", "We recieved the pakage. Don't worry, it's fine.", ["recieved", "pakage"]),
        ("en", "", []),
        ("en", "THE SIZE IS XXLQ. iphonx15 a@b.example", []),
        ("en", "Is it Kowalsky? Kowalsky is well.", ["Kowalsky"]),
        ("de", "Die Lieferrung kommt mit dem Paket.", ["Lieferrung"]),
        ("de", "Der Download ist fertig.", []),
    ],
)
def test_words(language: str, text: str, unknown: list[str]) -> None:
    need_dictionaries("text-spelling")
    found = checked(Reading(text), language)
    assert [text[start:end] for start, end in found.unknown] == unknown


def test_long_and_hostile_text_costs_little() -> None:
    need_dictionaries("text-spelling")
    for text in ("wrogn word " * 90_000, "x" * 1_000_000, "a'" * 500_000, "( " * 500_000, "a1" * 500_000):
        assert seconds(partial(lambda text: checked(Reading(text), "en"), text), 2) < 2


def test_both_rules_at_once() -> None:
    need_dictionaries("text-spelling")
    report = sanitizer.check(
        "<p>We has sent you the worng pakage yesterday, plese send it bak.</p>",
        BOTH,
        context=MessageContext(buyer_language="en"),
        select=("text-spelling", "text-grammar"),
    )
    assert {finding.code: finding.severity for finding in report.findings} == {"TXT019": "warning", "TXT020": "info"}
    assert report.ok

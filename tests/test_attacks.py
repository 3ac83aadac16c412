"""Published attacks on sanitizers: nothing of what they want is in the output, whoever reads it."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import FIXTURES
from judge import dangers, newlines

from sanitizer import Sanitizer
from sanitizer.errors import LimitError
from sanitizer.html import second
from sanitizer.html.dom import Document
from sanitizer.pipeline import Verify

MAY_LOAD = {"amazon": frozenset(("src",)), "email": frozenset(("src", "srcset", "background"))}
MODES: tuple[Verify, ...] = ("auto", "strict")
SANITIZERS = {(policy, mode): Sanitizer(policy, verify=mode) for policy in ("amazon", "email") for mode in MODES}
FILES = sorted((FIXTURES / "attacks").glob("*.toml"))
SAMPLE = [
    pytest.param(attack["html"], attack.get("never", []), id=f"{path.stem}: {attack['title']}")
    for path in FILES
    for attack in tomllib.loads(path.read_text(encoding="utf-8"))["attack"]
]


def problems(html: str, policy: str, mode: Verify) -> Iterator[str]:
    """What is wrong with the output for one attack."""
    sanitizer = SANITIZERS[policy, mode]
    try:
        output = sanitizer.sanitize(html).output
    except LimitError:
        return
    text = newlines(output)
    yield from dangers(text, may_load=MAY_LOAD[policy], style_loads=policy == "email")
    if difference := second.difference(Document(text)):
        yield f"parsers differ: {difference}"
    if sanitizer.sanitize(output).output != output:
        yield "a second run changes the output"
    if left := [finding.message for finding in sanitizer.check(output).findings if finding.fixable]:
        yield f"left: {left[0]}"


@pytest.mark.parametrize("policy", ["amazon", "email"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("html", "never"), SAMPLE)
def test_sample(html: str, never: list[str], mode: Verify, policy: str) -> None:
    assert list(problems(html, policy, mode)) == []
    if policy == "amazon":
        output = SANITIZERS[policy, mode].sanitize(html).output.lower()
        assert [part for part in never if part.lower() in output] == []


def test_sample_is_there() -> None:
    assert len(SAMPLE) >= 24
    assert (FIXTURES / "attacks" / "README.md").is_file()


@pytest.mark.corpus
@pytest.mark.parametrize("policy", ["amazon", "email"])
@pytest.mark.parametrize("mode", MODES)
def test_corpus_of_attacks(corpus: Path, mode: Verify, policy: str) -> None:
    found = []
    count = 0
    for path in sorted((corpus / "attacks").glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            count += 1
            html = json.loads(line)["payload"]
            found += [f"{path.name}:{number} {problem} | {html[:120]!r}" for problem in problems(html, policy, mode)]
    assert count > 1000
    assert not found, f"{len(found)} problems:\n" + "\n".join(found[:40])

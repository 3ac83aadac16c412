"""Every template of the corpus: tags kept where they are, rendered the same by its real engine, and a small diff."""

import os
import statistics
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.templates.engines import PROGRAMS
from tests.templates.survey import Known, Survey, survey

pytestmark = pytest.mark.corpus

RUNS = (("amazon", False), ("amazon", True), ("email", False))
HEADINGS = "language files tags kept gone compiled rendered pages words taken lost findings".split()


def shown(policy: str, unsafe_fixes: bool, found: Survey) -> None:
    """Print the figures as a table."""
    print(f"\n{policy}{', unsafe fixes too' if unsafe_fixes else ''}; before / after where two numbers stand")
    rows = [HEADINGS]
    for language, row in found.rows.items():
        pairs = ("/".join(map(str, pair)) for pair in (row.compiled, row.rendered))
        figures = (row.files, row.tags, row.kept, row.gone.total(), *pairs, row.pages, row.words, row.taken, row.lost)
        rows.append([language, *map(str, figures), "/".join(map(str, row.found))])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))
    gone = sum((row.gone for row in found.rows.values()), Counter())
    print("tags gone with a finding, by rule:", ", ".join(f"{code} {count}" for code, count in gone.most_common()))
    ratios = sorted(found.ratios.values())
    deciles = ", ".join(f"{each:.2f}" for each in statistics.quantiles(ratios, n=10))
    print(f"changed lines / lines with a violation: {len(ratios)} files, deciles {deciles}, most {ratios[-1]:.2f}")
    for name, ratio in sorted(found.ratios.items(), key=lambda item: -item[1])[:5]:
        print(f"  {ratio:.2f} {name}")
    for name, error in found.unrendered.items():
        print(f"  the original does not render: {name}: {' '.join(error.split())[:100]}")


@pytest.fixture(scope="module")
def known() -> Known:
    return {}


@pytest.mark.parametrize(("policy", "unsafe_fixes"), RUNS, ids=["amazon", "amazon-unsafe", "email"])
def test_fixed_templates_still_work(corpus: Path, known: Known, policy: str, unsafe_fixes: bool) -> None:
    found = survey(corpus, policy, known, unsafe_fixes=unsafe_fixes)
    if not found.rows:
        pytest.skip("no templates of known languages in the corpus: tests/templates/survey.py names their folders")
    shown(policy, unsafe_fixes, found)
    needed = os.environ.get("SANITIZER_REQUIRE", "").split(",")
    for language, message in found.missing.items():
        print(f"not rendered: {language}: {message}")
        assert PROGRAMS[language][0] not in needed, message
    assert not any(row.lost for row in found.rows.values())
    assert not found.problems, f"{len(found.problems)} problems:\n" + "\n".join(found.problems[:40])
    assert statistics.median(found.ratios.values()) <= 1.2


def test_clean_templates_show_no_diff(corpus: Path, tmp_path: Path) -> None:
    """Templates that are fixed, as a folder: the command has nothing to change in them, to the byte."""
    source = corpus / "templates" / "sendwithus__templates"
    if not source.is_dir():
        pytest.skip(f"the corpus has no {source}")
    folder = tmp_path / "mail"
    for path in source.rglob("*.html"):
        copy = folder / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    command = [sys.executable, "-m", "sanitizer", "fix", str(folder)]
    subprocess.run(command, capture_output=True, check=False)
    before = {path: path.read_bytes() for path in folder.rglob("*.html")}
    done = subprocess.run([*command, "--diff"], capture_output=True, text=True, check=False)
    assert "@@" not in done.stdout
    assert {path: path.read_bytes() for path in folder.rglob("*.html")} == before
    assert len(before) > 50

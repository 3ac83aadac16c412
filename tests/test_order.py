"""What is said of a document does not depend on the documents before it: what is remembered is true of each."""

import json
import subprocess
import sys
from itertools import product

from rule_tester import FOLDER, load

LOOKS = """
import json, sys
from sanitizer import Sanitizer, SanitizerError

sanitizer = Sanitizer("amazon")

def look(text):
    try:
        result = sanitizer.sanitize(text)
        return [result.output, result.report.to_dict()["findings"], sanitizer.check(text).to_dict()["findings"]]
    except SanitizerError as error:
        return str(error)

json.dump([look(text) for text in json.load(sys.stdin)], sys.stdout)
"""
KINDS = product(
    ("hr", "pre", "table", "td", "img", "p", "div", "font"),
    ("", "float:left;", "display:inline-block;"),
    ("width", "height", "border", "hspace", "cellpadding", "cellspacing", "size", "align", "valign"),
)
PAIRS = [
    f'<{tag} style="{style}letter-spacing:{number / 1000:g}px" {name}="{value}">x'
    for number, (tag, style, name) in enumerate(KINDS)
    for value in (("left", "middle") if name.endswith("align") else (4, 900))
]
"""Documents of which two follow each other that differ in one attribute alone, and share their style with no other."""


def told(texts: list[str]) -> list[object]:
    run = subprocess.run(
        [sys.executable, "-c", LOOKS], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    found: list[object] = json.loads(run.stdout)
    return found


def test_documents_before_one_change_nothing_of_what_is_said_of_it() -> None:
    cases = dict.fromkeys(case.html for path in sorted(FOLDER.glob("*.toml")) for case in load(path) if case.html)
    texts = [*PAIRS, *cases]
    forth, back = told(texts), told(texts[::-1])
    assert not [text for text, one, other in zip(texts, forth, reversed(back), strict=True) if one != other]

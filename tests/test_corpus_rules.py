"""Over real mail: what each rule finds and mends, and that no declaration goes which the policy allows."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import tinycss2
import turbohtml
from test_corpus import parts, templates

from sanitizer import LimitError, Policy, Result, Sanitizer
from sanitizer.rules import RULES

pytestmark = pytest.mark.corpus

OVERRIDES = re.compile(
    r"-webkit-text-fill-color|background(-color|-image)?|color|font|font-family|line-height"
    r"|mso-(highlight|line-height.*|shading|style-textfill-fill-color|themecolor|.*font-family)|text-align(-last)?|text-justify"
)
"""Properties that the policy forbids whatever they say (but for the default itself)."""
ADJUSTED = re.compile(r"(min-|max-)?(width|height)|(margin|padding|border)(-.*)?|font-size|text-indent|table-layout")
"""Properties whose value a rule may bring to a limit."""
GIVES_WAY = {
    "display": ("block", "inline-block", "table-cell"),
    "white-space": ("normal", "pre-wrap"),
    "word-break": ("break-word",),
}
"""What rows, lines and words wider than a narrow screen become, where a finding of ``style-unbreakable`` says so."""
TAG = re.compile(
    r"""<[a-z][a-z0-9:-]*(?=(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'=<>`]+))?)*\s*/?>)""",
    re.IGNORECASE,
)


def numbered(text: str) -> str:
    """The text with an id on each plain start tag that has none, by which its element is found again."""
    count = 0

    def number(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        rest = text[match.end() : text.find(">", match.end())]
        return match[0] if re.search(r"\bid\s*=", rest, re.IGNORECASE) else f'{match[0]} id="numbered-{count}"'

    return TAG.sub(number, text)


def declarations(element: turbohtml.Element) -> dict[str, str]:
    """The style attribute's declarations as CSS Syntax reads them."""
    return {
        each.lower_name: tinycss2.serialize(each.value).strip()
        for each in tinycss2.parse_blocks_contents(element.attr("style") or "")
        if each.type == "declaration"
    }


def texts(corpus: Path) -> Iterator[tuple[str, str]]:
    for source in (templates, parts):
        for name, given in source(corpus):
            yield name, given if isinstance(given, str) else given.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def sanitized(corpus: Path) -> list[tuple[str, str, Result[str]]]:
    """Name, numbered text and result of each document that is within the limits."""
    sanitizer = Sanitizer("amazon")
    found = []
    for name, text in texts(corpus):
        source = numbered(text)
        with suppress(LimitError):
            found.append((name, source, sanitizer.sanitize(source)))
    return found


def test_no_allowed_declaration_goes(sanitized: list[tuple[str, str, Result[str]]]) -> None:
    policy = Policy.load("amazon")
    fate: Counter[str] = Counter()
    wrong: list[str] = []
    for name, source, result in sanitized:
        after = {
            element.attr("id"): declarations(element) for element in turbohtml.parse(result.output).iter_elements()
        }
        is_narrowed = any(finding.name == "style-unbreakable" and finding.fixed for finding in result.report.findings)
        for element in turbohtml.parse(source).iter_elements():
            if (kept := after.get(element.attr("id"))) is None or element.attr("id") is None:
                continue
            for prop, value in declarations(element).items():
                if kept.get(prop, "").replace(" ", "") == value.replace(" ", ""):
                    fate["kept"] += 1
                elif OVERRIDES.fullmatch(prop) or (prop, value) == ("direction", "rtl"):  # words to the other side
                    fate["forbidden look"] += 1
                elif not policy.keeps_property(prop) or re.search(r"[\\({<]|/\*|:|!", value):
                    fate["forbidden property, function or unclear value"] += 1
                elif ADJUSTED.fullmatch(prop):
                    fate["brought to a limit"] += 1
                elif is_narrowed and kept.get(prop) in GIVES_WAY.get(prop, ()):
                    fate["gives way on a narrow screen"] += 1
                elif prop == "mso-hide" or (prop == "letter-spacing" and value.startswith("-")):
                    fate["hides"] += 1
                elif not value:
                    fate["empty"] += 1
                else:
                    fate["WRONG"] += 1
                    wrong.append(f"{name}: {prop}:{value}")
    print(dict(fate))
    assert fate["kept"] > 10_000
    assert not wrong, f"{len(wrong)} allowed declarations are gone:\n" + "\n".join(wrong[:40])


def test_table_of_rules(sanitized: list[tuple[str, str, Result[str]]]) -> None:
    found: Counter[str] = Counter()
    fixed: Counter[str] = Counter()
    for _, _, result in sanitized:
        found.update(finding.code for finding in result.report.findings)
        fixed.update(finding.code for finding in result.report.findings if finding.fixed)
    print(f"\n{'rule':34} {'found':>7} {'fixed':>7} {'left':>7}")
    for rule in RULES:
        code = rule.code
        print(f"{code} {rule.name:27} {found[code]:7} {fixed[code]:7} {found[code] - fixed[code]:7}")
    mends = [rule.code for rule in RULES if rule.safety == "enforced"]
    assert {code: found[code] - fixed[code] for code in mends if found[code] > fixed[code]} == {}

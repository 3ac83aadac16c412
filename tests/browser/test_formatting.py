"""Pretty and compact output in a real browser: the same words in the same boxes, the same boxes of images."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import is_long
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sanitizer import Sanitizer
from sanitizer.html.dom import Document
from sanitizer.html.equivalence import same_display
from sanitizer.html.formatting import OUTPUT_STYLES, formatted
from tests.browser.chromium import Chromium, find

TEMPLATES = Path(__file__).resolve().parents[2] / "fixtures" / "templates"
KINDS = frozenset((".erb", ".hbs", ".htm", ".html", ".php", ".twig", ".xhtml"))
POLICIES = ("amazon", "email")
STYLES = [style for style in OUTPUT_STYLES if style != "preserve"]
WIDTH = 600
"""Pixels of the window: what a mail is laid out for."""
TOLERANCE = 0.5
"""Pixels by which a box may differ."""
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="30"><rect width="48" height="30" fill="gray"/></svg>'
)
"""What every image shows, so that images have boxes of their own."""
BOXES = """() => {
  const found = [];
  const boxes = list => Array.from(list).filter(box => box.width > 0).map(box => [box.x, box.y, box.width, box.height]);
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (node.localName === 'img') found.push(['<img>', ...boxes(node.getClientRects()).flat()]);
      continue;
    }
    for (const match of node.data.matchAll(/[^ \\t\\n]+/g)) {
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const places = boxes(range.getClientRects());
      if (places.length) found.push([match[0], ...places.flat()]);
    }
  }
  return found;
}"""


@pytest.fixture(scope="session")
def page(chromium: Chromium) -> Iterator[Any]:
    """A page 600 px wide that reaches no network and shows one picture for every image."""
    from playwright.sync_api import sync_playwright  # where it is missing, the browser's fixture has said so

    def answer(route: Any) -> None:
        if route.request.resource_type == "image":
            route.fulfill(body=PICTURE, content_type="image/svg+xml")
        else:
            route.abort()

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 800}, java_script_enabled=False)
        page.route("**/*", answer)
        yield page
        browser.close()


def shown(page: Any, html: str) -> list[list[Any]]:
    """Each visible word, and each image, with its boxes."""
    page.set_content(html, wait_until="load")
    boxes: list[list[Any]] = page.evaluate(BOXES)
    return boxes


def changes(page: Any, before: str, after: str) -> str:
    """What of a document is shown otherwise after it was laid out anew. Asks twice, since an image may come late."""
    return difference(shown(page, before), shown(page, after)) and difference(shown(page, before), shown(page, after))


def difference(before: list[list[Any]], after: list[list[Any]]) -> str:
    """The first word or image that is shown differently; empty when all are shown alike."""
    if [word for word, *_ in before] != [word for word, *_ in after]:
        return "other words"
    for (word, *place), (_, *other) in zip(before, after, strict=True):
        if len(place) != len(other) or any(abs(x - y) > TOLERANCE for x, y in zip(place, other, strict=True)):
            return f"{word} was at {place}, is at {other}"
    return ""


TAGS = "div p table-cell ul li span b a i center h1 blockquote section pre td2".split()
LOOKS = (
    "",
    "",
    "",
    ' style="display:inline-block"',
    ' style="display : none"',
    ' style="float:left"',
    ' style="white-space: pre-wrap"',
    ' style="border:1px  solid red; padding: 3px"',
    ' style="display:block"',
    ' style="display:flex"',
    ' style="display:inline"',
    ' style="position:absolute"',
    ' style="list-style-position:inside"',
    ' class="a"',
    ' class="b"',
    ' align="left"',
    " hidden",
)
WORDS = (
    "Hello", "your  order", " ", "\n   ", "a\n b", "<br>", '<img src="https://x.example/a.png">', "&nbsp;", "<hr>",
    "<!-- c -->", "<!--[if mso]>x<![endif]-->", "\u65e5\u672c", "\u65e5\n\u672c", "\u200b\n", "&#32;",
    "</center>", "\t", "<p>", "<li>", "<td>", "{{ x  }}",
)  # fmt: skip
SHEETS = (
    "",
    "",
    "<style>.a{display:inline-block}</style>",
    "<style>.a{white-space:pre}.b::before{content:'x'}</style>",
    "<style>@media (max-width:700px){.a,td{display:block;float:left}.b{display:none}}</style>",
    "<style>.a:empty{display:block;height:9px;border:1px solid} .b{display:inline}</style>",
    "<style>div[style*='padding: 3px'],td:hover,ul{list-style:inside}</style>",
    "<style>body{white-space:pre-line}</style>",
)


@st.composite
def content(draw: st.DrawFn, depth: int = 4) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 5))):
        if not depth or draw(st.integers(0, 2)) == 0:
            parts.append(draw(st.sampled_from(WORDS)))
            continue
        tag, look, inside = draw(st.sampled_from(TAGS)), draw(st.sampled_from(LOOKS)), draw(content(depth - 1))
        if tag == "table-cell":
            parts.append(f"<table{look}><tr> <td>{inside}</td></tr>\n</table>")
        elif tag == "td2":
            parts.append(f'<table cellpadding="0"><tr><td{look}>{inside}</td>\n <td>x</td></tr></table>')
        else:
            parts.append(f"<{tag}{look}>{inside}</{tag}>")
    return "".join(parts)


mail = st.builds(
    lambda start, sheet, inside, end: f"{start}{sheet}{inside}{end}",
    st.sampled_from(("", "<!doctype html>\n<html><head>", "<!DOCTYPE html>")),
    st.sampled_from(SHEETS),
    content(),
    st.sampled_from(("", "\n", "</body>\n</html>")),
)


@given(mail)
@settings(max_examples=int(os.environ.get("SANITIZER_BROWSER_EXAMPLES", "120")))
@example("<p>a <div style='display:none'>b</div> c</p>")
@example("<table><tr> x <td>a</td></tr></table>")
@example("<style>li{list-style:inside}</style><ul><li> a</li></ul>")
def test_generated_mail_is_shown_alike(page: Any, text: str) -> None:
    document = Document(text)
    for style in STYLES:
        output = formatted(document, style)
        again = Document(output)
        if not same_display(document, again):
            continue  # such an output is not taken: tests/test_output_style.py
        assert changes(page, text, output) == "", f"{style}: {output!r}"


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.parent.name)
def test_templates_are_shown_alike(page: Any, path: Path, policy: str) -> None:
    source = path.read_text(encoding="utf-8")
    preserved = Sanitizer(policy).sanitize(source).output
    assert len(shown(page, preserved)) > 20
    for style in STYLES:
        result = Sanitizer(policy, output_style=style).sanitize(source)
        assert "not laid out" not in result.note
        assert changes(page, preserved, result.output) == "", style


@pytest.mark.corpus
@pytest.mark.parametrize("policy", POLICIES)
def test_corpus_is_shown_alike(page: Any, corpus: Path, policy: str) -> None:
    """Each document under one of the policies, in turn, or under each of them where long tests are asked for."""
    turn = None if is_long() else POLICIES.index(policy)
    preserve = Sanitizer(policy)
    sanitizers = {style: Sanitizer(policy, output_style=style) for style in STYLES}
    found: list[str] = []
    count = words = same = 0
    for index, path in enumerate(sorted((corpus / "templates").rglob("*"))):
        if path.suffix.lower() not in KINDS or not path.is_file() or turn not in (None, index % len(POLICIES)):
            continue
        source = path.read_text(encoding="utf-8", errors="replace")
        output = preserve.sanitize(source).output
        before = shown(page, output)
        count, words = count + 1, words + len(before)
        for style, sanitizer in sanitizers.items():
            laid_out = sanitizer.sanitize(source).output
            if laid_out == output:
                same += 1
            elif difference(before, shown(page, laid_out)) and (differs := changes(page, output, laid_out)):
                found.append(f"{path.relative_to(corpus)} {style}: {differs}")
    print(f"{policy}: {count} documents, {words} words and images, {same} outputs as they were, {len(found)} differ")
    assert count > 50
    assert not found, "\n".join(found)

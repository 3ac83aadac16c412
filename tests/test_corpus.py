"""Real mail and real templates: no crash, proven output, no word lost, nothing touched without need."""

import email
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import tinycss2
import turbohtml
from turbohtml import Element, Text

from sanitizer import Sanitizer
from sanitizer.errors import LimitError

pytestmark = pytest.mark.corpus

POLICIES = ("amazon", "email")
KINDS = frozenset((".erb", ".hbs", ".htm", ".html", ".php", ".twig", ".xhtml"))
UNSEEN = frozenset(
    "applet area audio base canvas dialog embed frame frameset head iframe input link map math noembed noframes"
    " noscript object param script style svg template textarea title track video".split()
)
"""What is not shown as words, or goes whole by policy."""


def templates(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted((folder / "templates").rglob("*")):
        if path.suffix.lower() in KINDS and path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def parts(folder: Path) -> Iterator[tuple[str, bytes | str]]:
    """Every text/html part, as bytes, and as text where its charset is known."""
    for path in sorted((folder / "messages").rglob("*")):
        if not path.is_file() or path.suffix.lower() not in (".eml", ".txt", ".msg"):
            continue
        message = email.message_from_bytes(path.read_bytes())
        for index, part in enumerate(message.walk()):
            if part.get_content_type() != "text/html":
                continue
            payload = part.get_payload(decode=True)
            if not isinstance(payload, bytes):
                continue
            name = f"{path.relative_to(folder)}#{index}"
            yield name, payload
            try:
                yield f"{name} decoded", payload.decode(part.get_content_charset() or "ascii")
            except (LookupError, UnicodeDecodeError):
                continue


def words(html: str) -> Counter[str]:
    """The words that a reader sees."""
    seen: list[str] = []
    document = turbohtml.parse(html)
    unseen = hidden_by_sheets(document)
    stack: list[turbohtml.Node] = [document.root]
    while stack:
        node = stack.pop()
        if isinstance(node, Text):
            seen.append(node.data)
        elif isinstance(node, Element):
            seen.append(" ")
            if node.tag not in UNSEEN and node not in unseen and not hidden(node):
                stack.extend(reversed(node.children))
    return Counter(re.findall(r"\w+", "".join(seen)))


UNSEEN_STYLE = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|(?:^|;)opacity:0(?:;|$)"
    r"|(?:^|;)color:(?:transparent|rgba?\((?:\d+,){3}0\))"
)
"""Declarations that keep words from being seen, without white space."""
NO_HEIGHT = re.compile(r"(?:^|;)(?:max-)?height:0(?:px)?(?:;|$)")
NO_SIZE = re.compile(r"(?:^|;)font-size:[01](?:px)?(?:;|$)")


def hidden_by_sheets(document: turbohtml.Document) -> set[Element]:
    """The elements that style rules without a condition hide, where no other rule or style attribute shows them."""
    displays: dict[Element, set[str]] = {}
    for sheet in document.find_all("style"):
        for rule in tinycss2.parse_stylesheet(sheet.text, skip_comments=True, skip_whitespace=True):
            if rule.type != "qualified-rule":
                continue
            for declaration in tinycss2.parse_blocks_contents(rule.content):
                if declaration.type != "declaration" or declaration.lower_name not in ("display", "visibility"):
                    continue
                try:
                    reached = document.select(tinycss2.serialize(rule.prelude))
                except ValueError:
                    continue
                for element in reached:
                    displays.setdefault(element, set()).add(tinycss2.serialize(declaration.value).strip().lower())
    return {
        element
        for element, values in displays.items()
        if values <= {"none", "hidden"} and not re.search("display|visibility", element.attr("style") or "")
    }


def hidden(element: Element) -> bool:
    """Whether its own start tag keeps the words in it from being seen."""
    style = plain_style(element)
    if "hidden" in element.attrs or UNSEEN_STYLE.search(style):
        return True
    if "overflow:hidden" in style and NO_HEIGHT.search(style) and "padding" not in style:
        return True
    return bool(NO_SIZE.search(style)) and not any("font" in plain_style(inner) for inner in element.iter_elements())


def plain_style(element: Element) -> str:
    return re.sub(r"\s|!important", "", element.attr("style") or "").lower()


def problems(
    name: str, given: bytes | str, sanitizer: Sanitizer, lost: Counter[str], total: Counter[str]
) -> Iterator[str]:
    try:
        result = sanitizer.sanitize(given)
    except LimitError as error:
        yield f"{name}: {error}"
        return
    output = result.output
    if not result.changed and output is not given:
        yield f"{name}: unchanged, but not the same object"
    if result.changed and output == given:
        yield f"{name}: says it changed, but is equal"
    if again := [
        f"{left.line}:{left.column} {left.message}" for left in sanitizer.check(output).findings if left.fixable
    ]:
        yield f"{name}: left {again[0]}"
    if sanitizer.sanitize(output).output != output:
        yield f"{name}: a second run changes the output"
    if result.lossless and result.changed and any(finding.fixed for finding in result.report.findings) is False:
        yield f"{name}: changed without a finding that is fixed"
    before, after = (
        words(text.decode("utf-8", "replace") if isinstance(text, bytes) else text) for text in (given, output)
    )
    total["words"] += before.total()
    if gone := before - after:
        lost[name] = gone.total()


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("source", [templates, parts], ids=["templates", "messages"])
def test_corpus(corpus: Path, source: type, policy: str) -> None:
    sanitizer = Sanitizer(policy)
    lost: Counter[str] = Counter()
    total: Counter[str] = Counter()
    found: list[str] = []
    count = 0
    for name, given in source(corpus):
        count += 1
        found += problems(name, given, sanitizer, lost, total)
    print(f"{policy}: {count} documents, {total['words']} words, lost {lost.total()} in {dict(lost.most_common(20))}")
    assert count > 50
    assert not found, f"{len(found)} problems:\n" + "\n".join(found[:40])
    assert lost.total() <= total["words"] / 1000, f"words are lost in {lost.most_common(20)}"

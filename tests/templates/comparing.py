"""What must hold between a template and the fixed one: its tags, where they stand, and how much changed."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

from sanitizer.findings import Finding

_BRACES = r"\{\{\{.*?\}\}\}|\{\{.*?\}\}"
_STATEMENTS = rf"{_BRACES}|\{{%.*?%\}}|\{{\#.*?\#\}}"
_SYNTAX = {
    "blade": rf"\{{\{{--.*?--\}}\}}|\{{!!.*?!!\}}|{_BRACES}|@php\s.*?@endphp|(?<![\w@])@[a-zA-Z]\w*",
    "django": _STATEMENTS,
    "ejs": r"<%.*?%>",
    "erb": r"<%.*?%>",
    "go": r"\{\{.*?\}\}",
    "handlebars": rf"\{{\{{!--.*?--\}}\}}|{_BRACES}|<%.*?%>|%%\w+%%",
    "jinja": _STATEMENTS,
    "liquid": rf"{_BRACES}|\{{%.*?%\}}",
    "magento": rf"\{{\{{\w+ (?:\"[^\"]*\"|[^\"}}])*\}}\}}|{_BRACES}",
    "mailchimp": r"\*\|[^|\n]+\|\*",
    "mustache": _BRACES,
    "php": r"<\?(?:php|=).*?(?:\?>|\Z)",
    "twig": _STATEMENTS,
}
SYNTAX = {language: re.compile(pattern, re.DOTALL) for language, pattern in _SYNTAX.items()}
"""Tags of each language as its manual tells them; found here without a look at the code under test."""

_ARGUMENTS = re.compile(r"""\s*\((?:[^()"']|"[^"]*"|'[^']*'|\((?:[^()"']|"[^"]*"|'[^']*'|\([^()]*\))*\))*\)""")
_PIECE = re.compile(
    r"""<!--(?P<comment>.*?)-->|<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)(?P<rest>(?:[^>"']|"[^"]*"|'[^']*')*)>""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s=/"'>]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*))?""")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_RAW = frozenset("script style textarea title".split())
_SCOPES = frozenset("caption table td th".split())
"""Elements that an end tag inside them does not reach beyond, unless it is one of a table's."""
_TABLE_PARTS = frozenset("body caption html table tbody td tfoot th thead tr".split())
_FILLER = "\ue000"


class Place(NamedTuple):
    """A template tag of a text."""

    start: int
    end: int
    text: str
    context: tuple[str, ...]
    """The names of the elements around it, then, for a tag in a start tag, of element and attribute."""


def tags_of(language: str, text: str) -> list[tuple[int, int]]:
    """The spans of the template tags."""
    spans: list[tuple[int, int]] = []
    cursor = 0
    while match := SYNTAX[language].search(text, cursor):
        cursor = match.end()
        if match[0][0] == "@" and (arguments := _ARGUMENTS.match(text, cursor)):
            cursor = arguments.end()
        spans.append((match.start(), cursor))
    return spans


def places_of(language: str, text: str) -> list[Place]:
    """The template tags with the elements around them, read as markup is written, branches one after another."""
    spans = tags_of(language, text)
    contexts = dict(_contexts(_filled(text, spans), [start for start, _ in spans]))
    return [Place(start, end, text[start:end], contexts[start]) for start, end in spans]


def _filled(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with its template tags covered."""
    pieces, cursor = [], 0
    for start, end in spans:
        pieces += text[cursor:start], _FILLER * (end - start)
        cursor = end
    return "".join(pieces) + text[cursor:]


class Construct(NamedTuple):
    """What a finding is about, in offsets of the source."""

    start: int
    end: int
    """Behind the attribute, declaration, start tag or comment; behind the element where that goes with its content."""
    end_tag: int
    """Behind the element where its tags go or change and its content stays; else as ``end``."""


def constructs_of(language: str, text: str, findings: Sequence[Finding]) -> list[Construct]:
    """What findings are about."""
    starts = [0, *accumulate(len(line) for line in re.findall(r"[^\r\n]*(?:\r\n|\r|\n)", text)), len(text)]
    ends = _ends(_filled(text, tags_of(language, text)))
    found: list[Construct] = []
    for finding in findings:
        start = starts[finding.line - 1] + finding.column - 1
        end = starts[finding.end_line - 1] + finding.end_column - 1
        if _is_of_tag(finding):
            start = text.rfind("<", 0, start + 1)
            end = text.find(">", end) + 1
            found.append(Construct(start, end, ends.get(start, end)))
        elif not renamed([finding]):
            found.append(Construct(start, end, end))
        elif finding.after or "its text stays" in finding.message:
            found.append(Construct(start, end, ends.get(start, end)))
        else:
            found.append(Construct(start, ends.get(start, end), end))
    return found


def _is_of_tag(finding: Finding) -> bool:
    """Whether a finding is about an address, and its fix takes the tags of the link or picture."""
    is_about_address = finding.name.startswith(("link-", "img-")) and not finding.before.startswith("<")
    return is_about_address and not (finding.after or "").startswith(finding.before.partition("=")[0])


def _ends(text: str) -> dict[int, int]:
    """For each element, by the offset of its start tag, the offset behind its end tag."""
    ends: dict[int, int] = {}
    around: list[tuple[str, int]] = []
    cursor = 0
    while match := _PIECE.search(text, cursor):
        cursor = match.end()
        name = (match["name"] or "!").lower()
        if match["close"]:
            index = _opened([other for other, _ in around], name)
            ends.update((start, cursor if other == name else match.start()) for other, start in around[index:])
            del around[index:]
        elif match["name"] and name not in _VOID and not match["rest"].endswith("/"):
            around.append((name, match.start()))
            if name in _RAW:
                closing = re.compile(rf"</{name}", re.IGNORECASE).search(text, cursor)
                cursor = closing.start() if closing else len(text)
    ends.update((start, len(text)) for _, start in around)
    return ends


def _contexts(text: str, starts: Sequence[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
    waiting = list(reversed(starts))
    around: list[str] = []
    cursor = 0
    while waiting and (match := _PIECE.search(text, cursor)):
        cursor = match.end()
        name = (match["name"] or "!").lower()
        while waiting and waiting[-1] < match.start():
            yield waiting.pop(), tuple(around)
        while waiting and waiting[-1] < cursor:
            start = waiting.pop()
            yield start, (*around, f"<{name}", _attribute_at(match, start))
        if match["close"]:
            del around[_opened(around, name) :]
        elif match["name"] and name not in _VOID and not match["rest"].endswith("/"):
            around.append(name)
            if name in _RAW:
                closing = re.compile(rf"</{name}", re.IGNORECASE).search(text, cursor)
                cursor = closing.start() if closing else len(text)
    for start in reversed(waiting):
        yield start, tuple(around)


def _opened(around: Sequence[str], name: str) -> int:
    """Where in the open elements the one is that an end tag closes; behind the last if there is none."""
    for index in range(len(around) - 1, -1, -1):
        if around[index] == name:
            return index
        if around[index] in _SCOPES and name not in _TABLE_PARTS:
            break
    return len(around)


def _attribute_at(match: re.Match[str], offset: int) -> str:
    if match["name"] is None:
        return ""
    base = match.start("rest")
    for attribute in _ATTRIBUTE.finditer(match["rest"]):
        if attribute.start() <= offset - base < attribute.end():
            return "" if _FILLER in attribute[1] else attribute[1].lower()
    return ""


def aligned(before: Sequence[Place], after: Sequence[Place], may_go: Sequence[bool]) -> list[int | None] | None:
    """For each tag before the index of that after, ``None`` where it is gone; ``None`` where order or text differ.

    Of all ways to tell, one in which the fewest are gone that may not.
    """
    if [place.text for place in before] == [place.text for place in after]:
        return list(range(len(before)))
    endless = len(before) + 1
    rows = [[0] + [endless] * len(after)]
    for index, place in enumerate(before):
        last = rows[-1]
        row = [last[0] + (not may_go[index])]
        for column, other in enumerate(after):
            gone = last[column + 1] + (not may_go[index])
            row.append(min(gone, last[column]) if place.text == other.text else gone)
        rows.append(row)
    if rows[-1][-1] >= endless:
        return None
    kept: list[int | None] = [None] * len(before)
    column = len(after)
    for index in range(len(before), 0, -1):
        here = rows[index][column]
        if column and before[index - 1].text == after[column - 1].text and rows[index - 1][column - 1] == here:
            column -= 1
            kept[index - 1] = column
    return kept


def renamed(findings: Iterable[Finding]) -> set[str]:
    """The names of elements that findings say were unwrapped, renamed or taken away, and of what they became."""
    names: set[str] = set()
    for finding in findings:
        if _is_of_tag(finding):
            names.add("a" if finding.name.startswith("link-") else "img")
        was, now = (re.match(r"<([a-zA-Z][\w:-]*)", text or "") for text in (finding.before, finding.after))
        if was and (finding.after == "" or (now and now[1].lower() != was[1].lower())):
            names.update(found[1].lower() for found in (was, now) if found)
    return names


def changed_lines(before: str, after: str) -> int:
    """How many lines a diff takes away, or adds where it takes none away."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return sum(
        (last - first) or (end - begin) for kind, first, last, begin, end in matcher.get_opcodes() if kind != "equal"
    )


def violating_lines(language: str, text: str, findings: Sequence[Finding]) -> int:
    """How many lines hold what findings are about."""
    breaks = [match.start() for match in re.finditer("\n", text)]
    lines: set[int] = set()
    for start, end, end_tag in constructs_of(language, text, findings):
        lines.update(range(bisect_left(breaks, start), bisect_left(breaks, end - 1) + 1))
        lines.add(bisect_left(breaks, max(start, end_tag - 1)))
    return len(lines)

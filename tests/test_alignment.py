"""Start tags matched to elements by order are those that the parser noted by place."""

import tomllib
from pathlib import Path

import pytest
from conftest import FIXTURES
from hypothesis import given
from hypothesis import strategies as st

from sanitizer.html import alignment
from sanitizer.html.alignment import align
from sanitizer.html.dom import Document

PIECES = (
    "<p>", "</p>", "<b>", "</b>", "<b class=a>", "<div>", "</div>", "<table>", "</table>", "<tr>", "<td>", "</td>",
    "<body class=x>", "</body>", "<html lang=en>", "<head>", "</head>", "<title>t</title>", "<title><b></title>",
    "<style>p{}</style>", "<style><!-- p{} --></style>", "<!-- c -->", "<!-- <p> -->", "<!-->", "<!-- a --!> b -->",
    "<!DOCTYPE html>", "<?php x ?>", "<![CDATA[<p>]]>", "<svg><title><b></b></title></svg>", "</br>", "</p x>", "<br>",
    "<img src='a>b'>", '<img alt="a"src=b>', "<p", "text", "\n", "<select><p></select>", "<template><p></template>",
    "<plaintext>", "<a href=x>", "</a>", "<font><p>", "< p>", "</ p>", "<textarea></p></textarea>",
    "<script>'<p>'</script>",
)  # fmt: skip


def both_ways(text: str) -> bool:
    """Whether the order told; then it is what the places tell."""
    document = Document(text)
    by_order = align(document, {})
    if not by_order.is_exact:
        return False
    by_place = alignment._align_by_place(document, {})
    assert by_order.elements == by_place.elements
    assert by_order.texts == by_place.texts
    assert by_order.offsets == by_place.offsets
    assert by_order.comments == by_place.comments
    assert by_place.strays == []
    return True


@pytest.mark.parametrize("path", sorted((FIXTURES / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_templates(path: Path) -> None:
    both_ways(path.read_text(encoding="utf-8"))


def test_most_cases_are_told_by_order() -> None:
    cases = [
        case["html"]
        for path in sorted((FIXTURES / "rules").glob("*.toml"))
        for found in tomllib.loads(path.read_text(encoding="utf-8")).values()
        for case in found
        if "html" in case
    ]
    assert sum(map(both_ways, cases)) > 0.8 * len(cases) > 100


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_markup(text: str) -> None:
    both_ways(text)


@pytest.mark.parametrize(
    "text",
    [
        '><body class=""><div><b></div>x',  # a formatting element that is opened again stands twice at one place
        "<p>a</br>b</p>",
        "<title><td></title><td>",
        "<p title='>'>x</p>",
        "<table><b><tr><td>x</table>",
        "<svg><title><b>x</b></title></svg>",
    ],
)
def test_not_told_by_order(text: str) -> None:
    assert not both_ways(text)

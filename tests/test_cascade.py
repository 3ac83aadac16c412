"""Which declarations reach which element, and which wins."""

import math
from functools import partial

import pytest

from sanitizer import LimitError
from sanitizer.html import cascade
from sanitizer.html.cascade import Cascade, Reaching, Sheet, Wanted, compiled, reached, sheets_of, written
from sanitizer.html.css import Declaration, parse_style
from sanitizer.html.dom import Document, Element
from sanitizer.html.media import Reach
from sanitizer.html.stylesheet import style_rules
from tests.clock import seconds

WHOLE_FONT = (
    "font-style:normal; font-weight:normal; font-variant:normal; font-size:12px; line-height:normal; font-family:Arial"
)


def moved(document: Document, wanted: Wanted, max_seconds: float = math.inf) -> dict[Element, str]:
    """What moves under no condition."""
    rules = compiled(sheets_of(document), wanted, least=Reach.ALWAYS)
    return cascade.moved(document, rules, max_seconds)


def move(sheet: str, body: str, tag: str = "p", doctype: str = "<!DOCTYPE html>") -> str | None:
    """What is moved into the first element of a tag, if anything is."""
    document = Document(f"{doctype}<head><style>{sheet}</style></head><body>{body}</body>")
    element = document.tree.find(tag)
    assert element is not None
    return moved(document, written).get(element)


@pytest.mark.parametrize(
    ("sheet", "body", "expected"),
    [
        # reach
        ("p{width:1px}", "<p>a", "width:1px"),
        ("P{WIDTH:1px}", "<p>a", "width:1px"),
        ("i{width:1px}", "<p>a", None),
        (".b{width:1px}", "<p class='a b'>a", "width:1px"),
        (".B{width:1px}", "<p class=b>a", None),
        ("#c{width:1px}", "<p id=c>a", "width:1px"),
        ("div p{width:1px}", "<div><b><p>a", "width:1px"),
        ("div>p{width:1px}", "<div><b><p>a", None),
        ("i+p{width:1px}", "<i>a</i><p>a", "width:1px"),
        ("i~p{width:1px}", "<i>a</i><b>a</b><p>a", "width:1px"),
        ("p[title]{width:1px}", "<p title=x>a", "width:1px"),
        ("p[class~='b']{width:1px}", "<p class='a b'>a", "width:1px"),
        ("p[align=CENTER]{width:1px}", "<p align=center>a", "width:1px"),
        ("p[title=X]{width:1px}", "<p title=x>a", None),
        ("p:first-child{width:1px}", "<p>a", "width:1px"),
        ("p:not(.a){width:1px}", "<p>a", "width:1px"),
        (".a\\:b{width:1px}", "<p class=a:b>a", "width:1px"),
        ("i, p, b{width:1px}", "<p>a", "width:1px"),
        # not at rest, not an element, not a selector
        ("p:hover{width:1px}", "<p>a", None),
        ("p:visited, p:hover{width:1px}", "<p>a", None),
        ("p::before, p:after, p::-webkit-x{width:1px}", "<p>a", None),
        ("p:hover, p{width:1px}", "<p>a", "width:1px"),
        ("p, p:unheard-of{width:1px}", "<p>a", None),
        ("p, ..a{width:1px}", "<p>a", None),
        ("p,{width:1px}", "<p>a", None),
        (".1{width:1px}", "<p class=1>a", None),
        # what is stronger
        ("p{width:1px}p{width:2px}", "<p>a", "width:2px"),
        (".a{width:1px}p{width:2px}", "<p class=a>a", "width:1px"),
        ("#c{width:1px}p.a.b.c{width:2px}", "<p id=c class='a b c'>a", "width:1px"),
        ("p{width:1px!important}.a{width:2px}", "<p class=a>a", "width:1px"),
        ("p{width:1px !Important}.a{width:2px!important}", "<p class=a>a", "width:2px"),
        (":where(#c){width:1px}p{width:2px}", "<p id=c>a", "width:2px"),
        (":is(#c,i){width:1px}.a{width:2px}", "<p id=c class=a>a", "width:1px"),
        ("p,#c{width:1px}.a{width:2px}", "<p id=c class=a>a", "width:1px"),
        ("p{width:1px;width:2px}", "<p>a", "width:2px"),
        ("p{width:1px}.a{clear:both}", "<p class=a>a", "width:1px; clear:both"),
        # the style attribute
        ("p{width:1px}", "<p style='width:2px'>a", None),
        ("p{width:1px}", "<p style='width:2px;width:odd'>a", None),
        ("p{width:1px}", "<p style='width:odd'>a", "width:1px"),
        ("p{width:1px!important}", "<p style='width:2px'>a", "width:1px !important"),
        ("p{width:1px!important}", "<p style='width:2px!important'>a", None),
        ("p{width:1px!important}", "<p style='clear:both'>a", "width:1px"),
        ("p{width:1px!important;clear:left!important}", "<p style='clear:both'>a",
         "width:1px !important; clear:left !important"),
        ("p{width:1px}", "<p style='WIDTH:1px'>a", None),
        # shorthands
        ("p{margin:1px}p{margin-top:2px}", "<p>a", "margin:1px; margin-top:2px"),
        ("p{margin-top:2px}p{margin:1px}", "<p>a", "margin:1px"),
        ("p{margin-top:2px}p{margin:odd}", "<p>a", "margin-top:2px; margin:odd"),
        ("p{margin-top:2px}", "<p style='margin:1px'>a", None),
        ("p{margin:2px}", "<p style='margin-top:1px'>a", "margin:2px"),
        ("p{margin:2px!important}", "<p style='margin-top:1px'>a", "margin:2px !important"),
        ("p{margin:2px}", "<p style='margin-top:1px;margin-right:1px;margin-bottom:1px;margin-left:1px'>a", None),
        ("p{margin-inline-start:1px}", "<p style='margin:1px'>a", "margin-inline-start:1px"),
        ("p{font-weight:bold}p{font:12px Arial}", "<p>a", WHOLE_FONT),
        ("p{font-weight:bold}", "<p style='font:12px Arial'>a", None),
        ("p{font-weight:bold}", "<p style='font:Arial'>a", "font-weight:bold"),
        ("p{border-top:1px solid red}p{border:0}", "<p>a", "border:0"),
        ("p{list-style-type:disc}p{list-style:none}", "<p>a", "list-style-type:disc; list-style:none"),
        # a value that a browser may skip does not hide the one before it
        ("p{display:block;display:grid}", "<p>a", "display:block; display:grid"),
        ("p{width:1px}i,p.a{width:1px}", "<p class=a>a", "width:1px"),
        # at-rules
        ("@media screen{p{width:1px}}", "<p>a", "width:1px"),
        ("@media only screen and (max-width:700px){p{width:1px}}", "<p>a", None),
        ("@media print{p{width:1px}}", "<p>a", None),
        ("@media all{@media screen{p{width:1px}}@media print{p{width:2px}}}", "<p>a", "width:1px"),
        ("@import 'a;b';p{width:1px}", "<p>a", "width:1px"),
        ("@font-face{width:1px}p{clear:both}", "<p>a", "clear:both"),
        ("@-ms-viewport{width:device-width}p{clear:both}", "<p>a", "clear:both"),
        ("@supports (display:flex){p{width:1px}}p{clear:both}", "<p>a", "clear:both"),
        ("@layer a{p{width:1px}}", "<p>a", None),
        ("@media screen{p{width:1px}", "<p>a", "width:1px"),
        ("@\\6d edia screen{p{width:1px}}", "<p>a", "width:1px"),
        # what real sheets are like
        ("<!-- p{width:1px} -->", "<p>a", "width:1px"),
        ("<!-- /* a */ p{width:1px} /* b", "<p>a", "width:1px"),
        ("/*<![CDATA[*/p{width:1px}/*]]>*/", "<p>a", "width:1px"),
        ("<![CDATA[p{width:1px}]]>p{clear:both}", "<p>a", None),
        ("p{width:1px;co lor:red;bad;:;clear:both}", "<p>a", "width:1px; clear:both"),
        ("p{width:1px;clear:bo{t}h;float:left}", "<p>a", "width:1px; float:left"),
        ("p{width:1px;i{width:2px}float:left}", "<p>a", "width:1px; float:left"),
        ("p{width:1px}}p{clear:both}p{float:left}", "<p>a", "width:1px; float:left"),
        ("p{w\\69 dth:1px}", "<p>a", "width:1px"),
        ("\\70{width:1px}", "<p>a", "width:1px"),
        ("p/*,i*/{width:/* ; */1px/*}*/}", "<p>a", "width:1px"),
        ("d/**/p{width:1px}", "<p>a", None),
        ("p{margin:1px/**/2px}", "<p>a", "margin:1px 2px"),
        ("p{font-family:'a}b';width:1px}", "<p>a", "font-family:'a}b'; width:1px"),
        ("p[title='}']{width:1px}", "<p title='}'>a", "width:1px"),
        ("p{background:url(a;b}c);width:1px}", "<p>a", "background:url(a;b}c); width:1px"),
        ("p{width:1px", "<p>a", "width:1px"),
        ("p{quotes:'\\'' 'x'}", "<p>a", None),
        ("p (a{b}){width:1px}i{}p{clear:both}", "<p>a", "clear:both"),
        ("a;p{width:1px}p{clear:both}", "<p>a", "clear:both"),
        ("#outlook a, .ExternalClass p, [owa] p, u + #body p{width:1px}", "<p>a", None),
        ("", "<p>a", None),
    ],
)  # fmt: skip
def test_moved(sheet: str, body: str, expected: str | None) -> None:
    assert move(sheet, body) == expected


def test_quirks_mode_has_no_case() -> None:
    assert move(".B{width:1px}#C{clear:both}", "<p class=b id=c>a", doctype="") == "width:1px; clear:both"


def test_links() -> None:
    assert move("a:link{width:1px}", "<a href=x>a</a>", "a") == "width:1px"
    assert move("a:link{width:1px}", "<a name=x>a</a>", "a") is None


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("", "width:1px"),
        (" type='TEXT/css' media=screen", "width:1px"),
        (" type=text/less", None),
        (" media=print", None),
        (" media='only screen and (max-width:600px)'", None),
    ],
)
def test_attributes_of_the_style_element(attributes: str, expected: str | None) -> None:
    document = Document(f"<style{attributes}>p{{width:1px}}</style><p>a")
    element = document.tree.find("p")
    assert element is not None
    assert moved(document, written).get(element) == expected


def test_sheets_follow_each_other() -> None:
    document = Document("<style>p{width:1px;clear:both}</style><p>a</p><style>p{width:2px}</style>")
    element = document.tree.find("p")
    assert element is not None
    assert moved(document, written) == {element: "clear:both; width:2px"}


def test_nothing_is_moved_where_nothing_is_shown() -> None:
    document = Document("<head><title>a</title><style>*{width:1px}</style></head><body><p>a</p></body>")
    assert sorted(element.tag for element in moved(document, written)) == ["body", "html", "p"]


def test_only_what_is_wanted_is_taken() -> None:
    def wanted(declaration: Declaration) -> str | None:
        return {"font-size": "font-size:9px", "margin": "margin-top:1px; margin-left:2px"}.get(declaration.name)

    document = Document("<style>p{font:8px Arial;margin:1px;color:red} i{color:red}</style><p>a")
    element = document.tree.find("p")
    assert element is not None
    assert moved(document, wanted) == {element: "font-size:9px; margin-top:1px; margin-left:2px"}
    assert len(compiled(sheets_of(document), wanted)) == 1


def test_importance_of_one_keeps_that_of_all() -> None:
    """Without its importance the first would lose to the second, which needs its own."""
    sheet = "p{margin:1px!important}p.a{margin-top:2px!important}"
    text = move(sheet, "<p class=a style='margin-left:3px'>a")
    assert text == "margin:1px !important; margin-top:2px !important"


def test_a_sheet_is_compiled_once() -> None:
    sheets = (Sheet("p{width:1px}", ""),)
    assert compiled(sheets, written) is compiled(sheets, written)
    long = (Sheet("p{width:1px}" + " " * 70_000, ""),)
    assert [each.selector for each in compiled(long, written)] == ["p"]
    assert compiled(long, written) is not compiled(long, written)


def test_a_selector_that_the_parser_does_not_know_reaches_nothing() -> None:
    assert reached(Document("<p>a"), [Reaching("p:unheard-of", (0, 1, 1), ())]) == {}


def test_conditions_count_for_what_is_computed() -> None:
    document = Document(
        "<style>p{width:1px} @media (max-width:600px){p{width:2px}} @media (max-width:599px){p{width:3px}}</style><p>a"
    )
    element = document.tree.find("p")
    assert element is not None
    assert list(Cascade(document, ("width",)).declared(element, "width")) == ["2px", "1px"]
    assert list(Cascade(document, ("width",), width=320).declared(element, "width")) == ["3px", "2px", "1px"]


@pytest.mark.parametrize(
    ("sheet", "body", "longhand", "expected"),
    [
        ("p{width:1px}", "<p style='width:2px'>", "width", ["2px", "1px"]),
        ("p{width:1px!important}", "<p style='width:2px'>", "width", ["1px", "2px"]),
        ("p{width:1px!important}", "<p style='width:2px!important'>", "width", ["2px", "1px"]),
        ("p{margin:1px 2px}", "<p>", "margin-left", ["2px"]),
        ("p{margin:1px 2px 3px}", "<p>", "margin-left", ["2px"]),
        ("p{margin:calc(1px + 2px) 4px}", "<p>", "margin-top", ["calc(1px + 2px)"]),
        ("p{margin:1px 2px 3px 4px 5px}", "<p>", "margin-left", []),
        ("p{margin-inline:1px 2px}", "<p>", "margin-right", ["2px"]),
        ("p{margin-inline-start:1px}", "<p>", "margin-left", ["1px"]),
        ("p{margin-inline-start:1px}", "<p>", "margin-right", []),
        ("p{font:italic 12px/2 Arial}", "<p>", "font-size", ["12px"]),
        ("p{font:italic 12px/2 Arial}", "<p style='font:14px Arial'>", "font-style", ["normal", "italic"]),
        ("p{font:inherit}", "<p>", "font-size", ["inherit"]),
        ("p{border:1px solid}", "<p>", "border-left-width", ["1px"]),
        ("p{border-left:solid}", "<p>", "border-left-width", ["medium"]),
        ("p{border:1px 2px}", "<p>", "border-left-width", []),
        ("p{border-color:red blue}", "<p>", "border-left-color", ["blue"]),
        ("p{background:#FFF url(a) no-repeat}", "<p>", "background-color", ["#fff"]),
        ("p{background:url(a) center}", "<p>", "background-color", ["transparent"]),
        ("p{background:url(A)}", "<p>", "background-image", ["url(A)"]),
        ("p{list-style:square inside}", "<p>", "list-style-type", ["square"]),
        ("p{text-decoration:underline red}", "<p>", "text-decoration-line", ["underline"]),
        ("p{overflow:hidden}", "<p>", "overflow-y", ["hidden"]),
        ("p{margin:inherit}", "<p>", "margin-top", ["inherit"]),
        ("", "<p style='width:2px; width:(3px'>", "width", ["2px"]),
    ],
)
def test_declared(sheet: str, body: str, longhand: str, expected: list[str]) -> None:
    document = Document(f"<!DOCTYPE html><style>{sheet}</style>{body}a")
    element = document.tree.find("p")
    assert element is not None
    assert list(Cascade(document, (longhand,)).declared(element, longhand)) == expected


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ("", Reach.ALWAYS),
        ("all", Reach.ALWAYS),
        ("ONLY Screen", Reach.ALWAYS),
        ("print", Reach.NEVER),
        ("not print", Reach.ALWAYS),
        ("not all", Reach.NEVER),
        ("print, screen", Reach.ALWAYS),
        ("screen and (min-width:480px)", Reach.HERE),
        ("screen and (min-width: 601px)", Reach.NEVER),
        ("not screen and (min-width: 601px)", Reach.HERE),
        ("(max-width:37.5em)", Reach.HERE),
        ("(max-width:37em)", Reach.NEVER),
        ("(min-width:0)", Reach.ALWAYS),
        ("screen and (-webkit-min-device-pixel-ratio:0)", Reach.ALWAYS),
        ("only screen and (min-device-width:320px) and (max-device-width:374px)", Reach.NEVER),
        ("(width >= 600px)", Reach.HERE),
        ("(400px < width < 600px)", Reach.NEVER),
        ("(400px <= width <= 600px)", Reach.HERE),
        ("(min-width:700px) or (max-width:650px)", Reach.HERE),
        ("not (min-width:700px)", Reach.HERE),
        ("(prefers-color-scheme: dark)", Reach.NEVER),
        ("(prefers-color-scheme: light)", Reach.HERE),
        ("(unheard-of)", Reach.NEVER),
        ("not (unheard-of)", Reach.NEVER),
        ("screen and (unheard-of: 1)", Reach.NEVER),
        ("screen and (min-width: odd)", Reach.NEVER),
        ("screen(min-width:1px)", Reach.NEVER),
        ("and", Reach.NEVER),
    ],
)
def test_media(media: str, expected: Reach) -> None:
    rules = style_rules(f"@media {media} {{p{{width:1px}}}}", 600)
    assert max((rule.reach for rule in rules), default=Reach.NEVER) is expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1px", "x:1px"),
        ("'a b'", "x:'a b'"),
        ("rgb(1, 2, 3)", "x:rgb(1, 2, 3)"),
        ("url(a;b)", "x:url(a;b)"),
        ("a;b", None),
        ("'", None),
        ("a\\62", None),
        ("a/*b*/", None),
    ],
)
def test_written(value: str, text: str | None) -> None:
    assert written(Declaration("x", value, important=False, start=0, end=0)) == text
    assert written(Declaration("x", value, important=True, start=0, end=0)) == (text and f"{text} !important")


def test_hostile_sheets_are_read_in_linear_time() -> None:
    for piece in (
        "@media all{",
        "p{",
        "p[",
        "p(",
        "/*",
        "'",
        "\\",
        "a,",
        ":not(",
        "p{a:b;",
        "<!--",
        "@",
        "}",
        ":is(a,",
    ):
        sheet = piece * 20_000
        source = f"<style>{sheet}</style><p>a"
        assert seconds(partial(lambda source: moved(Document(source), written), source), 2) < 2
        assert len(moved(Document(source), written)) <= 3


def test_declarations_of_the_moved_text_are_sound() -> None:
    text = move("p{margin:1px;quotes:'a;b';width:calc(1px + 2px)!important}", "<p style='width:1px'>a")
    assert text is not None
    assert all(each.sound for each in parse_style(text))


@pytest.mark.parametrize("sheet", ["*{width:1px}" * 3000, "*{" + "".join(f"p{n}:1px;" for n in range(500)) + "}"])
def test_a_hostile_sheet_is_given_up_in_time(sheet: str) -> None:
    elements = "".join(f"<i style='a:{number}'></i>" for number in range(2000))
    document = Document(f"<style>{sheet}</style>{elements}")
    with pytest.raises(LimitError, match="max_seconds"):
        moved(document, written, max_seconds=0.01)

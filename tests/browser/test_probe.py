"""The measures of the probe, on markup where each is known. The body's default margin is 8 px."""

import pytest

from sanitizer.policy import Policy
from tests.browser.chromium import Chromium
from tests.browser.rendering import Rendering, differences, violations

AMAZON = Policy.load("amazon")
IMAGE = "https://a.example/x.png"
LONG = "Lorem ipsum dolor sit amet, consectetur adipiscing elit. " * 6


def show(chromium: Chromium, html: str, width: int = 600) -> Rendering:
    (seen,) = chromium.render(html, (width,))
    return seen


def kinds(chromium: Chromium, html: str, width: int = 600) -> set[str]:
    return set(violations(show(chromium, html, width), AMAZON))


def test_plain_text_breaks_nothing(chromium: Chromium) -> None:
    html = (
        '<h1>A</h1><p>b <a href="https://a.example/">c</a> <code>d</code> <mark>e</mark> <big>f</big></p>'
        "<table><tr><th>g</th><td>h</td></tr></table><ul><li>i</li></ul><blockquote>j</blockquote>"
    )
    assert kinds(chromium, html) == {"font-sizes"}
    assert show(chromium, html).font_sizes == {32: 1, 16: 7, 13: 1, 19.2: 1}


STYLED = {
    "inline": ('<p style="color:red">x</p>', {"color"}),
    "the default by name": ('<p style="color:#000;line-height:normal;text-align:left">x</p>', set()),
    "inherited": ('<div style="font-family:Arial"><p><b>x</b></p></div>', {"font-family"}),
    "a sheet": ("<style>p{line-height:1.5}</style><p>x</p>", {"line-height"}),
    "a sheet in the head": ("<html><head><style>p{color:red}</style></head><body><p>x", {"color"}),
    "attributes": (
        '<p align="center"><font color="red" face="Arial">x</font></p>',
        {"text-align", "color", "font-family"},
    ),
    "center": ("<center>x</center>", {"text-align"}),
    "right to left": ('<p dir="rtl">x</p>', set()),
    "right to left, but left": ('<p dir="rtl" style="text-align:left">x</p>', {"text-align"}),
    "a link with the colour of text": ('<a href="https://a.example/" style="color:#000">x</a>', {"color"}),
    "body": ('<body text="#333333" link="red">x <a href="https://a.example/">y</a></body>', {"color"}),
    "fill": ('<p style="-webkit-text-fill-color:red">x</p>', {"color"}),
    "media that matches": ("<style>@media (max-width:600px){p{color:red}}</style><p>x", {"color"}),
    "media that does not": ("<style>@media (max-width:599px){p{color:red}}</style><p>x", set()),
    "only white space": ('<p style="color:red">&nbsp;</p>x', set()),
    "a table in quirks mode": ('<font color="red"><table><tr><td>x</td></tr></table></font>', set()),
    "a table in standards mode": (
        '<!doctype html><font color="red"><table><tr><td>x</td></tr></table></font>',
        {"color"},
    ),
}


@pytest.mark.parametrize(("html", "expected"), STYLED.values(), ids=STYLED)
def test_styles_that_differ_from_the_default(chromium: Chromium, html: str, expected: set[str]) -> None:
    assert kinds(chromium, html) == expected


UNSEEN = {
    "display": ('<div style="display:none">x</div>', "display:none"),
    "visibility": ('<div style="visibility:hidden">x</div>', "visibility:hidden"),
    "opacity": ('<div style="opacity:0"><b>x</b></div>', "opacity:0"),
    "size 0": ('<div style="font-size:0">x</div>', "font-size:0px"),
    "size 1": ('<div style="font-size:1px">x</div>', "font-size:1px"),
    "max-height": ('<div style="max-height:0;overflow:hidden">x</div>', "no room"),
    "clipped": ('<div style="height:20px;overflow:hidden"><p style="margin-top:50px">x</div>', "clipped"),
    "off-screen": ('<div style="position:absolute;left:-5000px">x</div>', "off-screen"),
    "indented": ('<div style="text-indent:-5000px">x</div>', "off-screen"),
    "clip": ('<div style="position:absolute;clip:rect(0,0,0,0)">x</div>', "clip"),
    "clip-path": ('<div style="clip-path:inset(50%)">x</div>', "clip-path"),
    "white": ('<div style="color:white">x</div>', "colour of its background"),
    "background": ('<div style="background:#123"><b style="color:#112233">x</b></div>', "colour of its background"),
    "transparent": ('<div style="color:transparent">x</div>', "colour of its background"),
    "details": ("<details><summary>y</summary>x</details>", "closed"),
}


@pytest.mark.parametrize(("html", "reason"), UNSEEN.values(), ids=UNSEEN)
def test_hidden_text(chromium: Chromium, html: str, reason: str) -> None:
    seen = show(chromium, f"<p>before</p>{html}<p>after</p>")
    assert [(text.text, text.reason) for text in seen.hidden] == [("x", reason)]
    assert "x" not in [word.text for word in seen.words]


SEEN = {
    "white on a picture": '<div style="background:#000 url(https://a.example/b.png);color:white">x</div>',
    "white on black": '<table bgcolor="black"><tr><td><font color="white">x</font></td></tr></table>',
    "visible in hidden": '<div style="visibility:hidden"><b style="visibility:visible">x</b></div>',
    "faint": '<div style="opacity:.1">x</div>',
    "room enough": '<div style="max-height:20px;overflow:hidden">x</div>',
    "open details": "<details open>x</details>",
    "without scripts": "<noscript>x</noscript>",
    "behind a scroll bar": '<div style="height:20px;overflow:scroll"><p style="margin-top:50px">x</div>',
    "what no style hides": "<ruby>y<rp>(</rp><rt> x</rt></ruby>",
}


@pytest.mark.parametrize("html", SEEN.values(), ids=SEEN)
def test_text_that_is_not_hidden(chromium: Chromium, html: str) -> None:
    seen = show(chromium, f"<p>before</p>{html}<p>after</p>")
    assert not seen.hidden
    assert "x" in [word.text for word in seen.words]


INSETS = {
    "none": ("<div>x</div>", [(8, 8)]),
    "a margin": ('<div style="margin-left:200px">x</div>', [(208, 8)]),
    "a margin at the right": ('<div style="margin-right:200px">x</div>', [(8, 208)]),
    "nested": ('<div style="padding:0 50px"><blockquote>x</blockquote></div>', [(98, 98)]),
    "lists": ("<ul><li>x<ul><li>y</li></ul></li></ul>", [(48, 8), (88, 8)]),
    "an indent": ('<p style="text-indent:200px">x</p>', [(208, 8)]),
    "an indent of the first of many lines": (f'<p style="text-indent:200px">{LONG}</p>', [(8, 8)]),
    "a border": ('<div style="border-left:100px solid red">x</div>', [(108, 8)]),
    "cellpadding": ('<table cellspacing="0" cellpadding="100" width="100%"><tr><td>x</table>', [(108, 108)]),
    "cellspacing": ('<table cellspacing="100" cellpadding="0" width="100%"><tr><td>x</table>', [(108, 108)]),
    "a table as wide as its text": ("<table cellspacing=0 cellpadding=0><tr><td>x</table>", [(8, 8)]),
    "the same, centred": (
        (
            '<table cellspacing=0 cellpadding=0 align=center><tr><td><div style="display:inline-block;width:100px">x'
            "</div></table>"
        ),
        [(250, 250)],
    ),
    "a narrow table": (f"<table cellspacing=0 cellpadding=0 width=200><tr><td>{LONG}</table>", [(8, 392)]),
    "a narrow cell": (f"<table cellspacing=0 cellpadding=0><tr><td width=200>{LONG}</table>", [(8, 392)]),
    "a narrow block": (f'<div style="width:200px">{LONG}</div>', [(8, 392)]),
    "a narrow limit": (f'<div style="max-width:200px">{LONG}</div>', [(8, 392)]),
    "auto margins": (f'<div style="max-width:200px;margin:0 auto">{LONG}</div>', [(200, 200)]),
    "a narrow block with one line": ('<div style="width:200px">x</div>', [(8, 8)]),
    "a limit that is not met": ('<div style="max-width:900px">x</div>', [(8, 8)]),
    "half the width": (f'<div style="width:50%">{LONG}</div>', [(8, 300)]),
    "a spacer column": (
        "<table cellspacing=0 cellpadding=0 width=100%><tr><td width=150>&nbsp;</td><td>x</table>",
        [(158, 8)],
    ),
    "a spacer column at the right": (
        f"<table cellspacing=0 cellpadding=0 width=100%><tr><td>{LONG}</td><td width=150>&nbsp;</td></table>",
        [(8, 158)],
    ),
    "columns": (
        "<table cellspacing=0 cellpadding=0 width=100%><tr><td width=50%>x</td><td>y</table>",
        [(8, 8), (0, 8)],
    ),
    "columns that are filled in other rows": (
        f"<table cellspacing=0 cellpadding=0 width=100%><tr><td width=50%>{LONG}<td><tr><td><td>y</table>",
        [(8, 0), (0, 8)],
    ),
    "columns in lines": (
        f'<div style="display:inline-block;width:50%">{LONG}</div>' * 2,
        [(8, 0), (0, 8)],
    ),
    "columns in rows of lines": (
        f'<div style="display:inline-block;width:30%">{LONG}</div>' * 5,
        [(8, 0), (0, 0), (0, 66), (8, 0), (0, 0)],
    ),
    "a narrow column below a wide one": (
        (
            f'<div style="display:inline-block;width:90%">{LONG}</div>'
            f'<div style="display:inline-block;width:40%">{LONG}</div>'
        ),
        [(8, 66), (8, 358)],
    ),
    "a narrow column below words that stand further": (
        f'Lorem ipsum dolor sit amet, consectetur <b>x</b><br><div style="display:inline-block;width:40%">{LONG}</div>',
        [(8, 8), (8, 358)],
    ),
    "floats": (
        f'<div style="float:left;width:50%">{LONG}</div><div style="float:left;width:50%">{LONG}</div>',
        [(8, 0), (0, 8)],
    ),
    "a column that goes on below the other": (
        '<div style="display:flex"><div style="width:50%">x</div><div><p>y</p><p>z</p></div></div>',
        [(8, 8), (0, 8), (0, 8)],
    ),
    "text below a column": (
        '<div style="float:left">x</div><div style="clear:both;margin-left:200px">y</div>',
        [(8, 8), (208, 8)],
    ),
    "text at the right": ('<div style="text-align:right">x</div>', [(8, 8)]),
    "right to left with a margin": ('<div dir="rtl" style="margin-right:200px">x</div>', [(8, 208)]),
    "a small image": (f'<img src="{IMAGE}" width="100">', [(8, 8)]),
    "an image with a margin": (f'<img src="{IMAGE}" width="100" hspace="200">', [(208, 208)]),
    "a table without padding": (
        '<table cellpadding=0 width=100% style="border-collapse:collapse;padding:0 99px"><tr><td>x</table>',
        [(8, 8)],
    ),
    "rows in no table": ('<table width=100% cellspacing=0 style="display:block"><tr><td>x</table>', [(9, 9)]),
    "ruby": ("<p>x <ruby>y<rt>z</rt></ruby> x</p>", [(8, 8)]),
    "lines from top to bottom": ('<div style="writing-mode:vertical-rl;width:40px">x</div>', []),
    "an image in the middle": (f'<img src="{IMAGE}" width="100" style="display:block;margin:0 auto">', [(250, 250)]),
}


@pytest.mark.parametrize(("html", "expected"), INSETS.values(), ids=INSETS)
def test_insets(chromium: Chromium, html: str, expected: list[tuple[float, float]]) -> None:
    found = [(inset.left, inset.right) for inset in show(chromium, f"<!doctype html>{html}").insets]
    assert found == [pytest.approx(pair, abs=1) for pair in expected]


GAPS = {
    "a line": ("<div>x</div><div>y</div>", 0),
    "paragraphs": ("<p>x</p><p>y</p>", 16),
    "two breaks": ("x<br><br>y", 18),
    "five breaks": ("x<br><br><br><br><br>y", 72),
    "empty paragraphs": ("<p>x</p><p>&nbsp;</p><p>&nbsp;</p><p>y</p>", 84),
    "a margin": ('<div style="margin-bottom:100px">x</div>y', 100),
    "a spacer row": ('<table cellspacing=0 cellpadding=0><tr><td>x<tr><td height="90"><tr><td>y</table>', 90),
    "a spacer image": (
        'x<div><img src="https://a.example/spacer.gif" width="9" height="90" style="display:block"></div>y',
        90,
    ),
    "an image": (f'<div>x</div><img src="{IMAGE}" width="90" height="90" style="display:block">y', 0),
    "a rule": ('<div style="margin-bottom:50px">x</div><hr style="margin:0"><div style="margin-top:40px">y</div>', 50),
    "a rule of nothing but a border": (
        (
            '<div style="margin-bottom:50px">x</div><hr style="border:0;border-top:1px solid #eee;margin:0">'
            '<div style="margin-top:40px">y</div>'
        ),
        50,
    ),
    "numbers of a list": ("<p>x</p><ol><li></li><li></li><li></li></ol><p>y</p>", 16),
    "a list without bullets": ('<p>x</p><ul style="list-style:none"><li>&nbsp;</li><li>&nbsp;</li></ul><p>y</p>', 68),
    "a hidden rule": (
        (
            '<div style="margin-bottom:50px">x</div><hr style="height:0;margin:0;visibility:hidden">'
            '<div style="margin-top:40px">y</div>'
        ),
        92,
    ),
    "a coloured line": (
        (
            '<div style="margin-bottom:50px">x</div><div style="height:2px;background:red"></div>'
            '<div style="margin-top:40px">y</div>'
        ),
        50,
    ),
    "columns": (
        f'<table><tr><td valign=top>x<div style="margin-top:200px">y</div><td>{"z<br>" * 14}</table>',
        0,
    ),
    "preformatted": ("<pre>x\n\n\n\ny</pre>", 45),
}


@pytest.mark.parametrize(("html", "expected"), GAPS.values(), ids=GAPS)
def test_gaps(chromium: Chromium, html: str, expected: float) -> None:
    found = [gap.height for gap in show(chromium, f"<!doctype html>{html}").gaps]
    assert max(found, default=0) == pytest.approx(expected, abs=3)


def test_image_widths(chromium: Chromium) -> None:
    html = f'<body style="margin:0"><img src="{IMAGE}"><br><img src="{IMAGE}" width="480"><br><img src="cid:1">'
    widths = {width: [image.width for image in chromium.render(html, (width,))[0].images] for width in (320, 600)}
    assert widths == {320: [600, 480, 600], 600: [600, 480, 600]}
    assert kinds(chromium, html) == {"image-width"}
    assert kinds(chromium, html, 320) == {"image-width", "image-overflow", "overflow"}
    assert kinds(chromium, f'<img src="{IMAGE}" style="max-width:80%">', 320) == set()


SIZES = {
    "as declared": ('width="90" height="120"', (90, 120)),
    "a height that follows": ('width="90" height="120" style="height:auto"', (90, 120)),
    "a width that follows": ('width="90" height="120" style="height:60px;width:auto"', (45, 60)),
    "one side, so that of the picture": ('width="90"', (90, 45)),
    "a share": ('width="50%" height="120" style="height:auto"', (292, 146)),
}


@pytest.mark.parametrize(("attributes", "expected"), SIZES.values(), ids=SIZES)
def test_pictures_keep_the_declared_ratio(chromium: Chromium, attributes: str, expected: tuple[int, int]) -> None:
    (image,) = show(chromium, f'<img src="{IMAGE}" {attributes}>').images
    assert (image.width, image.height) == pytest.approx(expected)


def test_one_load_serves_every_width(chromium: Chromium) -> None:
    html = "<style>@media (max-width:400px){p{color:red}}</style><p>x</p>"
    narrow, wide = chromium.render(html, (320, 600))
    assert (narrow.width, wide.width) == (320, 600)
    assert [text.differs for text in (*narrow.texts, *wide.texts)] == [("color",), ()]


def test_images_that_show_nothing(chromium: Chromium) -> None:
    html = (
        f'<img src="{IMAGE}" width="1" height="1" alt="a"><img src="{IMAGE}" style="display:none" alt="b">'
        '<img src="https://a.example/spacer.gif" width="90" height="90" alt="c">'
        f'<img src="{IMAGE}" width="90" height="90" alt="d e">'
    )
    seen = show(chromium, html)
    assert [image.is_seen for image in seen.images] == [False, False, False, True]
    assert [(word.text, word.marks) for word in seen.words] == [("d", "img"), ("e", "img")]
    assert violations(seen, AMAZON) == {"request-tracking": [f"1x1 {IMAGE}", f"0x0 {IMAGE}"]}


def test_requests(chromium: Chromium) -> None:
    html = (
        '<link rel="stylesheet" href="https://a.example/s.css"><style>@import "https://a.example/i.css";</style>'
        '<img src="http://a.example/1.png"><table background="https://a.example/2.png"><tr><td>x</table>'
        '<p style="background:url(https://a.example/3.png)">y</p><img src="relative.png"><img loading="lazy"'
        ' src="https://a.example/4.png"><script src="https://a.example/no.js"></script>'
        '<meta http-equiv="refresh" content="0;url=https://a.example/no.html">'
        "<script>document.write('written')</script><b onclick='x'>z</b>"
    )
    seen = show(chromium, html)
    assert {url.rpartition("/")[2]: kind for kind, url in seen.requests} == {
        "s.css": "stylesheet",
        "i.css": "stylesheet",
        **dict.fromkeys(("1.png", "2.png", "3.png", "4.png"), "image"),
    }
    assert [word.text for word in seen.words] == ["x", "y", "z"]
    assert violations(seen, AMAZON)["request-http"] == ["image http://a.example/1.png"]
    assert show(chromium, "x").requests == ()


def test_a_known_tracker(chromium: Chromium) -> None:
    url = "https://u1.ct.sendgrid.net/wf/open?upn=abc"
    assert kinds(chromium, f'<img src="{url}" width="100" height="20">') == {"request-tracking"}


WORDS = {
    "bold": ("<b>x</b> y <h2>z</h2>", ["x b", "y ", "z b"]),
    "a weight": ('<b style="font-weight:normal">x</b> <span style="font-weight:600">y</span>', ["x ", "y b"]),
    "part of a word": ("<b>x</b>y", ["xy b|"]),
    "italic": ("<em>x</em> <cite>y</cite>", ["x i", "y i"]),
    "underline": ('<u>x <span>y</span></u> <a href="#">z</a>', ["x u", "y u", "z u"]),
    "underline ends at a box": ('<u>x <span style="display:inline-block">y</span></u>', ["x u", "y "]),
    "struck": ("<s>x</s><br><del>y</del>", ["x s", "y s"]),
    "blocks part words": ("<div>x</div>y<br>z<table><tr><td>a</td><td>b</table>", [*"xyzab"]),
    "invisible characters": ("x&zwnj;y&shy;z&nbsp;a", ["xyz", "a"]),
}


@pytest.mark.parametrize(("html", "expected"), WORDS.values(), ids=WORDS)
def test_words(chromium: Chromium, html: str, expected: list[str]) -> None:
    found = [f"{word.text} {word.marks}" for word in show(chromium, html).words]
    assert found == [each if " " in each else f"{each} " for each in expected]


def test_words_know_what_is_around_them(chromium: Chromium) -> None:
    html = '<ul><li>a<ol><li>b</ol></ul><table><tr><td>c<table><tr><th>d</table></table><a href="x">e<i>f</i></a>'
    words = show(chromium, html).words
    assert [(word.text, word.items, word.cells, word.link) for word in words] == [
        ("a", 1, 0, None),
        ("b", 2, 0, None),
        ("c", 0, 1, None),
        ("d", 0, 2, None),
        ("ef", 0, 0, "x"),
    ]


DIFFERENCES = {
    "nothing": ('<p style="color:red">x <b>y</b></p>', "<p>x <b>y</b></p>", set()),
    "other nodes": ("<span>x</span>y <b>z</b><b>a</b>", "xy <b>za</b>", set()),
    "a lost word": ("x y z", "x z", {"text"}),
    "order": ("x y", "y x", {"text"}),
    "bold": ("<b>x</b>", "x", {"bold"}),
    "half bold": ("<b>x</b>y", "<b>xy</b>", {"bold"}),
    "emphasis": ("<u><i>x</i></u> <s>y</s>", "x y", {"italic", "underline", "strike"}),
    "list": ("<ul><li>x</ul>", "<ul>x</ul>", {"list"}),
    "table": ("<table><tr><td>x</table>", "<div>x</div>", {"table"}),
    "link": ('<a href="https://a.example/" style="text-decoration:none">x</a>', "x", {"link"}),
    "alternative text": (f'<img src="{IMAGE}" alt="x y">', "x y", set()),
    "a lost picture": (f'<img src="{IMAGE}" alt="x y">z', "z", {"picture"}),
}


@pytest.mark.parametrize(("before", "after", "expected"), DIFFERENCES.values(), ids=DIFFERENCES)
def test_differences(chromium: Chromium, before: str, after: str, expected: set[str]) -> None:
    assert set(differences(show(chromium, before), show(chromium, after))) == expected


@pytest.mark.parametrize(
    "html",
    ["", "<!-- -->", "<frameset><frame src='x.html'></frameset>", "<svg><text>x</text></svg>", "<plaintext>x", "a" * 9],
)
def test_odd_documents_are_measured(chromium: Chromium, html: str) -> None:
    assert show(chromium, html).width == 600

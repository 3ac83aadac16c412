"""The sizes of text as they are reckoned, beside those that a browser gives it."""

import pytest

from sanitizer.html.dom import Document
from sanitizer.html.typography import measure, setters, size_mark
from tests.browser.chromium import Chromium

AROUND = (
    "<p>{}</p>",
    '<div style="font-size:14px">{}</div>',
    '<div style="font-size:1.2rem"><small>{}</small></div>',
    '<div style="font-size:90%">{}</div>',
    '<div style="font-size:larger">{}</div>',
    '<div style="font-size:x-large">{}</div>',
    "<font size=1>{}</font>",
    "<font size=2>{}</font>",
    "<font size=7>{}</font>",
    "<h1>{}</h1>",
    "<small>{}</small>",
    "<pre>{}</pre>",
    '<pre style="font-size:20px">{}</pre>',
    '<samp style="font-size:small">{}</samp>',
)
TEXTS = (
    "<code>a</code>",
    "<tt><code>a</code></tt>",
    '<code style="font-size:14px">a</code>',
    '<code style="font-size:90%">a</code>',
    '<code style="font-size:smaller">a</code>',
    '<code style="font-size:xx-large">a</code>',
    '<code style="font-size:inherit">a</code>',
    '<kbd><big>a</big><i style="font-size:medium">b</i></kbd>',
    '<i style="font-size:initial"><code>a</code></i>',
    '<span style="font-size:1.5em"><code>a</code></span>',
)


@pytest.mark.parametrize("around", AROUND)
def test_code(chromium: Chromium, around: str) -> None:
    for text in TEXTS:
        html = "<!doctype html><body>" + around.format(text)
        (seen,) = chromium.render(html)
        document = Document(html)
        marked = [(element, mark) for element in document.elements() if (mark := size_mark(element)) is not None]
        reckoned = {round(size, 1): count for size, count in measure(setters(document, marked)).items()}
        assert reckoned == {round(size, 1): count for size, count in seen.font_sizes.items()}, html

"""The words of an element, as its reader sees them."""

import pytest

from sanitizer.html.dom import Document
from sanitizer.html.text import words_of


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("Your <b>or</b>der", "Your order"),
        ("<div>Your</div>order", "Your order"),
        ("Your<br>order", "Your order"),
        ('<img src="x" alt="Your order">', "Your order"),
        ("<style>p{}</style>Your\u200b order", "Your order"),
        ('<i style="display:none">Your</i> order', "order"),
        ('<i style="max-height:0">Your</i> order', "Your order"),
        ('<i style="max-height:0;overflow:hidden">Your</i> order', "order"),
        ('<span style="font-size:0"><b style="font-size:14px">Your order</b></span>', "Your order"),
        ('<span style="font-size:0">a<i>b<u style="font:14px x">Your</u></i>c</span> order', "Your order"),
        ('<span style="font-size:0">a<i style="font-size:2em">b</i></span>', ""),
    ],
)
def test_words(inside: str, words: str) -> None:
    (link,) = (each for each in Document(f'<a href="x">{inside}</a>').elements() if each.tag == "a")
    assert words_of(link).text == words

"""How wide words are reckoned, beside what a browser shows where no font is named."""

import pytest

from sanitizer.html.letters import share_of, space, words
from tests.browser.chromium import Chromium

TEXTS = (
    ("Your order has shipped! Thank you, Jane.", 16),
    ("Invoice No. 4711 (12/2026), 19 % VAT: 1,299.00", 13),
    ("Größe & Farbe wählen – dann „bestellen“", 20),
    ("WAVE AWAY: 50% OFF EVERYTHING, TODAY ONLY", 16),
    ("https://www.example.com/a/b_c?d=e&f=g~h#i", 14),
)
"""Texts and the size of their font in CSS pixels."""


@pytest.mark.parametrize(("text", "size"), TEXTS, ids=[text[:20] for text, _ in TEXTS])
def test_words_are_as_wide_as_in_a_browser(chromium: Chromium, text: str, size: int) -> None:
    shown = chromium.width_of(text, size)
    found = words(text, size)
    assert found is not None
    assert sum(found) + space(size) * text.count(" ") == pytest.approx(shown, rel=0.05)
    assert share_of(text) * size == pytest.approx(shown, rel=0.05)

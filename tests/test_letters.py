"""How wide words are reckoned, against what Chromium shows in Liberation Serif, and how many lines they fill."""

import pytest

from sanitizer.html.letters import lines, space, words

SHOWN = (
    ("Your order has shipped! Thank you, Jane.", 16, 266.5),
    ("Invoice No. 4711 (12/2026), 19 % VAT: 1,299.00", 13, 256.6),
    ("Größe & Farbe wählen – dann „bestellen“", 20, 336.5),
    ("WAVE AWAY: 50% OFF EVERYTHING, TODAY ONLY", 16, 376.6),
    ("https://www.example.com/a/b_c?d=e&f=g~h#i", 14, 264.3),
)
"""Texts, the size of their font and their width in a browser, in CSS pixels."""
TEXT = ":first-child, :last-child, :nth-child(2), :nth-last-child(2)"


@pytest.mark.parametrize(("text", "size", "pixels"), SHOWN, ids=[text[:20] for text, _, _ in SHOWN])
def test_words_are_as_wide_as_in_a_browser(text: str, size: float, pixels: float) -> None:
    found = words(text, size)
    assert found is not None
    assert sum(found) + space(size) * text.count(" ") == pytest.approx(pixels, rel=0.05)


@pytest.mark.parametrize("text", ["感谢您的订购", "Спасибо", "a" * 10_000])
def test_what_is_not_measured(text: str) -> None:
    assert words(text, 16) is None


@pytest.mark.parametrize(("room", "count"), [(1000, 1), (200, 2), (137, 3), (120, 4), (1, 9)])
def test_words_fill_lines_and_are_parted_at_hyphens(room: float, count: int) -> None:
    found = words(TEXT, 16)
    assert found is not None
    assert lines([found], space(16), room) == count


def test_words_of_several_texts_share_lines() -> None:
    first, second = words("Hello Jane,", 16), words("thank you", 16)
    assert first is not None
    assert second is not None
    assert lines([first, second], space(16), 150) == 1
    assert lines([first, second], space(16), 100) == 2
    assert lines([], space(16), 100) == 0

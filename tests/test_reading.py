"""Text made alike for matching, and the way back to what is displayed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitizer.content.reading import Reading
from tests.clock import seconds

ALIKE = [
    ("plain ASCII `text`", "plain ASCII `text`"),
    ("ｊａｎｅ＠ｓｈｏｐ．ｃｏｍ", "jane@shop.com"),
    ("ja\u200bne\u00ad@shop\u2060.com", "jane@shop.com"),
    ("𝓳𝓪𝓷𝓮 ⓢⓗⓞⓟ", "jane shop"),
    ("Cafe\u0301 – “so”…", 'Café - "so"...'),
    ("Grüße, Ёлка, 日本語、テスト", "Grüße, Ёлка, 日本語、テスト"),
    ("a\u00a0b\u3000c", "a b c"),
]


@pytest.mark.parametrize(("shown", "text"), ALIKE)
def test_text_is_made_alike(shown, text):
    assert Reading(shown).text == text


@pytest.mark.parametrize(
    ("shown", "found", "span"),
    [
        ("see ja\u200bne@x.de now", "jane@x.de", "ja\u200bne@x.de"),
        ("ｓｅｅ  ｊａｎｅ", "jane", "ｊａｎｅ"),
        ("at 7 ㏂ we", "a.m.", "㏂"),
        ("\u200b\u200bhi\u200b", "hi", "hi"),
        ("e\u0301te\u0301 fini", "été", "e\u0301te\u0301"),
    ],
)
def test_a_span_leads_back(shown, found, span):
    reading = Reading(shown)
    start = reading.text.index(found)
    first, last = reading.span(start, start + len(found))
    assert shown[first:last] == span


def test_sentences():
    reading = Reading("Hello there. Is it\nwell? Yes!\n\nBye\tNow。また")
    assert [reading.text[start:end].strip() for start, end in reading.sentences] == [
        "Hello there.", "Is it\nwell?", "Yes!", "Bye", "Now。", "また",
    ]  # fmt: skip


@pytest.mark.parametrize("shown", ["a" + "\u0301\u0316" * 200_000, "\uff21\u0301" * 200_000, "\ufdfa" * 50_000])
def test_a_hostile_text_takes_time_in_proportion(shown):
    assert seconds(lambda: Reading(shown).lower, 3) < 3


@pytest.mark.parametrize("piece", [".", "!.", '."', "\u2026 a", "\n ", "?)"])
def test_sentences_take_time_in_proportion(piece):
    assert seconds(lambda: Reading("a" + piece * 200_000).sentences, 3) < 3


@given(st.text(alphabet=st.sampled_from("ab 1.\n\t`éeｅ️\u0301\u200b\u00a0﹒㏂①İẞＡ日が\u3099ﬃ…—🙂\ue001"), max_size=40))
def test_every_character_has_a_place(shown):
    reading = Reading(shown)
    assert len(reading.lower) == len(reading.text)
    places = [reading.span(at, at + 1) for at in range(len(reading.text))]
    assert all(0 <= start < end <= len(shown) for start, end in places)
    assert places == sorted(places)
    for at, (start, end) in enumerate(places):
        if end - start == 1 and shown[start] == reading.text[at]:
            continue
        again = unicodedata.normalize("NFKC", shown[start:end])
        assert reading.text[at] in again or reading.text[at] in "'\"-./"

"""The words of a text and where they stand, and which short strings it has: as a plain look at the whole text says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitizer.content.needles import Needles
from sanitizer.content.words import Remembered, TextWords, bare, words_in

TEXTS = st.text(st.sampled_from("aeiréß 1290%€.,-\n\t@返品\u3000x"), max_size=120)
NEEDLES = st.lists(st.text(st.sampled_from("ae 1@x返"), min_size=1, max_size=5), max_size=8)


@given(TEXTS)
def test_words_are_those_of_the_whole_text_and_stand_where_they_are_said_to(text: str) -> None:
    words = TextWords(text)
    assert words.words == words_in(text)
    starts = list(map(words.start, range(len(words.words))))
    assert [text[start : words.end(number)] for number, start in enumerate(starts)] == words.words
    for offset in range(len(text) + 1):
        assert words.behind(offset) == sum(start < offset for start in starts)


@given(NEEDLES, st.lists(TEXTS, min_size=1, max_size=4), st.sampled_from((2, 16384)))
def test_needles_are_found_in_one_text_after_the_other(needles: list[str], texts: list[str], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sanitizer.content.needles._MOST", most)
        known = Needles(needles)
        for text in texts:
            assert known.within(text) == {needle for needle in needles if needle in text}


def test_what_is_very_long_is_not_remembered() -> None:
    asked: list[str] = []
    known = Remembered(lambda word: asked.append(word) or len(word))
    assert [known["a" * 41], known["a" * 41], known["ab"], known["ab"]] == [41, 41, 2, 2]
    assert asked == ["a" * 41, "a" * 41, "ab"]


def test_accents_go() -> None:
    assert list(map(bare, re.split(" ", "reseña façon größe がく plain"))) == [
        "resena",
        "facon",
        "große",
        "がく",
        "plain",
    ]

"""How many lines words fill, and which are not measured; how wide they are is asked of a browser."""

import pytest

from sanitizer.html.letters import lines, space, words

TEXT = ":first-child, :last-child, :nth-child(2), :nth-last-child(2)"


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

"""What goes with what is taken out of a text, so that nothing else is missed."""

from collections.abc import Iterable, Iterator

__all__ = ["begins_line", "ends_line", "removal", "removals"]

_BLANK = " \u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
_ENDS = "\n\t"
_CLOSING = ".,;:!?\u2026)]}\u00bb\u201d\u2019\u3002\u3001\uff0c\uff01\uff1f\uff1b\uff1a\uff09\u300d\u300f\u3011"
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">", "\uff08": "\uff09", "\u3010": "\u3011", "\u300c": "\u300d"}
_REACH = 8
"""Most blanks that are looked over: a text of blanks alone must not cost a walk for each emoji."""


def removal(text: str, start: int, end: int) -> tuple[int, int]:
    """The span that takes ``text[start:end]`` out, with brackets that hold only it and one of two adjoining blanks.

    No blank is left twice, before punctuation, or at an end of a line, that was not there before.
    """
    while start and end < len(text) and _BRACKETS.get(text[start - 1]) == text[end]:
        start, end = start - 1, end + 1
    before = text[start - 1 : start] if start else "\n"
    after = text[end : end + 1] or "\n"
    if after in _BLANK and (before in _BLANK or before in _ENDS):
        return start, end + 1
    if before in _BLANK and (after in _ENDS or after in _CLOSING):
        return start - 1, end
    return start, end


def removals(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans that take each of ``spans`` out, in order and apart."""
    cursor = 0
    for start, end in spans:
        first, past = removal(text, start, end)
        yield max(first, cursor), past
        cursor = past


def begins_line(text: str, start: int) -> bool:
    """Whether only blanks stand between ``text[start]`` and the beginning of its line or cell."""
    before = text[max(0, start - _REACH) : start].rstrip(_BLANK)
    return before[-1:] in _ENDS if before else start <= _REACH


def ends_line(text: str, end: int) -> bool:
    """Whether only blanks stand between ``text[end - 1]`` and the end of its line or cell."""
    after = text[end : end + _REACH].lstrip(_BLANK)
    return after[:1] in _ENDS if after else end + _REACH >= len(text)

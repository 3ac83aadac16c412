"""What goes with words that are taken out of a text."""

__all__ = ["cut"]

_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">", "\uff08": "\uff09", "\u3010": "\u3011", "\u300c": "\u300d"}
_SPACES = " \u00a0\u3000"


def cut(shown: str, start: int, end: int) -> tuple[int, int]:
    """The offsets of ``shown[start:end]`` with the brackets that would be left empty and one space behind."""
    while start and end < len(shown) and _BRACKETS.get(shown[start - 1]) == shown[end]:
        start, end = start - 1, end + 1
    if end < len(shown) and shown[end] in _SPACES and (not start or shown[start - 1].isspace()):
        end += 1
    return start, end

"""Prints the tables of ``content/signs/emoji_table.py`` from the Unicode data that the ``regex`` package carries.

Run ``python -m tests.emoji_table`` when Unicode has a new version, and put what it prints into that file.
"""

from collections.abc import Iterator

import regex

PICTURES = regex.compile(r"[\p{Emoji_Presentation}[\p{Extended_Pictographic}&&[\U00010000-\U0010ffff]]]", regex.V1)
"""Shown as pictures without being asked; beyond the basic plane also those that Unicode keeps free for emoji."""
VARIED = regex.compile(r"[\p{Extended_Pictographic}--\p{Emoji_Presentation}--[\U00010000-\U0010ffff]]", regex.V1)
"""Shown as pictures when a variation selector asks for it."""


def ranges(pattern: "regex.Pattern[str]") -> Iterator[tuple[int, int]]:
    """First and last character of every range that ``pattern`` matches."""
    start: int | None = None
    for code in range(0x80, 0x110001):
        matches = code < 0x110000 and pattern.match(chr(code)) is not None
        if matches and start is None:
            start = code
        elif not matches and start is not None:
            yield start, code - 1
            start = None


def escaped(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def table(pattern: "regex.Pattern[str]") -> list[str]:
    """The inside of a character class, range by range."""
    return [escaped(first) + (f"-{escaped(last)}" if last > first else "") for first, last in ranges(pattern)]


if __name__ == "__main__":
    for name, pattern in (("PICTURES", PICTURES), ("VARIED", VARIED)):
        print(f"{name} = (")
        line = ""
        for piece in table(pattern):
            if len(line) + len(piece) > 108:
                print(f'    "{line}"')
                line = ""
            line += piece
        print(f'    "{line}"\n)')

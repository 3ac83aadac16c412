"""Borders at the sides of a box: how wide they are drawn, and how they become narrower."""

from collections.abc import Iterator, Mapping

from sanitizer.html import css

__all__ = ["drawn", "narrowed"]

_WORDS = {"thin": 1.0, "medium": 3.0, "thick": 5.0}
"""Widths by name, in CSS pixels, as browsers have them."""
_STYLES = frozenset("dashed dotted double groove inset outset ridge solid".split())
"""Styles of a border that is seen."""
_SIDES = {"": (0, 1), "left": (0,), "right": (1,), "inline-start": (0,), "inline-end": (1,), "inline": (0, 1)}
_PLACES = (3, 1)
"""The left and the right side among the four of a shorthand."""
_LONGEST = 32
"""Characters of a width; a longer one is none that a person wrote."""


def drawn(styled: Mapping[str, str], line: float) -> tuple[float, float]:
    """The pixels of the left and the right border, where an attribute draws one of ``line`` pixels."""
    widths, seen = [line, line], [line > 0, line > 0]
    for name, value in styled.items():
        if name.startswith("border") and (what := _read(name)) is not None:
            sides, part = what
            for side in sides:
                words = _words(name, value, part, side)
                if part != "style":
                    widths[side] = next((width for word in words if (width := _pixels(word)) is not None), 3.0)
                if part != "width":
                    seen[side] = not _STYLES.isdisjoint(words)
    left, right = (width if is_seen else 0.0 for width, is_seen in zip(widths, seen, strict=True))
    return left, right


def narrowed(style: str, most: float) -> Iterator[tuple[int, str]]:
    """The declarations, by index, with borders at the sides brought to so many pixels."""
    for index, declaration in enumerate(css.parse_style(style)):
        what = _read(declaration.name)
        if what is None or what[1] == "style":
            continue
        words = [f"{most:g}px" if (_pixels(word) or 0.0) > most else word for word in declaration.value.split()]
        if (value := " ".join(words)) != declaration.value:
            yield index, f"{declaration.name}:{value}{' !important' if declaration.important else ''}"


def _read(name: str) -> tuple[tuple[int, ...], str] | None:
    """The sides that a property speaks of, and of what of them; ``None`` for another property."""
    rest = name.removeprefix("border").removeprefix("-") if name.startswith("border") else "other"
    side, _, part = rest.rpartition("-") if rest.endswith(("style", "width")) else (rest, "", "")
    return None if (sides := _SIDES.get(side)) is None else (sides, part)


def _words(name: str, value: str, part: str, side: int) -> list[str]:
    """The words of a declaration that are about a side."""
    words = value.lower().split()
    if not part or len(words) == 1:
        return words
    if "inline" in name:
        return words[side : side + 1]
    four = css.sides(value.lower())
    return [] if four is None else [four[_PLACES[side]]]


def _pixels(word: str) -> float | None:
    """The pixels of a width; ``None`` for another word."""
    word = word.lower()
    if (pixels := _WORDS.get(word)) is not None:
        return pixels
    given = css.parse_length(word) if len(word) <= _LONGEST else None
    return None if given is None or given.unit == "%" else css.in_pixels(given, 0.0)

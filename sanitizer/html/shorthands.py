"""Shorthand properties: which longhands one sets, and to what (CSS Cascade 5, 2.1)."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from sanitizer.html import css, fonts
from sanitizer.html.css import WIDE_KEYWORDS, Declaration

__all__ = ["font_declarations", "longhands", "overlaps", "parts", "surely_set", "value_of", "words"]

_SIDES = ("top", "right", "bottom", "left")
_PARTS = ("width", "style", "color")
_FONT = (
    "font-style", "font-variant", "font-weight", "font-stretch", "font-size", "line-height", "font-family",
    "font-kerning", "font-size-adjust",
)  # fmt: skip
_SHORTHANDS: dict[str, tuple[str, ...]] = {
    "background": (
        "background-attachment", "background-clip", "background-color", "background-image", "background-origin",
        "background-position", "background-repeat", "background-size",
    ),
    "border": (*(f"border-{side}-{part}" for side in _SIDES for part in _PARTS), "border-image"),
    **{f"border-{part}": tuple(f"border-{side}-{part}" for side in _SIDES) for part in _PARTS},
    **{f"border-{side}": tuple(f"border-{side}-{part}" for part in _PARTS) for side in _SIDES},
    "border-radius": tuple(f"border-{corner}-radius" for corner in (
        "top-left", "top-right", "bottom-right", "bottom-left",
    )),
    "columns": ("column-count", "column-width"),
    "font": _FONT,
    "list-style": ("list-style-image", "list-style-position", "list-style-type"),
    "margin": tuple(f"margin-{side}" for side in _SIDES),
    "outline": ("outline-color", "outline-style", "outline-width"),
    "overflow": ("overflow-x", "overflow-y"),
    "padding": tuple(f"padding-{side}" for side in _SIDES),
    "text-decoration": (
        "text-decoration-color", "text-decoration-line", "text-decoration-style", "text-decoration-thickness",
    ),
}  # fmt: skip
_LOGICAL = {
    **{f"{box}-inline": (f"{box}-left", f"{box}-right") for box in ("margin", "padding")},
    **{f"{box}-inline-start": (f"{box}-left", f"{box}-right") for box in ("margin", "padding")},
    **{f"{box}-inline-end": (f"{box}-right", f"{box}-left") for box in ("margin", "padding")},
    **{f"{box}-block": (f"{box}-top", f"{box}-bottom") for box in ("margin", "padding")},
    **{f"{box}-block-start": (f"{box}-top",) for box in ("margin", "padding")},
    **{f"{box}-block-end": (f"{box}-bottom",) for box in ("margin", "padding")},
    **{f"{limit}inline-size": (f"{limit}width",) for limit in ("", "max-", "min-")},
    **{f"{limit}block-size": (f"{limit}height",) for limit in ("", "max-", "min-")},
}
"""Properties along the text, with those they may set; the first is the one in a page read from left to right."""

_LENGTH = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:px|pt|pc|in|cm|mm|q|em|rem|ex|ch|vw|vh|%)"
_SIZE = re.compile(rf"{_LENGTH}|[+-]?0+(?:\.0+)?", re.IGNORECASE)
_SIZED = {
    "height": "auto", "width": "auto", "max-height": "none", "max-width": "none", "min-height": "auto",
    "min-width": "auto", "font-size": "medium", "letter-spacing": "normal", "word-spacing": "normal",
    "text-indent": "0", "border-radius": "0",
    **{f"padding-{side}": "0" for side in _SIDES}, **{f"margin-{side}": "auto" for side in _SIDES},
}  # fmt: skip
"""Properties that take one size, each with a keyword that it takes too."""
_BOX_SIZE = re.compile(r"[+-]?\.?\d|auto$|[a-z-]+\(", re.IGNORECASE)
"""What a side of a margin or padding may begin with."""
_BORDER_WIDTHS = frozenset(("thin", "medium", "thick"))
_BORDER_STYLES = frozenset("none hidden dotted dashed solid double groove ridge inset outset".split())
_KEYWORDS = {
    "border-collapse": frozenset(("collapse", "separate")),
    "clear": frozenset(("both", "left", "none", "right")),
    "display": frozenset("block inline inline-block none table table-cell table-row list-item flex".split()),
    "float": frozenset(("left", "none", "right")),
    "font-style": frozenset(("italic", "normal", "oblique")),
    "font-weight": frozenset(
        ("bold", "bolder", "lighter", "normal", *(str(weight) for weight in range(100, 901, 100)))
    ),
    "list-style-type": frozenset("circle decimal disc lower-alpha lower-roman none square upper-roman".split()),
    "table-layout": frozenset(("auto", "fixed")),
    "text-decoration": frozenset(("line-through", "none", "overline", "underline")),
    "text-transform": frozenset(("capitalize", "lowercase", "none", "uppercase")),
    "vertical-align": frozenset("baseline bottom middle sub super text-bottom text-top top".split()),
    "visibility": frozenset(("collapse", "hidden", "visible")),
    "white-space": frozenset(("normal", "nowrap", "pre", "pre-line", "pre-wrap")),
}
_LIST_POSITIONS = frozenset(("inside", "outside"))
_DECORATIONS = frozenset(("blink", "line-through", "none", "overline", "underline"))
_DECORATION_STYLES = frozenset(("dashed", "dotted", "double", "solid", "wavy"))
_COLOR = re.compile(r"#[0-9a-f]{3,8}|(?:rgb|hsl)a?\(.*\)|[a-z]+", re.IGNORECASE | re.DOTALL)
_HEX = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
_SURE_COLORS = frozenset(
    "aqua black blue currentcolor fuchsia gray green grey lime maroon navy olive orange purple red silver teal"
    " transparent white yellow".split()
)
_PART_TESTS: dict[str, Callable[[str], bool]] = {
    "border-width": lambda word: word in _BORDER_WIDTHS or (_SIZE.fullmatch(word) is not None and word[0] != "-"),
    "border-style": lambda word: word in _BORDER_STYLES,
    "border-color": lambda word: word in _SURE_COLORS or _HEX.fullmatch(word) is not None,
}
_WORD = re.compile(r"(?:[^\s()\"']|\((?:[^()\"']|\([^()]*+\)|\"[^\"]*+\"|'[^']*+')*+\)?|\"[^\"]*+\"?|'[^']*+'?|\))++")


def longhands(name: str) -> tuple[str, ...]:
    """The longhands that a property sets, itself for a longhand; of one along the text all those it may set."""
    return _SHORTHANDS.get(name) or _LOGICAL.get(name) or (name,)


@lru_cache(maxsize=2048)
def overlaps(name: str, other: str) -> bool:
    """Whether two properties may set the same longhand."""
    if name == other or "all" in (name, other):
        return True
    return not set(longhands(name)).isdisjoint(longhands(other))


def parts(name: str) -> tuple[str, ...]:
    """The longhands that a shorthand sets; the property itself for any other, also for one along the text."""
    return _SHORTHANDS.get(name) or (name,)


@lru_cache(maxsize=8192)
def surely_set(name: str, value: str) -> tuple[str, ...]:
    """The :func:`parts` that a declaration sets in every browser.

    None for a value that a browser may not take, since it then skips the declaration.
    """
    return parts(name) if _is_surely_taken(name, value.lower()) else ()


def _is_surely_taken(name: str, value: str) -> bool:
    if value in ("inherit", "initial", "unset"):
        return True
    if name in _KEYWORDS:
        return value in _KEYWORDS[name]
    if name in _SIZED:
        is_size = _SIZE.fullmatch(value) is not None and not (value.startswith("-") and not name.startswith("margin"))
        return is_size or value == _SIZED[name]
    if name in _PART_TESTS:
        return css.sides(value) is not None and all(map(_PART_TESTS[name], value.split()))
    if name in ("margin", "padding"):
        return css.sides(value) is not None and all(_is_surely_taken(f"{name}-top", word) for word in value.split())
    if name == "font":
        return bool(_font(value))
    if name.startswith("border") and name in _SHORTHANDS:
        said = _border(value)
        return said is not None and (said["color"] in _SURE_COLORS or _HEX.fullmatch(said["color"]) is not None)
    return False


def words(value: str) -> list[str]:
    """The parts of a value between white space that is not in brackets or a string."""
    return _WORD.findall(value) if "(" in value or '"' in value or "'" in value else value.split()


def font_declarations(declaration: Declaration) -> Iterator[Declaration]:
    """A ``font`` shorthand as the longhands a mail may show, with those it sets back to ``normal``.

    Nothing for a system font, and for a value that no browser takes.
    """
    for name, value in _font(declaration.value).items():
        yield declaration._replace(name=name, value=value)


@lru_cache(maxsize=1024)
def _font(value: str) -> dict[str, str]:
    if value.lower() in WIDE_KEYWORDS:
        return dict.fromkeys(_FONT, value.lower())
    written = fonts.longhands(
        Declaration("font", value, important=False, start=0, end=0), family=True, line_height=True
    )
    said = {each.name: each.value for each in css.parse_style(written)}
    if not {"font-size", "font-family"} <= said.keys():
        return {}
    return {name: said.get(name, "normal") for name in ("font-style", "font-weight", "font-variant", "font-size",
                                                       "line-height", "font-family")}  # fmt: skip


def value_of(declaration: Declaration, longhand: str) -> str | None:
    """What a declaration sets a longhand to; ``None`` if it says nothing of it or cannot be understood.

    A page read from left to right and from top to bottom is assumed.
    """
    name, value = declaration.name, declaration.value
    if name == longhand:
        return value
    if longhand not in longhands(name):
        return None
    if value.lower() in WIDE_KEYWORDS:
        return value
    if name in _LOGICAL:
        return _logical(name, value, longhand)
    return _split(name, value).get(longhand)


def _logical(name: str, value: str, longhand: str) -> str | None:
    named = _LOGICAL[name]
    if name.endswith(("-inline", "-block")):
        pair = words(value)
        return pair[min(named.index(longhand), len(pair) - 1)] if 0 < len(pair) <= 2 else None
    return value if named[0] == longhand else None


@lru_cache(maxsize=4096)
def _split(name: str, value: str) -> dict[str, str]:
    """The longhands of a shorthand that are told apart here, with their values."""
    if name in ("margin", "padding", "border-width", "border-style", "border-color"):
        sides = words(value)
        if not 1 <= len(sides) <= 4:
            return {}
        if name in ("margin", "padding") and not all(_BOX_SIZE.match(word) for word in sides):
            return {}
        four = ([*sides, sides[1]] if len(sides) == 3 else sides * 4)[:4]
        return dict(zip(_SHORTHANDS[name], four, strict=True))
    if name == "font":
        return _font(value)
    if name.startswith("border") and name != "border-radius":
        said = _border(value)
        return {} if said is None else {
            longhand: said[longhand.rpartition("-")[2]] for longhand in _SHORTHANDS[name] if longhand != "border-image"
        }  # fmt: skip
    if name == "overflow":
        pair = value.split()
        return {"overflow-x": pair[0], "overflow-y": pair[-1]} if 0 < len(pair) <= 2 else {}
    if name == "background":
        return _background(value)
    if name == "list-style":
        return _list_style(value)
    if name == "text-decoration":
        return _decoration(value)
    return {}


def _border(value: str) -> dict[str, str] | None:
    """Width, style and colour of a border; ``None`` for what is not one."""
    said: dict[str, str] = {}
    for word in words(value.lower()):
        part = (
            "width" if word in _BORDER_WIDTHS or (_SIZE.fullmatch(word) and word[0] != "-")
            else "style" if word in _BORDER_STYLES
            else "color" if _COLOR.fullmatch(word)
            else ""
        )  # fmt: skip
        if not part or part in said:
            return None
        said[part] = word
    return {"width": "medium", "style": "none", "color": "currentcolor", **said} if said else None


def _background(value: str) -> dict[str, str]:
    """Colour and first image; the other longhands only place the image."""
    said = {"background-color": "transparent", "background-image": "none"}
    for written in words(value):
        word = written.lower()
        if "url(" in word or "gradient(" in word or "image-set(" in word:
            said["background-image"] = written
        elif word.startswith(("#", "rgb", "hsl", "hwb", "lab", "lch", "oklab", "oklch", "color")) or (
            word.isalpha() and word not in _PLACING
        ):
            said["background-color"] = word
    return said


_PLACING = frozenset(
    "none repeat round space scroll fixed local left right top bottom center cover contain auto".split()
)


def _list_style(value: str) -> dict[str, str]:
    said = {"list-style-image": "none", "list-style-position": "outside", "list-style-type": "disc"}
    for word in words(value):
        lower = word.lower()
        if lower.startswith("url("):
            said["list-style-image"] = word
        elif lower in _LIST_POSITIONS:
            said["list-style-position"] = lower
        else:
            said["list-style-type"] = word
    return said


def _decoration(value: str) -> dict[str, str]:
    said = words(value.lower())
    lines = [word for word in said if word in _DECORATIONS]
    others = [word for word in said if word not in _DECORATIONS and word not in _DECORATION_STYLES]
    color = [word for word in others if not _SIZE.fullmatch(word) and _COLOR.fullmatch(word)]
    return {
        "text-decoration-line": " ".join(lines) or "none",
        "text-decoration-style": next((word for word in said if word in _DECORATION_STYLES), "solid"),
        "text-decoration-color": color[0] if color else "currentcolor",
    }

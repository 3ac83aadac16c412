"""Whether a value is one that its CSS property takes, as far as the grammars of cssutils tell."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from sanitizer.html.css import WIDE_KEYWORDS

if TYPE_CHECKING:
    from cssutils.profiles import Profiles

__all__ = ["JUDGED", "is_valid"]

_SIZES = "fit-content|min-content|max-content|stretch"
_BOX_SIZES = frozenset("height max-height max-width min-height min-width width".split())
JUDGED = _BOX_SIZES | frozenset(
    "background-color border-bottom-color border-bottom-style border-bottom-width border-collapse border-left-color"
    " border-left-style border-left-width border-right-color border-right-style border-right-width border-spacing"
    " border-top-color border-top-style border-top-width border-width box-sizing color direction display font-size"
    " font-style font-weight letter-spacing line-height margin margin-bottom margin-left margin-right margin-top"
    " opacity padding padding-bottom padding-left padding-right padding-top table-layout text-align text-indent"
    " text-transform vertical-align visibility white-space word-spacing".split()
)
"""The properties that are judged. Of others cssutils has a grammar of long ago, or one whose regular expression
takes exponential time (``voice-family``), or none."""

_NEWER = {
    **dict.fromkeys(_BOX_SIZES, f"{_SIZES}|auto|none"),
    "display": "(?:(?:block|inline) +)?(?:flow|flow-root|flex|grid|table|ruby)|inline-flex|inline-grid|contents"
    "|block|inline",
    "font-size": "xxx-large",
    "font-style": r"oblique [+-]?\d{1,2}deg",
    "font-weight": r"[1-9]\d{0,2}|1000",
    "opacity": r"\d{1,3}%",
    "text-align": "start|end|match-parent|justify-all",
    "text-transform": "full-width|full-size-kana|math-auto",
    "white-space": "break-spaces",
}
"""Values that came after the profiles of cssutils: CSS Display 3, Sizing 3, Text 3, Fonts 4, Color 4."""
_NEWER_COLORS = (
    "currentcolor|transparent|rebeccapurple|accentcolor|accentcolortext|activetext|buttonborder|buttonface|buttontext"
    "|canvas|canvastext|field|fieldtext|graytext|highlight|highlighttext|linktext|mark|marktext|selecteditem"
    "|selecteditemtext|visitedtext|window|windowframe|windowtext"
)
_LONGEST = 64
"""Characters of a value that is judged at most; of those of 2,446 kinds in real mail, the longest has 20."""
_PLAIN = re.compile(r"(?!.*(?:%%|\B-[a-z]))[a-z0-9 #.,:%+-]*", re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=4096)
def is_valid(name: str, value: str) -> bool:
    """Whether the property takes the value; true also for what is not judged.

    Judged are plain values of the :data:`JUDGED` properties: no functions, strings, words of one vendor
    (``-webkit-box``) or marks of a template. ``name`` is in lower case, ``value`` decoded and without ``!important``.
    """
    if name not in JUDGED or len(value) > _LONGEST or not _PLAIN.fullmatch(value) or value.lower() in WIDE_KEYWORDS:
        return True
    valid, _, _ = _profiles().validateWithProfile(name, value)
    return bool(valid)


@cache
def _profiles() -> "Profiles":
    from cssutils.profiles import Profiles  # 0.2 s, and only a rule that is off by default asks

    profiles = Profiles()  # of our own, since cssutils' shared one may be configured by the program around us
    colors = {name: f"{{color}}|{_NEWER_COLORS}" for name in JUDGED if name.endswith("color")}
    hex_color = "#[0-9a-f]{3,4}|#[0-9a-f]{6}|#[0-9a-f]{8}"
    profiles.addProfile("newer CSS", _NEWER | colors, {"hexcolor": hex_color})
    return profiles

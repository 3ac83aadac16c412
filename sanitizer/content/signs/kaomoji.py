"""Whether what stands between round brackets is a face: two eyes that are alike, what may be a mouth, and no words.

Signs that are punctuation too, such as ``-`` and ``・``, are eyes beside a mouth that nothing else is; what hardly
anything else is, such as ``╥`` and ``≧``, may have any sign for a mouth.
"""

import re
from functools import cache

from sanitizer.lazy import lazy

__all__ = ["ASCII_FACES", "is_kaomoji"]

ASCII_FACES = (
    r"\^[_.\-oOvw0]{0,2}\^(?:;+)?|\^_[-~]|-_\^|>[_.]<|T[_o]T|Q_Q|;[_-];|-_-+(?:;+|\|+)?|=_=|[oO0]_[oO0]|o\.O|O\.o|x_x|X_X|@_@"
    r"|\*[_-]\*|\._\.|~_~|u_u|n_n|>_>|<_<|\$_\$|~o~"
)
"""Faces of plain signs and letters."""
_WITH_BLANK = (
    r"/_;|\?_\?|(?:\u30fc\u30fc|\u4e00\u4e00|--|\^\^);+"
    r"|(?:[*;]{0,2}(?:T T|; ;|- -|_ _|\^ \^|\* \*|'\s?o\s?'))[*;]{0,2}"
)
_ASCII_IN_ROUND = rf"[;*'\u3002\u3065\u30ceo\s]*(?:{ASCII_FACES})[;*'\u3002o\s]*|\*?\^\*\^\*?|><"

_EYE = "\u0304"
"""Stands for any mark over nothing, which ``゜``, ``￣`` and ``˘`` are once they are made alike."""
_BARE_MARK = lazy(r"\s?[\u3099\u309a]|(?:\A|[\s'`])[\u0300-\u036f]")
_MARK = lazy(r"[\u0300-\u0303\u0305-\u036f\u0e31-\u0e3a\u0e47-\u0e4e]|\s")
_SURE_EYES = (
    f"^{_EYE}\u2312\u25d5\u25c9\u2299\u0ca0\u0ca5\u2565\u2022\u02c3\u02c2\u2256\u25e0\u1d54\u3112\u2267\u2266\u02ca\u02cb\u2229\u1d16\u2579"
    "\u25d4\u272a\u2609\u0ca1\xac\u15d2\u15d5\ub208\u1d17"
)
_EYES = (
    "-.*~=;'`+><|#@$,oOTQxXunvU0\u30fb\xb7\xb0\u3002\u30fc\u4e00\u2500\u309c\u3003"
    "\u25cb\u25cf\u25ce\u2605\u2606\u2665\u2661\u25e1\u203f\u275b\u014f\u03a6"
)
_MOUTHS = (
    "_\u03c9\u0414\u0434\u2200\u25bd\u2207\u25a1\ufe4f\u203f\u25e1\u1d17\u1d25\u1107\u3008\ufe3f\u0296\u7686\u76ca"
    "\u25b3\u03b5\u53e3\u4eba\u3142\u3145\u25bf\u15dc\u25c7\u30a7\u30a8\u30ee\u02ec\u3078\u11ba\u1403\u141b\u30ed\u02cd\u0398\u0436\u1d55\u2038\ua1f4\ua4b3"
)
_ANY_MOUTH = rf"(?:[^\w\s,\u3001/:]|[{_MOUTHS}owvuxWO3n\u30fc])"
_MIRRORED = (
    *">< <> \u2267\u2266 '` `' \u02ca\u02cb \u02cb\u02ca \u02c3\u02c2 \u256f\u2570 \u15d2\u15d5".split(),
    *f"^- -^ ;' '; \u30fb' o- -o \xf2\xf3 \xf3\xf2 /\\ {_EYE}` `{_EYE} {_EYE}' '{_EYE} \u2035' '\u2035".split(),
)
"""Left and right eyes that differ."""
_AROUND = r"(?:[^\w\s\u3001/:]|[oO\u3065\u3063\u3064\u30ce\u0648\u0e07\u0e51\u706c\u5f61\u65e6_\u4eba\u10da\u03c2])"
"""Cheeks, sweat, hands and what else stands beside a face."""
_LETTERS = frozenset(
    "\u10da\u03c2oOTvxwun\u30ce\u30b7\u3065\u3063\u3064\u706c\u5f61\u65e6\u0e07\u0e51\u0648\u0449\u0299"
)
"""Letters that stand in faces besides mouths."""
_LONE_EYES = frozenset(f"{_SURE_EYES};'`\u30fb\xb0><*=\u25cf\u2606\u2605")
_LONE_MOUTHS = frozenset(
    "\u03c9\u0414\u0434\u2200\u25bd\u2207\ufe4f\u203f\u25e1\u1d17\u76ca\u1d25\u03b5\u3142\u15dc\ufe3f\u0296"
)
_MAY_BE = lazy(rf"[{re.escape(_SURE_EYES + _MOUTHS)};>=~@T\-\u0300-\u036f\u3099\u309a]|\u30fb.?\u30fb|\u4e00.\u4e00")


@cache
def _pattern() -> "tuple[re.Pattern[str], re.Pattern[str]]":
    """A face as it stands, and one without blanks and marks."""
    mouth = rf"[.\-\u30fb\xb7\xb0*]?[{_MOUTHS}]{{1,2}}[.\-\u30fb\xb7\xb0*]?"
    mirrored = "|".join(rf"{re.escape(eyes[0])}{mouth}{re.escape(eyes[1])}" for eyes in _MIRRORED)
    pair = (
        rf"(?P<sure>[{re.escape(_SURE_EYES)}]){_ANY_MOUTH}{{1,3}}(?P=sure)|(?P<eye>[{re.escape(_EYES)}]){mouth}(?P=eye)"
        rf"|{mirrored}|\u2267{_ANY_MOUTH}{{0,3}}\u2266|\u02c3{_ANY_MOUTH}{{0,3}}\u02c2|[\^\u2312]{{2}}|{_EYE}[-\u30fc]`"
    )
    return (
        re.compile(rf"{_WITH_BLANK}|{_ASCII_IN_ROUND}"),
        re.compile(rf"{_AROUND}{{0,8}}?(?:{pair}){_AROUND}{{0,8}}"),
    )


def is_kaomoji(inside: str) -> bool:
    """Whether 2 to 20 characters between round brackets are a face."""
    if not _MAY_BE.search(inside):
        return False
    as_it_stands, bare = _pattern()
    if as_it_stands.fullmatch(inside):
        return True
    face = _MARK.sub("", _BARE_MARK.sub(_EYE, inside))
    if bare.fullmatch(face):
        return True
    if any(sign.isalnum() and sign not in _LETTERS and sign not in _MOUTHS for sign in face):
        return False
    return not _LONE_MOUTHS.isdisjoint(face) and not _LONE_EYES.isdisjoint(face)

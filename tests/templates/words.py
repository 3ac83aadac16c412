"""Data for templates: whatever is asked for is there, and shows as a word made of the names that led to it."""

import re
from collections.abc import Iterator

MODES = ("true", "false", "0", "1")
"""What conditions say: all yes, all no, and two halves that their names choose."""


def truth(names: str, mode: str) -> bool:
    if mode in ("true", "false"):
        return mode == "true"
    return (sum(map(ord, names)) + int(mode)) % 2 == 0


def word(names: tuple[str, ...]) -> str:
    last = next((name for name in reversed(names) if not name.isdecimal()), "")
    whole = re.sub(r"\W", "", "".join(names))
    if re.search("url|link|href|src|logo|image|icon|avatar", last, re.IGNORECASE):
        return f"https://www.amazon.com/{whole}"
    if re.search("width|height|size|padding|quantity|count", last, re.IGNORECASE):
        return "10"
    return "#333333" if re.search("colou?r", last, re.IGNORECASE) else f"W{whole}"


class Anything:
    """A list of two, every attribute, item and call of which is one of these again."""

    def __init__(self, names: tuple[str, ...], mode: str) -> None:
        self._names = names
        self._mode = mode

    def _below(self, name: object) -> "Anything":
        return Anything((*self._names, str(name)), self._mode)

    def __getattr__(self, name: str) -> "Anything":
        if name.startswith("__") or name in ("do_not_call_in_templates", "alters_data", "resolve_expression"):
            raise AttributeError(name)
        return self._below(name)

    def __getitem__(self, name: object) -> "Anything":
        return self._below(name)

    def __call__(self, *_: object, **__: object) -> "Anything":
        return self

    def __iter__(self) -> Iterator["Anything"]:
        return iter((self._below(0), self._below(1)))

    def __len__(self) -> int:
        return 2

    def __bool__(self) -> bool:
        return truth("".join(self._names), self._mode)

    def __contains__(self, item: object) -> bool:
        return truth(f"{''.join(self._names)}{item}", self._mode)

    def _compared(self, other: object) -> bool:
        return truth(f"{''.join(self._names)}{other}", self._mode)

    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = _compared

    def __ne__(self, other: object) -> bool:
        return not self._compared(other)

    def __hash__(self) -> int:
        return hash(self._names)

    def _same(self, *_: object) -> "Anything":
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __floordiv__ = __mod__ = __neg__ = (
        _same
    )

    def __str__(self) -> str:
        return word(self._names)

    def __html__(self) -> str:
        return word(self._names)

    def __format__(self, _: str) -> str:
        return word(self._names)

    def __int__(self) -> int:
        return 2

    __index__ = __int__

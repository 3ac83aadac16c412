"""Selectors (Selectors 4): which are valid, how specific they are, and which can match an element at rest.

What a selector matches is the parser's to say (``select`` of the tree), which also knows quirks mode. It takes some
selectors that no browser takes, so all are judged here first.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from sanitizer.lazy import lazy

__all__ = ["Selector", "Specificity", "parse_selectors"]

Specificity = tuple[int, int, int]
"""Counts of ids, of classes, attributes and pseudo-classes, and of types (Selectors 4, 17)."""


class Selector(NamedTuple):
    """One complex selector without its comments."""

    text: str
    specificity: Specificity


_COMPOUND = r"(?:(?:[a-z][a-z0-9-]*+|\*)(?:[.#][a-z_][\w-]*+)*+|(?:[.#][a-z_][\w-]*+)++)"
_PLAIN = lazy(rf"{_COMPOUND}(?:(?:\s*[>+~]\s*|\s+){_COMPOUND})*+", re.ASCII | re.IGNORECASE)
"""What most selectors of mail are made of: types, ids and classes without escapes."""
_TYPE = lazy(r"(?<![\w.#-])[a-z]", re.ASCII | re.IGNORECASE)

_ESCAPE = r"\\(?:[0-9a-f]{1,6}\s?|[^\n0-9a-f])"
_NAME = rf"(?:[\w-]|[^\x00-\x7f]|{_ESCAPE})"
_IDENT = rf"(?:--{_NAME}*+|-?(?:[a-z_]|[^\x00-\x7f]|{_ESCAPE}){_NAME}*+)"
_STRING = r"""(?:"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')"""
_TOKEN = lazy(
    rf"""
    (?P<comment>/\*(?:[^*]|\*(?!/))*+\*/)
  | (?P<space>\s++)
  | (?P<combinator>[>+~])
  | (?P<comma>,)
  | (?P<id>\#{_IDENT})
  | (?P<class>\.{_IDENT})
  | (?P<attribute>\[\s*{_IDENT}\s*(?:[~|^$*]?=\s*(?:{_IDENT}|{_STRING})\s*(?:[is]\s*)?)?\])
  | (?P<element>::(?P<element_name>{_IDENT})(?P<element_call>\()?)
  | (?P<pseudo>:(?P<pseudo_name>{_IDENT})(?P<call>\()?)
  | (?P<type>{_IDENT}|\*)
    """,
    re.DOTALL | re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_ARGUMENT = lazy(rf"{_STRING}|\\.|[()]", re.DOTALL)
_NTH = lazy(r"\s*(?:even|odd|[+-]?\d+|[+-]?\d*n(?:\s*[+-]\s*\d+)?)\s*(?:\sof\s(?P<of>.+))?", re.DOTALL | re.IGNORECASE)
_STATIC = frozenset(
    "any-link checked default disabled empty enabled first-child first-of-type last-child last-of-type link only-child"
    " only-of-type optional read-only read-write required root".split()
)
"""Pseudo-classes that the tree alone settles."""
_LIVE = frozenset(
    "active autofill defined focus focus-visible focus-within fullscreen hover scope target user-invalid user-valid"
    " visited".split()
)
"""Pseudo-classes of what a reader does, or that are of no use in mail; the parser knows them."""
_UNKNOWN_TO_PARSER = frozenset(
    "-webkit-autofill buffering in-range indeterminate invalid local-link modal muted open out-of-range paused"
    " picture-in-picture placeholder-shown playing popover-open seeking stalled target-within valid".split()
)
_PSEUDO_ELEMENTS = frozenset(
    "after backdrop before cue file-selector-button first-letter first-line grammar-error highlight marker part"
    " placeholder selection slotted spelling-error target-text".split()
)
_OLD_PSEUDO_ELEMENTS = frozenset(("after", "before", "first-letter", "first-line"))
"""Those that may be written with one colon (Selectors 4, 3.6.1)."""
_NESTING = frozenset(("has", "is", "not", "where"))
_DEPTH = 8
"""Most brackets in each other; no mail has more than two."""


@lru_cache(maxsize=4096)
def parse_selectors(text: str) -> tuple[Selector, ...]:
    """The selectors of a list that may match an element at rest; none if one of the list is invalid."""
    found: list[Selector] = []
    for part in text.split(","):
        part = part.strip()
        if _PLAIN.fullmatch(part) is None:
            return _listed(text)
        found.append(Selector(part, (part.count("#"), part.count("."), len(_TYPE.findall(part)))))
    return tuple(found)


def _listed(text: str) -> tuple[Selector, ...]:
    try:
        found = _Reader(text, depth=0).read(relative=False)
    except ValueError:
        return ()
    return tuple(Selector(written, specificity) for written, specificity, at_rest in found if at_rest)


class _Reader:
    """Reads a selector list token by token. Linear in the text for each level of brackets."""

    def __init__(self, text: str, depth: int) -> None:
        if depth > _DEPTH:
            raise ValueError
        self.text = text
        self.depth = depth
        self.cursor = 0

    def read(self, *, relative: bool) -> list[tuple[str, Specificity, bool]]:
        """Each selector as written, its specificity, and whether it may match at rest.

        Raises:
            ValueError: the list is invalid.

        """
        found: list[tuple[str, Specificity, bool]] = []
        while True:
            found.append(self._complex(relative=relative))
            if self.cursor >= len(self.text):
                return found
            self.cursor += 1

    def _complex(self, *, relative: bool) -> tuple[str, Specificity, bool]:
        """One selector, up to a comma or the end."""
        pieces: list[str] = []
        ids = classes = types = 0
        at_rest = True
        ended = False
        last = "start" if not relative else "relative"
        while self.cursor < len(self.text):
            match = _TOKEN.match(self.text, self.cursor)
            if match is None:
                raise ValueError
            kind = str(match.lastgroup)
            if kind in ("element_name", "element_call"):
                kind = "element"
            elif kind in ("pseudo_name", "call"):
                kind = "pseudo"
            if kind == "comma":
                break
            self.cursor = match.end()
            if kind == "comment":
                continue
            if kind == "space":
                if last not in ("start", "relative", "combinator"):
                    last = "space"
                continue
            if kind == "combinator":
                if last in ("start", "combinator"):
                    raise ValueError
                pieces.append(f" {match[0]} ")
                last, ended = "combinator", False
                continue
            if last == "space":
                pieces.append(" ")
                ended = False
            if kind == "type" and last == "compound":
                raise ValueError
            if ended and kind not in ("element", "pseudo"):
                raise ValueError
            last = "compound"
            if kind == "id":
                ids += 1
            elif kind in ("class", "attribute"):
                classes += 1
            elif kind == "type":
                types += match[0] != "*"
            elif kind == "element" or str(match["pseudo_name"]).lower() in _OLD_PSEUDO_ELEMENTS:
                name = str(match["element_name"] or match["pseudo_name"]).lower()
                if name not in _PSEUDO_ELEMENTS and not name.startswith("-webkit-"):
                    raise ValueError
                if match["element_call"] or match["call"]:
                    self._argument()
                types += 1
                at_rest, ended = False, True
            else:
                written, (more_ids, more_classes, more_types), pseudo_at_rest = self._pseudo_class(match)
                ids, classes, types = ids + more_ids, classes + more_classes, types + more_types
                at_rest = at_rest and pseudo_at_rest
                pieces.append(written)
                continue
            pieces.append(match[0])
        if last in ("start", "relative", "combinator"):
            raise ValueError
        return "".join(pieces), (ids, classes, types), at_rest

    def _pseudo_class(self, match: re.Match[str]) -> tuple[str, Specificity, bool]:
        name = str(match["pseudo_name"]).lower()
        if not match["call"]:
            if name not in _STATIC and name not in _LIVE and name not in _UNKNOWN_TO_PARSER:
                raise ValueError
            if self.depth and name in _UNKNOWN_TO_PARSER:
                raise ValueError
            return match[0], (0, 1, 0), name in _STATIC
        argument = self._argument()
        written = f"{match[0]}{argument})"
        if name in _NESTING:
            inner = _Reader(argument, self.depth + 1).read(relative=name == "has")
            top = max(specificity for _, specificity, _ in inner)
            if any("::" in text for text, _, _ in inner):
                raise ValueError
            return f":{name}({', '.join(text for text, _, _ in inner)})", (0, 0, 0) if name == "where" else top, True
        if name in ("nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type"):
            nth = _NTH.fullmatch(argument)
            if nth is None or (nth["of"] and name.endswith("of-type")):
                raise ValueError
            if nth["of"] is None:
                return written, (0, 1, 0), True
            inner = _Reader(nth["of"], self.depth + 1).read(relative=False)
            ids, classes, types = max(specificity for _, specificity, _ in inner)
            return written, (ids, classes + 1, types), True
        if name == "lang" and argument.strip():
            return written, (0, 1, 0), True
        if name == "dir" and argument.strip().lower() in ("ltr", "rtl"):
            return written, (0, 1, 0), True
        raise ValueError

    def _argument(self) -> str:
        """What stands in the brackets just opened."""
        start = self.cursor
        depth = 1
        for match in _ARGUMENT.finditer(self.text, start):
            depth += (match[0] == "(") - (match[0] == ")")
            if not depth:
                self.cursor = match.end()
                return self.text[start : match.start()]
        raise ValueError

"""The cascade (CSS Cascade 5): which declarations of a document's style sheets reach which element, and which wins.

Author sheets and style attributes only: what presentational attributes and the browser's default sheet say is weaker
and is the caller's matter. A sheet is read once and remembered, since mail repeats its sheets; rules of which nothing
is wanted are dropped before any element is looked at.
"""

import math
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sanitizer.errors import LimitError
from sanitizer.html import css, shorthands
from sanitizer.html.css import Declaration
from sanitizer.html.dom import Document, Element
from sanitizer.html.media import Reach, reach
from sanitizer.html.selectors import Specificity, parse_selectors
from sanitizer.html.stylesheet import style_rules

__all__ = ["REFERENCE_WIDTH", "Cascade", "Sheet", "Wanted", "compiled", "moved", "reached", "sheets_of", "written"]

REFERENCE_WIDTH = 600.0
"""The common width of mail, in CSS pixels."""

Wanted = Callable[[Declaration], str | None]
"""What to take of a declaration, as text of declarations; ``None`` for nothing. Must give one answer for one
declaration, and be one object for one policy: it is part of the key under which a compiled sheet is remembered."""

_ODD = re.compile(r"[^\w\s#%.,+!()-]")
"""What may be read in another way once escapes are decoded."""
_CLOCK_EVERY = 64
"""Selectors, or elements, between two looks at the clock."""
_UNRENDERED = frozenset("base head link meta noscript script style template title".split())
"""Elements that a style attribute has nothing to do for."""


class Sheet(NamedTuple):
    """The text of a style element and its ``media``."""

    text: str
    media: str


class Reaching:
    """The declarations that one selector brings to the elements it matches. Equal to itself only, so quick to hash."""

    __slots__ = ("important", "normal", "selector", "specificity")

    def __init__(self, selector: str, specificity: Specificity, declarations: tuple[Declaration, ...]) -> None:
        self.selector = selector
        self.specificity = specificity
        self.normal = tuple(declaration for declaration in declarations if not declaration.important)
        self.important = tuple(declaration for declaration in declarations if declaration.important)


def sheets_of(document: Document) -> tuple[Sheet, ...]:
    """The style sheets of a document's style elements, in order (HTML standard, 4.2.6).

    What a template has in a block is left out: it holds in some messages only.
    """
    return tuple(
        Sheet(text, element.attr("media") or "")
        for element in document.tree.iter_elements(("style",))
        if (element.attr("type") or "text/css").strip().lower() == "text/css"
        and (text := _unconditional(document, element))
    )


def _unconditional(document: Document, element: Element) -> str:
    template, at = document.template, element.source_location
    if template is None:
        return element.text
    if at is None or template.branch(document.text, at.start_tag.start_offset):
        return ""
    return template.unconditional(element.text)


def written(declaration: Declaration) -> str | None:
    """A declaration as text, ``None`` if the text would be read in another way: its escapes are decoded."""
    name, value = declaration.name, declaration.value
    text = f"{name}:{value} !important" if declaration.important else f"{name}:{value}"
    if _ODD.search(value) is None:
        return text
    read = css.parse_style(text)
    same = len(read) == 1 and read[0].sound and read[0][:3] == declaration[:3]
    return text if same else None


def compiled(
    sheets: tuple[Sheet, ...], wanted: Wanted, width: float = REFERENCE_WIDTH, least: Reach = Reach.HERE
) -> tuple[Reaching, ...]:
    """What the sheets bring to elements of what is wanted, the weakest first.

    Rules whose conditions hold less widely than ``least`` are left out.
    """
    if sum(len(sheet.text) for sheet in sheets) > _REMEMBERED:
        return _compile(sheets, wanted, width, least)
    return _compile_once(sheets, wanted, width, least)


_REMEMBERED = 65_536
"""Characters of the longest sheets that are remembered."""


@lru_cache(maxsize=256)
def _compile_once(sheets: tuple[Sheet, ...], wanted: Wanted, width: float, least: Reach) -> tuple[Reaching, ...]:
    return _compile(sheets, wanted, width, least)


def _compile(sheets: tuple[Sheet, ...], wanted: Wanted, width: float, least: Reach) -> tuple[Reaching, ...]:
    found: list[Reaching] = []
    for text, media in sheets:
        around = reach(media, width)
        if around < least:
            continue
        for selectors, declarations, within in style_rules(text, width):
            if within < least:
                continue
            taken = _taken(declarations, wanted)
            if taken:
                found += (Reaching(*selector, taken) for selector in parse_selectors(selectors))
    found.sort(key=_specificity)
    return tuple(found)


def _specificity(reaching: Reaching) -> Specificity:
    return reaching.specificity


def _taken(declarations: tuple[Declaration, ...], wanted: Wanted) -> tuple[Declaration, ...]:
    taken: list[Declaration] = []
    for declaration in declarations:
        parts: Iterable[Declaration] = (declaration,)
        if declaration.name == "font":
            parts = shorthands.font_declarations(declaration)
        for part in parts:
            text = wanted(part)
            if text:
                taken += css.parse_style(text)
    return tuple(taken)


def reached(
    document: Document, rules: Iterable[Reaching], max_seconds: float = math.inf
) -> dict[Element, list[Reaching]]:
    """The elements that selectors match, each with those that do, in the order given.

    Raises:
        LimitError: that takes longer than the time given, in seconds of this thread.

    """
    found: dict[Element, list[Reaching]] = {}
    select = document.tree.select
    stop = time.thread_time() + max_seconds
    for count, rule in enumerate(rules, 1):
        if not count % _CLOCK_EVERY:
            _check_time(stop, max_seconds)
        try:
            matched = select(rule.selector)
        except ValueError:
            continue  # a selector that browsers know and the parser does not
        for element in matched:
            if (matching := found.get(element)) is None:
                found[element] = [rule]
            else:
                matching.append(rule)
    return found


def _check_time(stop: float, max_seconds: float) -> None:
    if (now := time.thread_time()) > stop:
        raise LimitError("max_seconds", max_seconds, max_seconds + now - stop)


def moved(document: Document, rules: Iterable[Reaching], max_seconds: float = math.inf) -> dict[Element, str]:
    """What to put before the declarations of elements' own style attributes, so that the sheets may go.

    ``rules`` are those that always hold (:data:`Reach.ALWAYS`), the weakest first. Declarations that something stronger
    overrides are left out. Elements that have no tag in the source are among the result.

    Raises:
        LimitError: that takes longer than the time given, in seconds of this thread.

    """
    stop = time.thread_time() + max_seconds
    moving: dict[Element, str] = {}
    for count, (element, matching) in enumerate(reached(document, rules, max_seconds).items(), 1):
        if not count % _CLOCK_EVERY:
            _check_time(stop, max_seconds)
        if element.tag not in _UNRENDERED and (text := _before(tuple(matching), element.attr("style") or "")):
            moving[element] = text
    return moving


@lru_cache(maxsize=8192)
def _before(matching: tuple[Reaching, ...], own: str) -> str:
    """The declarations of sheets, the weakest first, as text that stands before the style attribute's own.

    ``!important`` stays where the element's own style would win without it.
    """
    normal = [declaration for rule in matching for declaration in rule.normal]
    important = [declaration for rule in matching for declaration in rule.important]
    mine = [declaration for declaration in css.parse_style(own) if declaration.sound]
    settled: set[str] = set()
    said: set[tuple[str, str]] = set()
    for declaration in mine:
        if declaration.important:
            _settle(declaration, settled, said)
    strong = _needed(important, settled, said)
    for declaration in mine:
        _settle(declaration, settled, said)
    weak = _needed(normal, settled, said)
    is_contested = any(
        not other.important and shorthands.overlaps(declaration.name, other.name)
        for declaration in strong
        for other in mine
    )
    if not is_contested:
        strong = [declaration._replace(important=False) for declaration in strong]
    return "; ".join([text for declaration in (*weak, *strong) if (text := written(declaration))])


def _needed(declarations: list[Declaration], settled: set[str], said: set[tuple[str, str]]) -> list[Declaration]:
    """Those of declarations, the weakest first, that nothing stronger overrides; they join what is settled."""
    needed = [declaration for declaration in reversed(declarations) if _settle(declaration, settled, said)]
    needed.reverse()
    return needed


def _settle(declaration: Declaration, settled: set[str], said: set[tuple[str, str]]) -> bool:
    """Whether a declaration may show beside stronger ones; add it to what they settle."""
    name, value = declaration[:2]
    if (name, value) in said or settled.issuperset(shorthands.parts(name)):
        return False
    said.add((name, value))
    settled.update(shorthands.surely_set(name, value))
    return True


@dataclass(frozen=True, slots=True)
class Setting:
    """Wants the declarations that say something of one of the longhands."""

    longhands: frozenset[str]

    def __call__(self, declaration: Declaration) -> str | None:
        """The declaration as text, or nothing."""
        return None if self.longhands.isdisjoint(shorthands.longhands(declaration.name)) else written(declaration)


class Cascade:
    """What the style sheets and style attributes of a document declare for some longhands.

    Nothing is matched before it is first asked for. The tree must not change in between.
    """

    def __init__(self, document: Document, longhands: Iterable[str], width: float = REFERENCE_WIDTH) -> None:
        """``longhands`` names those that will be asked for; ``width`` is that of the page, in CSS pixels."""
        self._document = document
        self._wanted = Setting(frozenset(longhands))
        self._width = width
        self._reached: dict[Element, list[Reaching]] | None = None

    def declared(self, element: Element, longhand: str) -> Iterator[str]:
        """Every value declared for a longhand, the strongest first: the first that a browser takes is the cascaded one.

        A page read from left to right is assumed, and unknown values are not told from known ones.
        """
        matching = self._of(element)
        own = [each for each in css.parse_style(element.attr("style") or "") if each.sound]
        for declarations in (
            [each for each in own if each.important],
            [each for rule in matching for each in rule.important],
            [each for each in own if not each.important],
            [each for rule in matching for each in rule.normal],
        ):
            for declaration in reversed(declarations):
                if (value := shorthands.value_of(declaration, longhand)) is not None:
                    yield value

    def _of(self, element: Element) -> list[Reaching]:
        if self._reached is None:
            sheets = sheets_of(self._document)
            rules = compiled(sheets, self._wanted, self._width) if sheets else ()
            self._reached = reached(self._document, rules)
        return self._reached.get(element, [])

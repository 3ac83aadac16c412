"""What the probe measured of one message at one width, and what of it breaks a policy or differs from another."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple, Self

from sanitizer.html.trackers import evidence
from sanitizer.policy import Policy

TOLERANCE = 1.0
"""CSS pixels that rounding may be off by."""
GAP_TOLERANCE = 4.0
"""CSS pixels by which the space between two lines of text may differ from whole lines: fonts leave some of a line's
height empty above and below the letters' own box."""


class TextNode(NamedTuple):
    """A text node that is seen; ``differs`` names what its parent computes other than the browser's default there."""

    text: str
    tag: str
    characters: int
    differs: tuple[str, ...]
    color: str
    font_family: str
    line_height: str
    text_align: str
    font_size: float


class Hidden(NamedTuple):
    """A text node that is not seen, and why."""

    text: str
    tag: str
    reason: str


class Image(NamedTuple):
    """An ``img`` element; sizes in CSS pixels. ``aligned``: by another text alignment than the default."""

    src: str
    alt: str
    width: float
    height: float
    right: float
    hidden: str | None
    tiny: bool
    spacer: bool
    aligned: bool

    @property
    def is_seen(self) -> bool:
        return not (self.hidden or self.tiny or self.spacer)


class Inset(NamedTuple):
    """The empty bands in CSS pixels at both sides of the text of a block, or of an image; see ``insets.js``."""

    tag: str
    text: str
    left: float
    right: float


class Gap(NamedTuple):
    """Empty height in CSS pixels between two pieces of content, over the whole width; see ``probe.js``."""

    height: float
    above: str
    below: str


class Word(NamedTuple):
    """A word that is seen, or one of the alternative text of an image that is (``marks`` is ``img``)."""

    text: str
    marks: str
    items: int
    cells: int
    link: str | None


@dataclass(frozen=True)
class Rendering:
    """A message as it is seen at one width of the viewport, in CSS pixels."""

    width: int
    scroll_width: float
    line_height: float
    """Of one line of the default font."""
    texts: tuple[TextNode, ...]
    hidden: tuple[Hidden, ...]
    images: tuple[Image, ...]
    insets: tuple[Inset, ...]
    gaps: tuple[Gap, ...]
    words: tuple[Word, ...]
    requests: tuple[tuple[str, str], ...]
    """Kind and address of each; the addresses of the message's own folder are left out."""

    @classmethod
    def read(cls, result: dict[str, Any], requests: tuple[tuple[str, str], ...]) -> Self:
        """From the answer of the probe."""
        return cls(
            width=result["width"],
            scroll_width=result["scroll_width"],
            line_height=result["line_height"],
            texts=tuple(TextNode(**{**each, "differs": tuple(each["differs"])}) for each in result["texts"]),
            hidden=tuple(Hidden(**each) for each in result["hidden"]),
            images=tuple(Image(**each) for each in result["images"]),
            insets=tuple(Inset(**each) for each in result["insets"]),
            gaps=tuple(Gap(**each) for each in result["gaps"]),
            words=tuple(Word(*each) for each in result["words"]),
            requests=requests,
        )

    @property
    def font_sizes(self) -> Counter[float]:
        """Characters of visible text in each size, in CSS pixels."""
        sizes: Counter[float] = Counter()
        for text in self.texts:
            sizes[text.font_size] += text.characters
        return sizes


STYLES = ("color", "font-family", "line-height", "text-align")
KINDS = (
    *STYLES,
    "image-align",
    "font-sizes",
    "image-width",
    "image-overflow",
    "overflow",
    "inset",
    "gap",
    "hidden",
    "request-http",
    "request-tracking",
    "request-other",
)
"""Names of what can be wrong with a rendering."""


def violations(seen: Rendering, policy: Policy) -> dict[str, list[str]]:
    """What breaks the policy, by kind; kinds without any are left out."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for kind, words in _of_text(seen, policy):
        found[kind].append(words)
    for kind, words in _of_boxes(seen, policy):
        found[kind].append(words)
    for kind, words in _of_requests(seen):
        found[kind].append(words)
    return dict(found)


def _of_text(seen: Rendering, policy: Policy) -> Iterator[tuple[str, str]]:
    for text in seen.texts:
        values = dict(zip(STYLES, (text.color, text.font_family, text.line_height, text.text_align), strict=True))
        for name in text.differs:
            yield name, f"<{text.tag}> {values[name]}: {text.text}"
    sizes = seen.font_sizes
    if policy.max_font_sizes and len(sizes) > policy.max_font_sizes:
        yield "font-sizes", ", ".join(f"{size:g} px: {count}" for size, count in sizes.most_common())
    for text in seen.hidden:
        yield "hidden", f"<{text.tag}> {text.reason}: {text.text}"


def _of_boxes(seen: Rendering, policy: Policy) -> Iterator[tuple[str, str]]:
    widest = seen.width * policy.max_image_width / 100
    for image in seen.images:
        if not image.is_seen:
            continue
        name = f"{image.width:g}x{image.height:g} {image.src[-80:]}"
        if image.width > widest + TOLERANCE:
            yield "image-width", name
        if image.right > seen.width + TOLERANCE:
            yield "image-overflow", f"to {image.right:g}: {name}"
        if image.aligned:
            yield "image-align", name
    if seen.scroll_width > seen.width + TOLERANCE:
        yield "overflow", f"{seen.scroll_width:g} px"
    most = seen.width * policy.max_margin / 100
    for inset in seen.insets:
        for side, band in (("left", inset.left), ("right", inset.right)):
            if band > most + TOLERANCE:
                yield "inset", f"{side} {band:g} of <{inset.tag}> {inset.text}"
    for gap in seen.gaps:
        if gap.height > policy.max_breaks * seen.line_height + GAP_TOLERANCE:
            yield "gap", f"{gap.height:g} between {gap.above!r} and {gap.below!r}"


def _of_requests(seen: Rendering) -> Iterator[tuple[str, str]]:
    for kind, url in seen.requests:
        if url.startswith("http:"):
            yield "request-http", f"{kind} {url}"
        if evidence(url).reasons:
            yield "request-tracking", f"{kind} {url}"
        if kind != "image":
            yield "request-other", f"{kind} {url}"
    for image in seen.images:
        if image.tiny and image.src.startswith(("http:", "https:", "//")):
            yield "request-tracking", f"{image.width:g}x{image.height:g} {image.src}"


STRUCTURE = ("text", "picture", "bold", "italic", "underline", "strike", "list", "table", "link")
"""Names of what can differ between two renderings."""


def differences(before: Rendering, after: Rendering) -> dict[str, list[str]]:
    """What a reader of ``after`` sees otherwise than a reader of ``before``, by kind: words and their order, words
    that stand in for pictures, emphasis, lists, tables and links."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for kind, words in _differences(before.words, after.words):
        found[kind].append(words)
    return dict(found)


def _differences(before: tuple[Word, ...], after: tuple[Word, ...]) -> Iterator[tuple[str, str]]:
    old, new = [word.text for word in before], [word.text for word in after]
    if old == new:
        blocks = [("equal", 0, len(old), 0, len(new))]
    else:
        blocks = list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    for operation, start, end, new_start, new_end in blocks:
        if operation == "equal":
            for one, other in zip(before[start:end], after[new_start:new_end], strict=True):
                yield from _of_word(one, other)
            continue
        changed = before[start:end] + after[new_start:new_end]
        pictures = all(word.marks == "img" for word in changed)
        yield "picture" if pictures else "text", f"{_line(old[start:end])!r} became {_line(new[new_start:new_end])!r}"


def _line(words: list[str]) -> str:
    return " ".join(words)[:200]


def _of_word(before: Word, after: Word) -> Iterator[tuple[str, str]]:
    if "img" not in (before.marks, after.marks):
        for mark, kind in (("b", "bold"), ("i", "italic"), ("u", "underline"), ("s", "strike")):
            if _share(before, mark) != _share(after, mark):
                yield kind, f"{before.text}: {before.marks or 'plain'} became {after.marks or 'plain'}"
    if before.items != after.items:
        yield "list", f"{before.text}: in {before.items} list items became {after.items}"
    if before.cells != after.cells:
        yield "table", f"{before.text}: in {before.cells} table cells became {after.cells}"
    if before.link != after.link:
        yield "link", f"{before.text}: {before.link} became {after.link}"


def _share(word: Word, mark: str) -> tuple[bool, ...]:
    """Of each run of the word in the same style whether it has the mark, neighbours with the same answer joined."""
    runs = [mark in part for part in word.marks.split("|")]
    return tuple(has for index, has in enumerate(runs) if not index or runs[index - 1] != has)

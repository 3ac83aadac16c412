"""Which template tags belong together: what opens a block, parts it and closes it."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sanitizer.templates.scanner import RAW, Problem, RawTag

__all__ = ["Tag", "paired"]


class Tag(NamedTuple):
    """A template tag at ``text[start:end]``."""

    start: int
    end: int
    role: str
    """``output``, ``logic`` (shows nothing), ``comment``, ``open``, ``middle`` or ``close``."""
    block: int | None
    """The number of the block whose part it is."""


class _Family:
    """The tags of one family that wait for their end."""

    def __init__(self) -> None:
        self.waiting: list[tuple[int, RawTag]] = []
        self.names: Counter[str] = Counter()

    def push(self, index: int, tag: RawTag) -> None:
        self.waiting.append((index, tag))
        if tag.role != "middle":
            self.names[tag.name] += 1

    def pop(self) -> tuple[int, RawTag]:
        index, tag = self.waiting.pop()
        if tag.role != "middle":
            self.names[tag.name] -= 1
        return index, tag


def paired(raw: Sequence[RawTag]) -> tuple[list[Tag], list[list[int]], list[Problem]]:
    """The tags with their blocks; of each block the indices of its tags in order; and what finds no partner.

    A tag that may open a block and has no end is one that stands for itself, and so may one in raw text. Linear in the
    tags.
    """
    roles = ["output" if tag.role == "maybe" else tag.role for tag in raw]
    numbers: list[int | None] = [None] * len(raw)
    blocks: list[list[int]] = []
    problems: list[Problem] = []
    families: dict[str, _Family] = {}
    unread = {tag.start for tag in raw if tag.family.endswith(RAW)}
    for index, tag in enumerate(raw):
        if tag.role in ("output", "logic", "comment"):
            continue
        family = families.setdefault(tag.family, _Family())
        if tag.role != "close":
            family.push(index, tag)
            continue
        members, lonely = _closed_by(tag, family)
        problems += lonely
        if members is None:
            problems.append(Problem("the template tag closes a block that is not open", tag.start, tag.end))
            continue
        members.append(index)
        for member in members:
            numbers[member] = len(blocks)
        roles[members[0]] = "open"
        blocks.append(members)
    for family in families.values():
        problems += (_alone(tag) for _, tag in family.waiting if tag.role != "maybe")
    problems = [problem for problem in problems if problem.start not in unread]
    tags = [Tag(tag.start, tag.end, role, number) for tag, role, number in zip(raw, roles, numbers, strict=True)]
    return tags, blocks, sorted(problems, key=lambda problem: problem.start)


def _closed_by(closing: RawTag, family: _Family) -> tuple[list[int] | None, list[Problem]]:
    """The opening and the middle tags of the block that a tag closes, in order, and what was left open in it."""
    is_open = family.names[closing.name] if closing.name else family.names.total()
    if not is_open:
        return None, []
    middles: list[int] = []
    lonely: list[Problem] = []
    while True:
        index, tag = family.pop()
        if tag.role == "middle":
            middles.append(index)
        elif not closing.name or tag.name == closing.name:
            return [index, *reversed(middles)], lonely
        elif tag.role == "open":
            lonely.append(_alone(tag))


def _alone(tag: RawTag) -> Problem:
    what = "parts a block that is not open" if tag.role == "middle" else "opens a block that is never closed"
    return Problem(f"the template tag {what}", tag.start, tag.end)

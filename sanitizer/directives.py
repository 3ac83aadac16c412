r"""Comments that speak to this package: found in a text, and read.

``<!-- sanitizer: ignore IMG001, STY -- why -->``, in the comments of HTML, CSS and the usual template languages. They
are found by their own opening characters, wherever these stand, in time linear in the text.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = [
    "BLANKET",
    "MALFORMED",
    "NO_REASON",
    "PROBLEMS",
    "SHOWN",
    "UNKNOWN",
    "UNPAIRED",
    "UNUSED",
    "Directive",
    "Named",
    "Problem",
    "ProblemKind",
    "directives",
]


class ProblemKind(NamedTuple):
    """A kind of problem with a suppression comment, reported as a warning like the findings of a rule."""

    code: str
    name: str
    manual: str
    """In a sentence what is asked for; then why, and what to write."""

    @property
    def summary(self) -> str:
        """The first sentence of the manual, without its full stop."""
        return self.manual.partition("\n")[0].rstrip(".")


UNUSED = ProblemKind(
    "TPL101",
    "suppression-unused",
    """\
A suppression comment ignores something that is there.

What was mended since, or never was wrong, goes out of the comment, which would hide the next one.
`ignore` is for the line it stands on, `ignore-next-line` for the one below.""",
)
UNKNOWN = ProblemKind(
    "TPL102",
    "suppression-unknown-rule",
    """\
A suppression comment names rules that there are.

By code (`IMG001`), by name (`img-tracking-pixel`) or by family (`IMG`), with commas between several; the reason
stands behind ` -- `.""",
)
BLANKET = ProblemKind(
    "TPL103",
    "suppression-no-rule",
    """\
A suppression comment says which rules it ignores.

One for all of them would hide what nobody has seen yet, so it ignores none. A file that is not to be judged at all
stands in `exclude` of the configuration.""",
)
NO_REASON = ProblemKind(
    "TPL104",
    "suppression-no-reason",
    """\
A suppression comment says why, behind ` -- `.

Only asked for with `require_suppression_reason = true` in the configuration.""",
)
UNPAIRED = ProblemKind(
    "TPL105",
    "suppression-unpaired",
    """\
Each `ignore-start` has its `ignore-end`.

Without one, the block goes on to the end of the file, and over what is added there later.""",
)
MALFORMED = ProblemKind(
    "TPL106",
    "suppression-malformed",
    """\
A comment that begins with `sanitizer:` can be read.

It goes on with `ignore`, `ignore-next-line`, `ignore-start`, `ignore-end` or `ignore-file`, and is closed.""",
)
PROBLEMS = (UNUSED, UNKNOWN, BLANKET, NO_REASON, UNPAIRED, MALFORMED)


class Problem(NamedTuple):
    """Something wrong with a suppression comment, at ``text[start:end]``."""

    kind: ProblemKind
    message: str
    start: int
    end: int


class Named(NamedTuple):
    """A rule as a comment names it, at ``text[start:end]``."""

    text: str
    start: int
    end: int


class Directive(NamedTuple):
    """A comment at ``text[start:end]``; ``verb`` is one of :data:`VERBS`, or ``""`` if it cannot be read."""

    verb: str
    named: tuple[Named, ...]
    reason: str
    start: int
    end: int
    wrong: str = ""
    """Why it cannot be read."""


VERBS = ("ignore", "ignore-next-line", "ignore-start", "ignore-end", "ignore-file")
_SYNTAXES = {
    "html": (r"<!--", r"-->"),
    "freemarker": (r"<\#--", r"-->"),
    "jsp": (r"<%--", r"--%>"),
    "erb": (r"<%\#", r"-?%>"),
    "php": (r"<\?php\s++/\*", r"\*/(?:\s*+\?>)?"),
    "php_line": (r"<\?php\s++(?://|\#)", r"\?>|(?=\n)"),
    "blade": (r"\{\{--", r"--\}\}"),
    "go": (r"\{\{(?:-\s)?/\*", r"\*/(?:\s-)?\}\}"),
    "handlebars": (r"\{\{~?!--", r"--~?\}\}"),
    "mustache": (r"\{\{~?!", r"~?\}\}"),
    "jinja": (r"\{\#[-+~]?", r"[-+~]?\#\}"),
    "django": (r"\{%[-+~]?\s*+comment\b[^%{]*+[-+~]?%\}", r"\{%[-+~]?\s*+endcomment\s*+[-+~]?%\}"),
    "liquid": (r"\{%-?\s*+\#", r"-?%\}"),
    "css": (r"/\*", r"\*/"),
}
"""How a comment of each language opens and closes."""
_MARK = "sanitizer:"
_OPENERS = "|".join(f"(?P<{name}>{opener})" for name, (opener, _) in _SYNTAXES.items())
_OPENED = re.compile(rf"(?:{_OPENERS})\s*+{_MARK}")
_LAST = frozenset("-#!*/%}+~")
"""What an opening ends in."""
_LONGEST = 64
"""Characters of an opening at most; the longest are ``{% comment "with a note" %}``."""
_CLOSED = {name: re.compile(closer) for name, (_, closer) in _SYNTAXES.items()}
_BODY = re.compile(r"\s*+(?P<verb>[^\s,]*+)(?P<named>(?:[^-]++|-(?!-))*+)(?:-{2,}+(?P<reason>.*+))?", re.DOTALL)
_PART = re.compile(r"[^,]++")
SHOWN = 40
"""Characters of a word that a message quotes at most."""


def directives(text: str) -> Iterator[Directive]:
    """The comments of a text that begin with ``sanitizer:``, in order; they do not overlap."""
    place = 0
    unclosed: set[str] = set()
    while (mark := text.find(_MARK, place)) >= 0:
        opened = _opened(text, place, mark)
        if opened is None:
            place = mark + len(_MARK)
            continue
        language = opened.lastgroup or ""
        closed = None if language in unclosed else _CLOSED[language].search(text, opened.end())
        if closed is None:
            unclosed.add(language)  # nor is one further on: it is not looked for again
            place = opened.end()
            yield Directive("", (), "", opened.start(), place, "the comment is not closed")
            continue
        place = closed.end()
        yield _read(text, opened.start(), opened.end(), closed.start(), place)


def _opened(text: str, place: int, mark: int) -> re.Match[str] | None:
    """The opening of a comment, behind ``place``, that goes on with the mark at ``text[mark:]``."""
    end = mark
    while end > place and text[end - 1].isspace():
        end -= 1
    if end == place or text[end - 1] not in _LAST:
        return None
    return _OPENED.search(text, max(place, end - _LONGEST), mark + len(_MARK))


def _read(text: str, start: int, first: int, last: int, end: int) -> Directive:
    """The directive in the comment ``text[start:end]`` whose words are ``text[first:last]``."""
    body = _BODY.match(text, first, last)
    assert body is not None
    verb, reason = body["verb"], (body["reason"] or "").strip()
    if verb not in VERBS:
        import difflib  # only for mistakes

        near = difflib.get_close_matches(verb[:SHOWN], VERBS, 1)
        told = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(VERBS)}"
        what = f"`{verb[:SHOWN]}` is no directive" if verb else "the directive is missing"
        return Directive("", (), reason, start, end, f"{what}, {told}")
    named = []
    for part in _PART.finditer(text, *body.span("named")):
        if word := part[0].strip():
            at = part.start() + len(part[0]) - len(part[0].lstrip())
            named.append(Named(word, at, at + len(word)))
    return Directive(verb, tuple(named), reason, start, end)

"""Template tags in a text: where each begins and ends, and what it does by its own words.

Linear in the text: an end that is not there is looked for once.
"""

import re
from typing import NamedTuple

from sanitizer.templates.languages import Languages

__all__ = ["RAW", "Problem", "RawTag", "scan"]


class RawTag(NamedTuple):
    """A template tag at ``text[start:end]``."""

    start: int
    end: int
    family: str
    """Tags of one family pair with each other: ``{%``, ``{{``, ``<%``, ``<?``, ``@``, ``*|``."""
    role: str
    """``output``, ``logic`` (shows nothing), ``comment``, ``open``, ``maybe`` (opens a block if something closes it),
    ``middle`` (else, elsif, case ...) or ``close``."""
    name: str
    """What pairs an opening with its end; ``""`` for an end that closes whatever is open."""


class Problem(NamedTuple):
    """What is wrong with the template tag at ``text[start:end]``."""

    message: str
    start: int
    end: int


RAW = " in raw text"
"""What the families of tags end with that stand in raw text, for another language to read."""
_OPENINGS = {
    "{{": r"\{\{",
    "<!--@": r"<!--@",
    "{!!": r"\{!!",
    "{%": r"\{%",
    "{#": r"\{\#",
    "<%": r"<%",
    "<?": r"<\?(?:php\b|=)",
    "*|": r"\*\|[^|\s<>][^|\n]{0,199}\|\*",
    "%%": r"%%[^%\s<>\"']{1,100}%%",
    "${": r"\$\{",
    "[[": r"\[\[[^\[\]\n]{1,200}\]\]",
    "@": r"(?<![\w@.])@(?=[a-zA-Z])",
}
_CLOSINGS = {"<!--@": "@-->", "{!!": "!!}", "{%": "%}", "{#": "#}", "<%": "%>", "<?": "?>", "${": "}"}
_QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'")
_QUOTES = re.compile(r"[\"']")
_LONGEST_STRING = 2_000
"""Characters of a tag that are looked at anew when its first end stands in a string."""

_SHORTEST = 4
"""Characters of a tag, such as ``{{}}``; a directive without arguments may have fewer, and is none."""
_DEEPEST = 32
"""Brackets in each other that the arguments of a directive have at most."""

_WORD = re.compile(r"[\s\-~+=]*([a-zA-Z_]\w*)")
_ELSE = frozenset("else elif elseif elsif when empty plural case default".split())
_MUST_CLOSE = frozenset("if unless for foreach while case switch with tablerow ifchanged autoescape macro".split())
_SHOWS_NOTHING = frozenset("set assign extends load import from do increment decrement layout use cycle_reset".split())
_VERBATIM = frozenset(("raw", "verbatim", "comment"))

_HASH = re.compile(r"\{\{\{?\{?[~-]?\s*(?:([#^/])\s*[*>&]?\s*([^\s}~|]*)|(else|end|inverse|elseif)\b)?")
_GO_OPEN = frozenset("if range with block define depend".split())

_ITERATES = re.compile(r"(?:\bdo|\{)\s*(?:\|[^|]*\|)?[\s-]*$")
_RUBY_OPEN = re.compile(r"(?:if|unless|case|while|until|for|begin)\b[^{]*$")
_RUBY_ELSE = re.compile(r"(?:else|elsif|when|in|rescue|ensure)\b")
_PHP_OPEN = re.compile(r"(if|foreach|for|while|switch)\b.*:\s*$", re.DOTALL)
_PHP_CLOSE = re.compile(r"end(if|foreach|for|while|switch)\b")
_PHP_ELSE = re.compile(r"(?:else|elseif|case|default)\b.*:\s*$", re.DOTALL)

_DIRECTIVE = re.compile(r"[a-zA-Z]\w*")
_BLADE_BLOCKS = frozenset(
    "if unless isset empty auth guest production env hasSection sectionMissing session switch for foreach forelse while"
    " section push prepend once pushOnce component slot error can cannot canany verbatim fragment lang".split()
)
_BLADE_INLINE = frozenset(
    "extends include includeIf includeWhen includeUnless includeFirst each yield parent stack csrf method json js class"
    " style checked selected disabled readonly required break continue inject props aware vite inertia livewire".split()
)
_BLADE_ELSE = frozenset("else elseif elsecan elsecannot elseauth elseguest case default empty".split())
_BLADE_CLOSES = {"show": "section", "stop": "section", "append": "section", "overwrite": "section"}
_MERGE_BLOCK = re.compile(
    r"\*\|(?:(END):)?(?:(ELSE|ELSEIF)|(IF|IFNOT|INTERESTED|FEEDBLOCK|FEED|FEEDITEMS|RSSITEMS))?\b"
)


class _Scanner:
    def __init__(self, text: str, languages: Languages) -> None:
        self.text = text
        self.tags: list[RawTag] = []
        self.problems: list[Problem] = []
        self._next: dict[str, int] = {}
        self._raw: re.Match[str] | None = None
        """The end of the raw text that is being read: its tags are another language's, and pair with each other."""
        self._raw_name = ""
        self._endless: set[str] = set()
        """Blocks of raw text that nothing closes any more."""
        chosen = [pattern for opening, pattern in _OPENINGS.items() if opening in languages]
        self._opening = re.compile("|".join(chosen) or r"(?!)")

    def find(self, closing: str, start: int) -> int:
        """Where ``closing`` stands at or behind ``start``; -1 if nowhere."""
        known = self._next.get(closing, -2)
        if known != -1 and known < start:
            known = self._next[closing] = self.text.find(closing, start)
        return known

    def run(self) -> None:
        cursor = 0
        while match := self._opening.search(self.text, cursor):
            if self._raw is not None and match.start() >= self._raw.start():
                self.tags.append(RawTag(*self._raw.span(), "{%", "close", self._raw_name))
                cursor, self._raw = self._raw.end(), None
                continue
            start, opened = match.start(), match[0]
            cursor = max(self._tag(start, opened), match.end())

    def _tag(self, start: int, opened: str) -> int:
        if opened == "@":
            return self._directive(start)
        if opened[:2] in ("*|", "%%", "[["):
            return self._merge_field(start, opened)
        closing = self._closing(start, opened)
        end = self._end(start + len(opened), closing)
        if self._raw is not None and not start < end <= self._raw.start():
            return start + len(opened)
        if end < 0:
            if opened[:2] == "<?":
                end = len(self.text)  # PHP lets the file end the tag
            elif opened in ("{#", "${", "<!--@"):
                return start + len(opened)  # as in CSS, ``{#id``, or in a price
            else:
                message = f"template tag {opened} is never closed with {closing}"
                self.problems.append(Problem(message, start, start + len(opened)))
                return start + len(opened)
        family = opened[:2] + RAW * (self._raw is not None)
        inside = self.text[start + len(opened) : end - len(closing)]
        role, name = _role(opened[:2], opened, self.text[start:end], inside)
        if role == "verbatim" and self._raw is None:
            return self._verbatim(start, end, name)
        if role == "verbatim":
            role = "maybe"
        self.tags.append(RawTag(start, end, family, role, name))
        return end

    def _closing(self, start: int, opened: str) -> str:
        text = self.text
        if opened == "{{":
            if text.startswith("{{--", start):
                return "--}}"
            if text.startswith(("{{!--", "{{~!--"), start):
                closed = self.find("--}}", start), self.find("--~}}", start)
                return "--~}}" if closed[0] < 0 <= closed[1] or 0 <= closed[1] < closed[0] else "--}}"
            if text.startswith("{{{{", start):
                return "}}}}"
            return "}}}" if text.startswith("{{{", start) else "}}"
        if opened == "<%":
            return "--%>" if text.startswith("<%--", start) else "%>"
        return _CLOSINGS["<?" if opened.startswith("<?") else opened]

    def _end(self, inner: int, closing: str) -> int:
        """Behind the end of a tag: the first ``closing`` that is not inside a string of the tag."""
        first = self.find(closing, inner)
        if first < 0:
            return -1
        text = self.text
        if closing in ("}}", "%}", "}") and _QUOTES.search(_QUOTED.sub("", text[inner:first])):
            return _past_strings(text, inner, closing) or first + len(closing)
        return first + len(closing)

    def _merge_field(self, start: int, opened: str) -> int:
        end = start + len(opened)
        role, name = "output", ""
        if opened.startswith("*|") and (match := _MERGE_BLOCK.match(opened)):
            ends, middle, block = match.groups()
            if ends:
                role, name = "close", opened[2:-2].partition(":")[2].partition(":")[0]
            elif middle:
                role = "middle"
            elif block and ":" in opened:
                role, name = "open", "IF" if block.startswith("IF") else block
        self.tags.append(RawTag(start, end, opened[:2], role, name))
        return end

    def _verbatim(self, start: int, end: int, name: str) -> int:
        """``{% raw %}``, up to whose end all is another language's, or ``{% comment %}``, which is nothing."""
        closes = re.compile(rf"\{{%-?\s*end{name}\b[^%]*+%\}}")
        closing = None if name in self._endless else closes.search(self.text, end)
        if closing is None:
            self._endless.add(name)
            self.problems.append(Problem(f"block {name} is never closed", start, end))
            self.tags.append(RawTag(start, end, "{%", "logic", name))
            return end
        if name == "comment":
            self.tags.append(RawTag(start, closing.end(), "{%", "comment", name))
            return closing.end()
        self.tags.append(RawTag(start, end, "{%", "open", name))
        self._raw, self._raw_name = closing, name
        return end

    def _directive(self, start: int) -> int:
        """A Blade directive with its arguments; other words behind an @ are text."""
        text = self.text
        word = _DIRECTIVE.match(text, start + 1)
        if word is None:
            return start + 1
        name = word[0]
        ends = name[3:] if name.startswith("end") else _BLADE_CLOSES.get(name, "")
        if name == "php":
            if text.startswith("(", word.end()):
                end = _past_arguments(text, word.end())
            else:
                close = self.find("@endphp", word.end())
                end = close + len("@endphp") if close >= 0 else word.end()
            self.tags.append(RawTag(start, end, "@", "logic", ""))
            return end
        known = ends or name in _BLADE_BLOCKS or name in _BLADE_INLINE or name in _BLADE_ELSE
        if not known:
            return word.end()
        end = _past_arguments(text, word.end())
        arguments = text[word.end() : end]
        if ends:
            role, name = "close", ends
        elif name in _BLADE_ELSE and not (name == "empty" and arguments):
            role = "middle"
        elif name in _BLADE_INLINE or (name in ("section", "slot", "lang") and _has_two(arguments)):
            role = "output"
        else:
            role = "maybe" if name in ("section", "slot", "lang", "component", "empty") else "open"
        self.tags.append(RawTag(start, end, "@", role, name))
        return end


def scan(text: str, languages: Languages) -> tuple[list[RawTag], list[Problem]]:
    """The template tags of a text in order, and those that are never closed."""
    scanner = _Scanner(text, languages)
    scanner.run()
    return [tag for tag in scanner.tags if tag.end - tag.start >= _SHORTEST], scanner.problems


def _past_strings(text: str, start: int, closing: str) -> int:
    """Behind the first ``closing`` outside quotes; 0 if that is far away, or another tag begins before."""
    cursor, last = start, min(len(text), start + _LONGEST_STRING)
    opening = {"}}": "{{", "%}": "{%", "}": "${"}[closing]
    while cursor < last:
        if text.startswith(closing, cursor):
            return cursor + len(closing)
        if text.startswith(opening, cursor):
            return 0
        string = _QUOTED.match(text, cursor)
        cursor = string.end() if string else cursor + 1
    return 0


def _past_arguments(text: str, start: int) -> int:
    """Behind the bracket that closes the arguments of a directive; ``start`` when it has none."""
    place = start
    while place < len(text) and text[place] in " \t":
        place += 1
    if not text.startswith("(", place):
        return start
    depth, last = 0, min(len(text), place + _LONGEST_STRING)
    while place < last:
        character = text[place]
        if character in "\"'" and (string := _QUOTED.match(text, place)):
            place = string.end()
            continue
        depth += (character == "(") - (character == ")")
        place += 1
        if not depth:
            return place
        if depth > _DEEPEST:
            break
    return start


def _has_two(arguments: str) -> bool:
    return "," in _QUOTED.sub("", arguments)


def _role(family: str, opened: str, tag: str, inside: str) -> tuple[str, str]:
    match family:
        case "{%":
            return _role_by_word(inside)
        case "{{":
            return _role_of_braces(tag)
        case "{#":
            return "comment", ""
        case "<!":
            return "logic", ""  # Magento: the subject of the mail, its variables
        case "<%":
            return _role_of_code(inside)
        case "<?":
            return ("output", "") if opened == "<?=" else _role_of_php(inside)
        case _:
            return "output", ""


def _role_by_word(inside: str) -> tuple[str, str]:
    match = _WORD.match(inside)
    word = match[1] if match else ""
    if word in _VERBATIM:
        return "verbatim", word
    if word.startswith("end") and len(word) > 3:
        return "close", word[3:]
    if word in _ELSE and word != "case":
        return "middle", word
    if word in _MUST_CLOSE:
        return "open", word
    if word in _SHOWS_NOTHING:
        return ("maybe", word) if word == "set" and "=" not in inside else ("logic", word)
    return "maybe", word


def _role_of_braces(tag: str) -> tuple[str, str]:
    if tag.startswith(("{{!", "{{~!", "{{--", "{{/*", "{{- /*")):
        return "comment", ""
    if tag.startswith("{{{{"):
        name = tag.strip("{}~ ")
        return ("close", name[1:].strip()) if name.startswith("/") else ("open", name.split(" ")[0])
    match = _HASH.match(tag)
    if match is None or not match[0]:
        return "output", ""
    sign, name, word = match.groups()
    if sign == "/":
        return "close", name
    if sign == "#":
        return "open", name
    if sign == "^":
        return ("maybe", name) if name else ("middle", "")
    if word:
        return ("close", "") if word == "end" else ("middle", "")
    first = _WORD.match(tag, 2)
    if first and first[1] in _GO_OPEN:
        return "maybe", first[1]
    return "output", ""


def _role_of_code(inside: str) -> tuple[str, str]:
    """Ruby, JavaScript or Java between ``<%`` and ``%>``."""
    if inside.startswith("="):
        return ("open" if _ITERATES.search(inside) else "output"), ""
    if inside.startswith(("#", "-#", "--")):
        return "comment", ""
    if inside.startswith(("@", "!")):
        return "logic", ""
    code = inside.strip(" \t\r\n-_")
    if code == "end":
        return "close", ""
    if code.startswith("}"):
        return ("middle" if _braces(code) == 0 else "close"), ""
    if _braces(code) > 0:
        return "open", ""
    if _RUBY_ELSE.match(code):
        return "middle", ""
    if _ITERATES.search(code) or (_RUBY_OPEN.match(code) and not code.endswith(" end")):
        return "open", ""
    return ("output" if inside.startswith("-") else "logic"), ""


def _role_of_php(inside: str) -> tuple[str, str]:
    code = inside.strip()
    if match := _PHP_CLOSE.match(code):
        return "close", match[1]
    if _PHP_ELSE.match(code):
        return "middle", ""
    if match := _PHP_OPEN.match(code):
        return "open", match[1]
    if net := _braces(code):
        return ("open" if net > 0 else "close"), ""
    if code.startswith("}"):
        return "middle", ""
    return ("output" if re.match(r"echo|print|include|require", code) else "logic"), ""


def _braces(code: str) -> int:
    """How many braces of code stay open, strings apart."""
    plain = _QUOTED.sub("", code)
    return plain.count("{") - plain.count("}")

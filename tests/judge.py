"""What must never be in an output, judged without the code under test.

Three readings of the same text: our parser's tree, libxml2's tree, and the bare tags of the source, as a scanner
sees them that builds no tree.
"""

import re
from collections.abc import Iterator

import lxml.html
import turbohtml
from lxml import etree

RUNS = frozenset(
    "applet audio base bgsound embed frame frameset iframe input link math noembed noframes object plaintext portal"
    " script svg template video xmp".split()
)
ADDRESS = frozenset(
    "action archive background cite classid codebase data dynsrc formaction href icon imagesrcset longdesc lowsrc"
    " manifest ping poster profile src srcset usemap xlink:href".split()
)
LOADS = frozenset(
    "archive background classid codebase data dynsrc icon imagesrcset lowsrc manifest poster src srcset".split()
)
BLANKS = re.compile(r"[\x00-\x1f\x7f-\xa0\u1680\u180e\u2000-\u200f\u2028\u2029\u202f\u205f\u3000\ufeff]+")
BAD_SCHEME = re.compile(
    r"(?:javascript|vbscript|livescript|mocha|data(?!:image/(?:png|jpe?g|gif|webp|bmp|avif)[;,])|file|blob):",
    re.IGNORECASE,
)
REMOTE = re.compile(r"(?:https?:|ftp:|[/\\]{2})", re.IGNORECASE)
HTTPS = re.compile(r"(?:https:|[/\\]{2})", re.IGNORECASE)
STYLE_LOADS = re.compile(r"url\(|image-set\(|image\(|src\(|@import", re.IGNORECASE)
IMPORT = re.compile(r"@import|@namespace", re.IGNORECASE)
STYLE_RUNS = re.compile(r"expression\(|behaviou?r\s*:|-moz-binding|javascript:|vbscript:", re.IGNORECASE)
ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)

Tag = tuple[str, dict[str, str]]


def readings(html: str) -> Iterator[tuple[str, list[Tag]]]:
    """Name of the reader and every tag with attributes that it sees."""
    tree = turbohtml.parse(html)
    yield (
        "tree",
        [(element.tag, {name: element.attr(name) or "" for name in element.attrs}) for element in tree.iter_elements()],
    )
    yield "libxml2", list(_libxml2(html))
    yield (
        "tags",
        [
            (token.tag or "", {name: value or "" for name, value in token.attrs})
            for token in turbohtml.tokenize(html)
            if token.type == turbohtml.TokenType.START_TAG
        ],
    )


def _libxml2(html: str) -> Iterator[Tag]:
    if not html.strip():
        return
    try:
        root = lxml.html.document_fromstring(
            html.encode(errors="replace"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except etree.ParserError:
        return
    for element in root.iter():
        if isinstance(element.tag, str):
            yield element.tag, {str(name): str(value) for name, value in element.attrib.items()}


def dangers(html: str, *, may_load: frozenset[str], style_loads: bool = False) -> list[str]:
    """What in ``html`` could run, or load from elsewhere; ``may_load`` names the attributes that may load
    an image by https."""
    found = [
        f"{reader}: <{tag}> {problem}"
        for reader, tags in readings(html)
        for tag, attributes in tags
        for problem in _problems(tag, attributes, may_load=may_load, style_loads=style_loads)
    ]
    for sheet in turbohtml.parse(html).find_all("style"):
        text = ESCAPE.sub(_character, COMMENT.sub("", sheet.text))
        if STYLE_RUNS.search(text) or IMPORT.search(text) or (not style_loads and STYLE_LOADS.search(text)):
            found.append(f"style element can run or load: {sheet.text[:80]!r}")
    return found


def _problems(tag: str, attributes: dict[str, str], *, may_load: frozenset[str], style_loads: bool) -> Iterator[str]:
    if tag in RUNS:
        yield "can run or load"
    if tag == "meta" and attributes.get("http-equiv", "").strip().lower() in ("refresh", "set-cookie"):
        yield "steers the client"
    for name, value in attributes.items():
        lower = name.lower()
        if lower.startswith("on"):
            yield f"has the event handler {name}"
        if lower in ADDRESS:
            address = BLANKS.sub("", value).strip()
            if BAD_SCHEME.match(address) or (lower.endswith("srcset") and BAD_SCHEME.search(address)):
                yield f"{name}={value!r} has a dangerous scheme"
            if lower in LOADS and REMOTE.match(address) and not (lower in may_load and HTTPS.match(address)):
                yield f"{name}={value!r} loads from elsewhere"
        if lower == "style":
            text = ESCAPE.sub(_character, COMMENT.sub("", value))
            if STYLE_RUNS.search(text):
                yield f"style={value!r} can run"
            if not style_loads and STYLE_LOADS.search(text):
                yield f"style={value!r} can load"


def _character(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0x110000 else "\ufffd"


def newlines(html: str) -> str:
    """With line breaks as a parser reads them."""
    return html.replace("\r\n", "\n").replace("\r", "\n")

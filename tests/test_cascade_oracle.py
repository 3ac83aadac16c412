"""The cascade beside independent readers: tinycss2 parses, cssselect2 matches, a few plain lines decide who wins."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import cssselect2
import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st
from test_cascade import moved

from sanitizer.html.cascade import Cascade, compiled, reached, sheets_of, written
from sanitizer.html.css import parse_style, unescape
from sanitizer.html.dom import Document, Element
from sanitizer.html.media import Reach
from sanitizer.html.selectors import parse_selectors
from sanitizer.html.stylesheet import style_rules

LONGHANDS = ("width", "margin-top", "margin-left", "border-top-width", "font-weight")
SIDES = ("top", "right", "bottom", "left")
TAKEN = re.compile(r"\d+px|bold|normal")

names = st.sampled_from(["a", "b", "c"])
simple = st.one_of(
    st.sampled_from(["div", "p", "i", "*", "div.a", "p#a", "i.b.c", "p[title]", "[class~=a]", "[title=x]"]),
    st.sampled_from([":first-child", "p:not(.a)", ":is(.a, #b)", ":where(.a, #b)", "i:last-child", "p:nth-child(2)"]),
    names.map(".{}".format),
    names.map("#{}".format),
)
selectors = st.builds(
    lambda first, rest: first + "".join(mark + part for mark, part in rest),
    simple,
    st.lists(st.tuples(st.sampled_from([" ", ">", " + ", "~"]), simple), max_size=2),
)
sizes = st.sampled_from(["1px", "2px", "3px", "odd", "-"])
declarations = st.builds(
    lambda pair, important: ":".join(pair) + important,
    st.one_of(
        st.tuples(st.sampled_from(["width", "margin", "margin-top", "margin-left", "border-top-width"]), sizes),
        st.tuples(st.just("margin"), st.sampled_from(["1px 4px", "5px 6px 7px 8px", "1px odd", "1px 2px 3px"])),
        st.tuples(st.just("border-width"), sizes),
        st.tuples(st.just("font-weight"), st.sampled_from(["bold", "normal", "odd"])),
    ),
    st.sampled_from(["", "", " !important"]),
)
rules = st.builds(
    lambda prelude, block: f"{', '.join(prelude)} {{ {';'.join(block)} }}",
    st.lists(selectors, min_size=1, max_size=2),
    st.lists(declarations, min_size=1, max_size=3),
)
sheets = st.lists(
    st.one_of(rules, rules, rules, rules.map("@media screen {{ {} }}".format), rules.map("@media print {{{}}}".format)),
    max_size=6,
).map("\n".join)
styles = st.one_of(st.just(""), st.lists(declarations, min_size=1, max_size=2).map("; ".join))
attributes = st.builds(
    lambda classes, ident, title, style: (
        f' class="{" ".join(classes)}"' * bool(classes) + ident + title + f' style="{style}"' * bool(style)
    ),
    st.lists(names, max_size=2),
    st.one_of(st.just(""), names.map(' id="{}"'.format)),
    st.sampled_from(["", ' title="x"', ' title="y"']),
    styles,
)
trees = st.recursive(
    st.builds("<i{}>t</i>".format, attributes),
    lambda inner: st.builds(
        lambda tag, attribute, children: f"<{tag}{attribute}>{''.join(children)}</{tag}>",
        st.sampled_from(["div", "section"]),
        attributes,
        st.lists(st.one_of(inner, st.builds("<p{}>t</p>".format, attributes)), max_size=3),
    ),
    max_leaves=8,
)


def mirrored(document: Document) -> tuple[ElementTree.Element, dict[ElementTree.Element, Element]]:
    """The tree as the standard library has it, and what each of its elements stands for."""
    stands_for: dict[ElementTree.Element, Element] = {}

    def copy(element: Element) -> ElementTree.Element:
        twin = ElementTree.Element(element.tag, {name: element.attr(name) or "" for name in element.attrs})
        stands_for[twin] = element
        twin.extend(copy(child) for child in element.children if isinstance(child, Element))
        return twin

    return copy(document.root), stands_for


def longhand_values(name: str, value: str) -> Iterator[tuple[str, str]]:
    """The longhands that a declaration sets; none for a value that no browser takes."""
    parts = value.split()
    if not all(TAKEN.fullmatch(part) for part in parts):
        return
    if name in ("margin", "border-width"):
        four = {1: parts * 4, 2: parts * 2, 3: [*parts, parts[1]] if len(parts) == 3 else [], 4: parts}[len(parts)]
        for side, part in zip(SIDES, four, strict=True):
            yield name.replace("-width", "") + f"-{side}" + ("-width" if name == "border-width" else ""), part
    else:
        yield name, value


def style_rules_by_the_book(text: str) -> Iterator[tuple[str, list[tinycss2.ast.Declaration]]]:
    """Selectors and declarations of the rules that hold on every screen."""

    def walk(nodes: list[tinycss2.ast.Node]) -> Iterator[tuple[str, list[tinycss2.ast.Declaration]]]:
        for node in nodes:
            if node.type == "at-rule" and node.lower_at_keyword == "media" and node.content is not None:
                if tinycss2.serialize(node.prelude).strip().lower() in ("", "all", "screen", "only screen"):
                    yield from walk(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))
            elif node.type == "qualified-rule":
                content = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
                prelude = [each for each in node.prelude if each.type != "comment"]
                yield (
                    tinycss2.serialize(prelude).strip(),
                    [each for each in content if each.type == "declaration"],
                )

    return walk(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))


def winners_by_the_book(document: Document) -> dict[Element, dict[str, str]]:
    """What each element's longhands are set to, by sheets and style attribute."""
    root, stands_for = mirrored(document)
    matcher = cssselect2.Matcher()
    for text, _ in sheets_of(document):
        for prelude, block in style_rules_by_the_book(text):
            for selector in cssselect2.compile_selector_list(prelude):
                matcher.add_selector(selector, block)
    found: dict[Element, dict[str, str]] = {}
    for wrapped in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
        declared: list[tuple[tuple[bool, int, tuple[int, ...], int], str, str]] = []
        ordered = sorted(matcher.match(wrapped), key=lambda each: each[1])
        for specificity, order, _, block in ordered:
            for each in block:
                strength = (each.important, 0, specificity, order)
                declared.append((strength, each.lower_name, tinycss2.serialize(each.value).strip()))
        own = tinycss2.parse_blocks_contents(wrapped.etree_element.get("style", ""), skip_whitespace=True)
        declared += (
            ((each.important, 1, (), 0), each.lower_name, tinycss2.serialize(each.value).strip())
            for each in own
            if each.type == "declaration"
        )
        declared.sort(key=lambda each: each[0])
        found[stands_for[wrapped.etree_element]] = {
            longhand: part for _, name, value in declared for longhand, part in longhand_values(name, value)
        }
    return found


def winners_of_attribute(style: str) -> dict[str, str]:
    """What a style attribute alone sets the longhands to."""
    declared = sorted(parse_style(style), key=lambda each: each.important)
    return {longhand: part for each in declared for longhand, part in longhand_values(each.name, each.value)}


@given(sheets, sheets, trees)
def test_the_look_is_the_same_once_the_sheets_are_gone(first: str, second: str, body: str) -> None:
    document = Document(f"<!DOCTYPE html><style>{first}</style>{body}<style>{second}</style>")
    expected = winners_by_the_book(document)
    before = moved(document, written)
    cascade = Cascade(document, LONGHANDS)
    for element in document.root.find_all(["div", "i", "p", "section"]):
        style = "; ".join(filter(None, (before.get(element, ""), element.attr("style") or "")))
        assert winners_of_attribute(style) == expected[element]
        computed = {
            longhand: next(filter(TAKEN.fullmatch, cascade.declared(element, longhand)), None) for longhand in LONGHANDS
        }
        assert computed == {longhand: expected[element].get(longhand) for longhand in LONGHANDS}


@given(st.lists(selectors, min_size=1, max_size=3), trees)
def test_selectors(listed: list[str], body: str) -> None:
    """Each selector has the specificity, and with ours as text matches the elements, that cssselect2 says."""
    text = " , ".join(listed)
    document = Document(f"<!DOCTYPE html>{body}")
    root, stands_for = mirrored(document)
    theirs = cssselect2.compile_selector_list(text)
    ours = parse_selectors(text)
    assert [each.specificity for each in ours] == [each.specificity for each in theirs]
    wrapper = cssselect2.ElementWrapper.from_html_root(root)
    for mine, other in zip(ours, listed, strict=True):
        matching = [stands_for[each.etree_element] for each in wrapper.iter_subtree() if each.matches(other)]
        assert list(document.tree.select(mine.text)) == matching


pieces = st.sampled_from(
    "p i .a > , { } ( ) [ ] ; : ! * / ' \" \\ @media @import @font-face screen print <!-- --> /* */ /**/ width:1px"
    " color:red;margin:0 url(a) url(b;c) url( url('d') :is( \\7b \\; !important --x _ \n".split(" ")
)


@given(st.lists(st.one_of(pieces, rules, st.just(" ")), max_size=14).map("".join))
def test_parsing(sheet: str) -> None:
    """tinycss2 finds the same rules in what may be broken in any way, and a sound declaration of ours is one of its."""
    ours = [rule for rule in style_rules(sheet, 600) if rule.reach is Reach.ALWAYS and parse_selectors(rule.selectors)]
    theirs = [(bare(prelude), {each.lower_name for each in block}) for prelude, block in style_rules_by_the_book(sheet)]
    for rule in ours:
        matching = [found for prelude, found in theirs if prelude == bare(rule.selectors)]
        assert any({each.name for each in rule.declarations} <= found for found in matching)


@given(
    st.lists(st.one_of(pieces, selectors, st.sampled_from([":hover", "::after", "a:link"])), max_size=8).map("".join)
)
def test_the_parser_takes_every_selector_that_we_take(text: str) -> None:
    document = Document("<!DOCTYPE html><div><p class=a>a")
    for selector in parse_selectors(text):
        document.tree.select(selector.text)


def bare(prelude: str) -> str:
    """Selectors without comments, escapes and white space."""
    return re.sub(r"\s+", "", unescape(re.sub(r"/\*.*?\*/", "", prelude, flags=re.DOTALL)))


@pytest.mark.corpus
def test_sheets_of_real_mail(corpus: Path) -> None:
    """No sheet of real mail breaks anything, and all that reaches an element can be read again."""
    documents = rules = selectors_wanted = elements = moved_to = 0
    for path in sorted((corpus / "templates").rglob("*.html")):
        document = Document(path.read_text(encoding="utf-8", errors="replace"))
        found = sheets_of(document)
        if not found:
            continue
        documents += 1
        rules += sum(len(style_rules(text, 600)) for text, _ in found)
        reaching = compiled(found, written)
        selectors_wanted += len(reaching)
        elements += len(reached(document, reaching))
        texts = moved(document, written).values()
        moved_to += len(texts)
        for text in texts:
            assert all(each.sound and each.value for each in parse_style(text)), path
    print(
        f"{documents} documents, {rules} rules, {selectors_wanted} selectors, {elements} elements, {moved_to} moved to"
    )
    assert documents > 300
    assert moved_to > 10_000


@pytest.mark.corpus
def test_rules_of_real_mail(corpus: Path) -> None:
    """tinycss2 finds the same rules with the same properties, but for a value that is not to be read in one way."""
    texts = {
        text
        for path in (corpus / "templates").rglob("*.html")
        for text, _ in sheets_of(Document(path.read_text(encoding="utf-8", errors="replace")))
    }
    different = 0
    for text in texts:
        ours = [
            (bare(rule.selectors), [each.name for each in rule.declarations])
            for rule in style_rules(text, 600)
            if rule.reach is Reach.ALWAYS
        ]
        theirs = [
            (bare(prelude), [each.lower_name for each in block])
            for prelude, block in style_rules_by_the_book(text)
            if block
        ]
        different += ours != theirs
    assert len(texts) > 400
    assert different <= 9, "empty values, and @media (min-width:0), which holds on every screen"

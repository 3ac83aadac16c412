"""Each edit twice: in the tree and in the source, which must come out the same."""

import pytest

from sanitizer.edits import (
    RemoveAttribute,
    RemoveContent,
    RemoveElement,
    Rename,
    ReplaceInText,
    ReplaceWithText,
    RewriteStyle,
    SetAttribute,
    SetProperty,
    Unwrap,
    Wrap,
    splice,
)
from sanitizer.html.dom import Document, Element, Text, same_tree
from sanitizer.html.text_places import TextPlaces
from sanitizer.html.visible import Piece
from sanitizer.plan import Plan, UnsplittableError


def element(document: Document, tag: str) -> Element:
    return next(each for each in document.elements() if each.tag == tag)


def edited(text: str, tag: str, *edits: tuple[object, ...]) -> str:
    """The source after the edits, each given as its class and what follows the element."""
    document = Document(text)
    plan = Plan(document)
    for kind, *rest in edits:
        plan.accept(kind(element(document, tag), *rest))  # type: ignore[operator]
    plan.apply()
    output = splice(text, plan.spans())
    assert same_tree(document, Document(output)), output
    return output


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ('<p id=a class="b">c</p>', '<p class="b">c</p>'),
        ('<p class="b" id=a>c</p>', '<p class="b">c</p>'),
        ('<p class="b"\n   id = "a"\n>c</p>', '<p class="b"\n>c</p>'),
        ('<p class="b"id="a"title="x">c</p>', '<p class="b"title="x">c</p>'),
        ("<p id>c</p>", "<p>c</p>"),
        ('<p/id="a"/class=b>c</p>', "<p//class=b>c</p>"),
        ("<P ID='>'>c</P>", "<P>c</P>"),
        ("<p id=a/>c</p>", "<p>c</p>"),
    ],
)
def test_remove_attribute(text: str, output: str) -> None:
    assert edited(text, "p", (RemoveAttribute, "id")) == output


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("<p id='a'>c</p>", "<p id='x &amp; \"y\"'>c</p>"),
        ('<p id="a">c</p>', '<p id="x &amp; &quot;y&quot;">c</p>'),
        ("<p id=a>c</p>", '<p id="x &amp; &quot;y&quot;">c</p>'),
        ("<p id>c</p>", '<p id="x &amp; &quot;y&quot;">c</p>'),
        ("<p>c</p>", '<p id="x &amp; &quot;y&quot;">c</p>'),
        ('<p class="b" >c</p>', '<p class="b" id="x &amp; &quot;y&quot;" >c</p>'),
        ("<p class=b/>c</p>", '<p class=b/ id="x &amp; &quot;y&quot;">c</p>'),
        ("<p />c</p>", '<p id="x &amp; &quot;y&quot;" />c</p>'),
    ],
)
def test_set_attribute(text: str, output: str) -> None:
    assert edited(text, "p", (SetAttribute, "id", 'x & "y"')) == output


@pytest.mark.parametrize(
    ("style", "output"),
    [
        ("a:b; c:d; e:f", "a:b; e:f"),
        ("a:b;c:d;", "a:b;"),
        (" a:b ; c:d ; ", " a:b ;"),
    ],
)
def test_remove_declaration(style: str, output: str) -> None:
    assert edited(f'<p style="{style}">x</p>', "p", (RewriteStyle, ((1, None),))) == f'<p style="{output}">x</p>'


def test_the_last_declaration_takes_the_attribute() -> None:
    assert edited('<p style="a:b;" class="c">x</p>', "p", (RewriteStyle, ((0, None),))) == '<p class="c">x</p>'


def test_replace_declaration_and_add_a_property() -> None:
    assert edited('<p style="a:b; c:d">x</p>', "p", (RewriteStyle, ((0, "e:f"),))) == '<p style="e:f; c:d">x</p>'
    assert edited('<p style="a:b">x</p>', "p", (SetProperty, "c", "d")) == '<p style="a:b; c:d">x</p>'
    assert edited('<p style="c:x; a:b">x</p>', "p", (SetProperty, "c", "d")) == '<p style="c:d; a:b">x</p>'
    assert edited("<p>x</p>", "p", (SetProperty, "c", "d")) == '<p style="c:d">x</p>'


@pytest.mark.parametrize(
    ("text", "tag", "edit", "output"),
    [
        ("a<b id=x>c</b >d", "b", (Unwrap,), "acd"),
        ("<p>a<b>c</p>", "b", (Unwrap,), "<p>ac</p>"),
        ("a<img src=x/>b", "img", (RemoveElement,), "ab"),
        ("a<b>c<i>d</i></b>e", "b", (RemoveElement,), "ae"),
        ("a<img alt='x'>b", "img", (ReplaceWithText, "1 < 2"), "a1 &lt; 2b"),
        ("<CENTER id=x>a</CENTER\n>", "center", (Rename, "div"), "<div id=x>a</div\n>"),
    ],
)
def test_structure(text: str, tag: str, edit: tuple[object, ...], output: str) -> None:
    assert edited(text, tag, edit) == output


def test_the_outer_removal_covers_what_is_inside() -> None:
    document = Document("<div><p id=x>a</p></div>b")
    plan = Plan(document)
    plan.accept(RemoveAttribute(element(document, "p"), "id"))
    plan.accept(RemoveElement(element(document, "div")))
    plan.apply()
    assert splice(document.text, plan.spans()) == "b"


def test_what_is_inside_a_cell_that_is_emptied_goes_with_its_content() -> None:
    text = "<table><tbody><tr><td>a <i>b</i> <u>c</u></td></tr></tbody></table>"
    document = Document(text)
    plan = Plan(document)
    plan.accept(RemoveContent(element(document, "td")))
    plan.accept(Unwrap(element(document, "i")))
    plan.accept(ReplaceWithText(element(document, "u"), "d"))
    plan.apply()
    assert splice(text, plan.spans()) == "<table><tbody><tr><td></td></tr></tbody></table>"


@pytest.mark.parametrize(
    ("text", "words", "output"),
    [
        ("a &amp; b", ["b"], 'a &amp; <span style="x:y">b</span>'),
        ("<p>one two&copy;<br>three", ["two\xa9"], '<p>one <span style="x:y">two&copy;</span><br>three'),
        ("one two", ["one", "two"], '<span style="x:y">one</span> <span style="x:y">two</span>'),
        ("one two", ["one two"], '<span style="x:y">one two</span>'),
    ],
)
def test_words_get_an_element_of_their_own(text: str, words: list[str], output: str) -> None:
    document = Document(text)
    node = next(each for each in document.tree.descendants if isinstance(each, Text))
    places, plan = TextPlaces(document), Plan(document)
    for word in words:
        start = node.data.index(word)
        (span,) = places.spans(Piece(node, start, start + len(word)))
        plan.accept(Wrap(node, start, word, "x:y", span))
    plan.apply()
    plan.apply()
    assert splice(text, plan.spans()) == output
    assert same_tree(document, Document(output))


def test_words_that_another_edit_changes_get_no_element() -> None:
    document = Document("one two")
    node = next(each for each in document.tree.descendants if isinstance(each, Text))
    plan = Plan(document)
    plan.accept(ReplaceInText(node, 0, 4, "", ((0, 4),)))
    plan.accept(Wrap(node, 4, "two", "x:y", (4, 7)))
    plan.apply()
    assert splice(document.text, plan.spans()) == document.serialize() == "two"


def test_an_element_is_settled_once() -> None:
    document = Document("<p>a</p>")
    plan = Plan(document)
    paragraph = element(document, "p")
    for edit in (Unwrap(paragraph), ReplaceWithText(paragraph, "b"), RemoveAttribute(paragraph, "id")):
        plan.accept(edit)
    plan.apply()
    assert splice(document.text, plan.spans()) == "a"
    assert document.serialize() == "a"


def test_a_removal_outdoes_an_unwrapping() -> None:
    document = Document("<p><i>a</i></p>b")
    plan = Plan(document)
    paragraph = element(document, "p")
    for edit in (Unwrap(paragraph), RemoveElement(paragraph), Unwrap(paragraph)):
        plan.accept(edit)
    plan.apply()
    assert splice(document.text, plan.spans()) == "b"
    assert document.serialize() == "b"


def test_content_goes_and_the_tag_may_change() -> None:
    document = Document('<p id="x">a<b id="y">c</b></p>d')
    plan = Plan(document)
    plan.accept(RemoveAttribute(element(document, "b"), "id"))
    plan.accept(RemoveContent(element(document, "p")))
    plan.accept(RemoveAttribute(element(document, "p"), "id"))
    plan.apply()
    assert splice(document.text, plan.spans()) == "<p></p>d"
    assert document.serialize() == "<p></p>d"


def test_no_span_for_the_end_of_an_element_that_is_never_closed() -> None:
    document = Document("<p><b>a<p>c")
    plan = Plan(document)
    plan.accept(RemoveElement(element(document, "b")))
    plan.apply()
    with pytest.raises(UnsplittableError, match="no source span for <b>"):
        plan.spans()

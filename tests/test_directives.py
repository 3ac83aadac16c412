"""Suppression comments: how they may be written, in HTML and in every template language."""

import pytest

from sanitizer.directives import directives
from sanitizer.suppressions import suppressions

COMMENTS = {
    "html": "<!-- {} -->",
    "html, close": "<!--{}-->",
    "jinja": "{{# {} #}}",
    "jinja, trimmed": "{{#- {} -#}}",
    "twig, trimmed": "{{#~ {} ~#}}",
    "django": "{{% comment %}} {} {{% endcomment %}}",
    "django, with a note": '{{% comment "for now" %}}{}{{% endcomment %}}',
    "liquid": "{{%- comment -%}} {} {{%- endcomment -%}}",
    "liquid, in a tag": "{{% # {} %}}",
    "handlebars": "{{{{!-- {} --}}}}",
    "handlebars, trimmed": "{{{{~!-- {} --~}}}}",
    "mustache": "{{{{! {} }}}}",
    "blade": "{{{{-- {} --}}}}",
    "go": "{{{{/* {} */}}}}",
    "go, trimmed": "{{{{- /* {} */ -}}}}",
    "erb": "<%# {} %>",
    "erb, trimmed": "<%# {} -%>",
    "jsp": "<%-- {} --%>",
    "freemarker": "<#-- {} -->",
    "php": "<?php /* {} */ ?>",
    "php, open": "<?php /* {} */",
    "php, one line": "<?php // {} ?>",
    "php, with a hash": "<?php # {} ?>",
    "css": "/* {} */",
    "over lines": "<!--\n  {}\n-->",
}


@pytest.mark.parametrize("comment", COMMENTS.values(), ids=COMMENTS)
@pytest.mark.parametrize(
    ("words", "named", "reason"),
    [
        ("sanitizer: ignore IMG003", ["IMG003"], ""),
        ("sanitizer: ignore IMG003, STY -- the campaign wants it", ["IMG003", "STY"], "the campaign wants it"),
        ("sanitizer:ignore img-gif,STY002--a - b", ["img-gif", "STY002"], "a - b"),
        ("sanitizer: ignore -- only a reason", [], "only a reason"),
    ],
)
def test_every_language_and_way_of_writing(comment: str, words: str, named: list[str], reason: str) -> None:
    written = comment.format(words)
    (found,) = directives(f"<p>\u00e9 {written}</p>\n{written.replace('sanitizer', 'other')}")
    assert (found.verb, [each.text for each in found.named], found.reason, found.wrong) == ("ignore", named, reason, "")
    text = f"<p>\u00e9 {written}</p>"
    assert text[found.start : found.end] == written
    assert [text[start:end] for _, start, end in found.named] == named


def test_end_of_a_line_ends_the_one_line_comment_of_php() -> None:
    text = "<?php // sanitizer: ignore-file STY -- old\n echo 1; ?>"
    (found,) = directives(text)
    assert (found.reason, text[found.end :]) == ("old", "\n echo 1; ?>")


@pytest.mark.parametrize(
    "text",
    [
        "<p>sanitizer: ignore IMG003</p>",
        "<!-- the sanitizer: ignore IMG003 -->",
        "<!-- sanitizers: ignore IMG003 -->",
        "&lt;!-- sanitizer: ignore IMG003 -->",
    ],
)
def test_other_words_are_no_directive(text: str) -> None:
    assert list(directives(text)) == []
    assert not suppressions(text)

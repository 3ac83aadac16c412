"""Templates are rendered as mail that is sent: with words in the place of tags."""

import pytest

from tests.browser.chromium import Chromium
from tests.browser.corpus import filled

FILLED = {
    "no tags": ("<p>Hello { %} <% </p>", "", "<p>Hello { %} <% </p>"),
    "what prints": ("<p>Hello {{ user.name }}, {{{ more }}}</p>", "", "<p>Hello value0, value1</p>"),
    "blocks": ("{% if a %}<p>x</p>{% else %}<p>y</p>{% endif %}", "", "<p>x</p><p>y</p>"),
    "comments": ("<p>x{# note #}</p>", "", "<p>x</p>"),
    "in start tags": ('<a href="{{ url }}" {% if b %}class="c"{% endif %}>{{ t }}</a>', "",
                      '<a href="{{ url }}" {% if b %}class="c"{% endif %}>value3</a>'),
    "in a style sheet": ("<style>p{color:{{ c }}}</style>{{ t }}", "", "<style>p{color:{{ c }}}</style>value1"),
    "directives": ("@if ($a)<p>@lang('shop::app.title')</p>@endif", "x.blade.php", "<p>value1</p>"),
    "code": ("<p><%= link_to 'x' %></p><% a.each do |b| %><p>y</p><% end %>", "x.html.erb", "<p>value0</p><p>y</p>"),
}  # fmt: skip


@pytest.mark.parametrize(("template", "name", "expected"), FILLED.values(), ids=FILLED)
def test_tags_are_filled(template: str, name: str, expected: str) -> None:
    assert filled(template, name) == expected


def test_a_long_tag_is_no_long_word(chromium: Chromium) -> None:
    tag = "{{ " + "order.billing_address." * 5 + " }}"
    (raw,), (seen,) = chromium.render(f"<p>{tag}</p>"), chromium.render(filled(f"<p>{tag}</p>"))
    assert raw.scroll_width > 600
    assert seen.scroll_width == 600

"""The command never loses a template tag: a file that would is left alone, and says so."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from sanitizer.adapters.cli import main
from sanitizer.html.placeholders import template_tags

KEPT = {
    "text and values": '<p style="color:red">Dear {{ name }},</p><a href="{{ url }}">{% if a %}b{% endif %}</a>',
}
LEFT_ALONE = {
    "a condition inside a tag": '<td {% if a %}class="b"{% endif %} style="color:red">x</td>',
    "a loop around rows, in markup to be written anew": (
        "<table><tr><td><b><p>x</b></p></td></tr>{% for r in rows %}<tr><td onclick=x><font size=2><p>{{ r }}</font>"
        "</td></tr>{% endfor %}</table><script>{{ script }}</script>"
    ),
    "a value that would have to be read": '<p style="color:red;width:{{ w }}">x</p>',
    "a tag in a comment": '<p style="color:red">x</p><!-- {{ note }} -->',
    "a merge tag in a removed declaration": '<p style="color:*|COLOR|*;margin:0">x</p>',
}


@pytest.mark.parametrize("html", KEPT.values(), ids=KEPT)
def test_tags_that_survive(html: str, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(html)
    CliRunner().invoke(main, ["fix", str(path)])
    fixed = path.read_text()
    assert fixed != html
    assert [tag for _, tag in template_tags(fixed)] == [tag for _, tag in template_tags(html)] != []


@pytest.mark.parametrize("html", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_a_file_that_would_lose_a_tag_is_left_alone(html: str, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(html)
    result = CliRunner().invoke(main, ["fix", str(path)])
    assert path.read_text() == html
    assert result.exit_code == 1
    assert "left alone, since" in result.output


def test_tags_of_every_language() -> None:
    languages = "{{a}} {{{b}}} {%- c -%} {# d #} <%= e %> <?php f ?> <?= g ?> *|H|* %%I%% ${j} [[k]] @if @endforeach"
    assert len(template_tags(languages)) == 13
    assert template_tags("50%% of a {b} [c] @home $5 <b> 100 * | 3") == []

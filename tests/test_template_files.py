"""The command on templates: tags stay, what they leave open is said, and what cannot be mended is left alone."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from sanitizer.adapters.cli import main

MENDED = {
    "text and values": (
        '<p style="color:red">Dear {{ name }},</p><a href="{{ url }}">{% if a %}b{% endif %}</a>',
        '<p>Dear {{ name }},</p><a href="{{ url }}">{% if a %}b{% endif %}</a>',
    ),
    "a condition inside a tag": (
        '<table><tr><td {% if a %}class="b"{% endif %} style="color:red">x</td></tr></table>',
        '<table><tr><td {% if a %}class="b"{% endif %}>x</td></tr></table>',
    ),
    "a loop around rows": (
        "<table>{% for r in rows %}<tr><td onclick=x>{{ r }}</td></tr>{% endfor %}</table>",
        "<table>{% for r in rows %}<tr><td>{{ r }}</td></tr>{% endfor %}</table>",
    ),
    "a value beside a forbidden one": ('<p style="color:red;width:{{ w }}">x</p>', '<p style="width:{{ w }}">x</p>'),
    "a forbidden property with a tag": ('<p style="color:*|COLOR|*;margin:0">x</p>', '<p style="margin:0">x</p>'),
}


@pytest.mark.parametrize(("html", "mended"), MENDED.values(), ids=MENDED)
def test_fix(html: str, mended: str, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(html)
    CliRunner().invoke(main, ["fix", str(path)])
    assert path.read_text() == mended


def test_what_no_fix_can_do_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("{% if a %}<center>{% else %}<div>{% endif %}x</center>")
    result = CliRunner().invoke(main, ["fix", str(path)])
    assert path.read_text() == "{% if a %}<center>{% else %}<div>{% endif %}x</center>"
    assert result.exit_code == 1
    assert "skipped: template: its tags stand in different branches of a template block" in result.output


def test_blade_is_told_by_the_name_of_the_file(tmp_path: Path) -> None:
    html = '<p @class(["a"]) style="color:red">x</p>'
    path = tmp_path / "a.blade.php"
    path.write_text(html)
    CliRunner().invoke(main, ["fix", str(tmp_path)])
    assert path.read_text() == '<p @class(["a"])>x</p>'


def test_languages_may_be_named(tmp_path: Path) -> None:
    html = '<p {{ a }} style="color:red">x</p>'
    for language, output in (("jinja", "<p {{ a }}>x</p>"), ("none", "<p>x</p>"), ("mailchimp", "<p>x</p>")):
        path = tmp_path / "a.html"
        path.write_text(html)
        CliRunner().invoke(main, ["fix", "--template-language", language, str(path)])
        assert path.read_text() == output
    result = CliRunner().invoke(main, ["check", "--template-language", "jinga", str(path)])
    assert result.exit_code == 2
    assert "no template language is called 'jinga'; there are auto, none, blade," in result.output


def test_configured_languages(tmp_path: Path) -> None:
    (tmp_path / "sanitizer.toml").write_text('template_language = "none"')
    path = tmp_path / "a.html"
    path.write_text("<p {{ a }}>x</p>")
    CliRunner().invoke(main, ["fix", str(path)])
    assert path.read_text() == "<p>x</p>"


@pytest.mark.parametrize("value", ["['jinja']", '"jinga"', "true"])
def test_languages_that_cannot_be_used(value: str, tmp_path: Path) -> None:
    (tmp_path / "sanitizer.toml").write_text(f"template_language = {value}")
    path = tmp_path / "a.html"
    path.write_text("<p>x</p>")
    assert CliRunner().invoke(main, ["fix", str(path)]).exit_code == 2

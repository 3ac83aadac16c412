"""Template tags: found, paired, masked, and kept byte for byte by every fix."""

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitizer import ConfigError, Sanitizer, SanitizerError, check, sanitize
from sanitizer.findings import Finding
from sanitizer.html.dom import masked
from sanitizer.templates.blocks import paired
from sanitizer.templates.languages import LANGUAGES, detected, languages_of
from sanitizer.templates.masking import Template
from sanitizer.templates.scanner import scan
from tests.clock import seconds

CASES = tomllib.loads(
    (Path(__file__).resolve().parent.parent / "fixtures" / "template_tags" / "fixed.toml").read_text(encoding="utf-8")
)["case"]
CORPUS = os.environ.get("SANITIZER_CORPUS", "")
AUTO = Sanitizer(templates=True)
EVERYTHING = languages_of(list(LANGUAGES)) or frozenset()


def tags(text: str) -> list[str]:
    return [text[tag.start : tag.end] for tag in scan(text, detected(text))[0]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_fixed(case: dict[str, object]) -> None:
    html, language = str(case["html"]), str(case.get("language", "auto"))
    result = sanitize(html, templates=language)
    assert result.output == case["fixed"]
    skipped = [finding for finding in result.report.left if "skipped: template: " in finding.note]
    assert [said(finding) for finding in skipped] == case.get("left", [])
    assert result.lossless
    again = sanitize(result.output, templates=language)
    assert again.output is result.output


def said(finding: Finding) -> str:
    reason = finding.note.partition("skipped: template: ")[2]
    return f"{finding.code} {finding.line}:{finding.column} {reason}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_check_finds_what_sanitize_does(case: dict[str, object]) -> None:
    html, language = str(case["html"]), str(case.get("language", "auto"))
    found = {finding.code for finding in check(html, templates=language).findings}
    assert found >= {finding.code for finding in sanitize(html, templates=language).report.findings}


@pytest.mark.parametrize("kind", [str, bytes])
def test_kinds_come_back(kind: type) -> None:
    html = '<p align="center">\r\n{{ a }} é</p>\r\n'
    given_, expected = (html, "<p>\r\n{{ a }} é</p>\r\n")
    if kind is bytes:
        assert sanitize(given_.encode("latin-1"), templates=True).output == expected.encode("latin-1")
    else:
        assert sanitize(given_, templates=True).output == expected


def test_masking_is_off_for_messages() -> None:
    assert sanitize("<p {{ a }}>b</p>").output == "<p>b</p>"
    assert sanitize('<img src="{{ a }}" onerror=x alt=b width=9>').output == '<img src="{{ a }}" alt=b width=9>'


PRIVATE = "\U000f0000\U000effff"


@pytest.mark.parametrize(
    "html",
    [
        f'<p {PRIVATE} onclick="x">a</p>',
        f'<a href="{PRIVATE}javascript:x">a</a>',
        f'<p style="{PRIVATE}position:fixed">a</p>',
        f"<!{PRIVATE}>",
    ],
)
def test_what_looks_like_a_token_means_nothing_in_a_message(html: str) -> None:
    output = sanitize(html).output
    assert "onclick" not in output
    assert "position" not in output


def test_private_characters_of_the_author_stay() -> None:
    html = f'<p align="center">{PRIVATE} {{{{ a }}}} \U000f0001 \U0010ffff</p>'
    assert sanitize(html, templates=True).output == html.replace(' align="center"', "")


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("{% if a %}{% elif b %}{% else %}{% endif %}", "open middle middle close"),
        ("{% case a %}{% when 1 %}{% endcase %}", "open middle close"),
        ("{% for a in b %}{% empty %}{% endfor %}", "open middle close"),
        ("{% blocktrans %}{% plural %}{% endblocktrans %}", "open middle close"),
        ("{% include 'a' %}{% set b = 1 %}{% set c %}{% endset %}", "output logic open close"),
        ("{{ a }}{{{ b }}}{{! c }}{{!-- }} --}}{{> d }}", "output output comment comment output"),
        ("{{#each a}}{{else}}{{/each}}{{^b}}{{/b}}", "open middle close open close"),
        ("{{#a}}{{^}}{{/a}}{{~#if b~}}{{~/if~}}", "open middle close open close"),
        ("{{ if .A }}{{ else if .B }}{{ end }}{{- with .C -}}{{- end -}}", "open middle close open close"),
        ("{{ '}}' }}{{ \"{{\" }}{{ it's }}{{ b }}", "output output output output"),
        (
            "<% if a %><% elsif b %><% else %><% end %><%= c %><%# d %><%-- e --%>",
            "open middle middle close output comment comment",
        ),
        ("<% a.each do |b| %><% end %><%= form_for c do |f| %><% end %>", "open close open close"),
        ("<% if (a) { %><% } else { %><% } %><% for (;;) { x } %>", "open middle close logic"),
        ("<?php foreach ($a as $b): ?><?= $b ?><?php endforeach ?>", "open output close"),
        ("<?php if ($a) { ?><?php } else { ?><?php } ?><?php $c = 1 ?>", "open middle close logic"),
        ("@if($a)@elseif($b) @else @endif @yield('c')", "open middle middle close output"),
        ("@forelse($a as $b)@empty @endforelse @empty($c)@endempty", "open middle close open close"),
        (
            "@section('a', 'b')@section('c')@endsection @php $d = 1; @endphp @php($e = (2))",
            "output open close logic logic",
        ),
        ("@slot('a')b @endslot @slot('a', b(')')){!! c !!}{{-- d --}}", "open close output output comment"),
        ("*|IF:A|**|ELSEIF:B|**|ELSE:|**|END:IF|**|C|*", "open middle middle close output"),
        ("{{if a}}{{else}}{{/if}}{{depend b}}{{/depend}}{{var c|raw}}", "open middle close open close output"),
        ("${a} [[b]] %%C%% [[d}} 50%% {#e}", "output output output"),
    ],
)
def test_roles(text: str, roles: str) -> None:
    raw, problems = scan(text, EVERYTHING)
    found, _, lonely = paired(raw)
    assert [tag.role for tag in found] == roles.split()
    assert not problems
    assert not lonely


def test_languages() -> None:
    assert languages_of("auto") is None
    assert languages_of("none") == frozenset()
    assert languages_of("jinja, Mailchimp") == {"{{", "{%", "{#", "*|"}
    assert languages_of(["erb"]) == {"<%"}
    with pytest.raises(ConfigError, match="no template language is called 'jinga'; there are auto, none, blade"):
        languages_of("jinga")
    with pytest.raises(ConfigError):
        sanitize("a", templates="jinga")


def test_only_the_tags_of_the_language_are_tags() -> None:
    html = "<p {{ a }} <?php b ?>>c</p>"
    assert sanitize("<p {{ a }} %%b%%>c</p>", templates="jinja").output == "<p {{ a }}>c</p>"
    assert sanitize(html, templates="jinja,php").output is html


def test_a_directive_needs_blade() -> None:
    css = "<style>@media print{p{color:red}}</style><p>write to joe@if.example</p>"
    assert Template(css, detected(css)).tags == []
    assert len(Template("@if(a) b @endif", detected("@if(a) b @endif")).tags) == 2
    assert len(Template("@csrf b", detected("@csrf b", "mail.blade.php")).tags) == 1


PIECES = st.sampled_from(
    [
        "{{ a }}", "{{{b}}}", "{% if a %}", "{% else %}", "{% endif %}", "{% for a in b %}", "{% endfor %}", "{# c #}",
        "{{#if a}}", "{{else}}", "{{/if}}", "<% if a %>", "<% end %>", "<%= b %>", "<?= $c ?>", "*|D|*", "%%E%%",
        "<p>", "</p>", "<p ", ' align="center"', " bgcolor=red", ' style="', "color:red;", "width:900px", '"', "${f}",
        ">", "<table>", "<tr>", "<td>", "</td>", "</table>", "<font color=red>", "</font>", "<center>", "</center>",
        "<br>", "<!--", "-->", "<style>", "</style>", "p{color:red}", "<script>", "</script>", "<title>", "</title>",
        "<img src=", "http://a.example/", "<a href='", "'", "Hello", " ", "\n", "\r\n", "&amp;", "é", "{{", "%}",
        "@if(a)", "@endif", "<h", ' class="', "</h", "<body", "</body>", "<html>",
    ]
)  # fmt: skip
MARKUP = st.lists(PIECES, max_size=24).map("".join)


@given(MARKUP)
def test_every_tag_stays_in_its_place_or_goes_with_a_finding(html: str) -> None:
    try:
        result = AUTO.sanitize(html)
    except SanitizerError:
        return
    there = iter(tags(html))
    assert all(tag in there for tag in tags(result.output)), result.output
    gone = len(tags(html)) - len(tags(result.output))
    assert not gone or any(finding.fixed for finding in result.report.findings)
    assert AUTO.sanitize(result.output).output == result.output


@given(MARKUP)
def test_masking_keeps_length_and_comes_off(html: str) -> None:
    template = Template(html, EVERYTHING)
    assert len(template.text) == len(html)
    assert template.unmasked(template.text) == html
    if template.tags:
        document = masked(template)
        assert template.unmasked(document.text) == html
        assert len(document.text) == len(html)


@pytest.mark.parametrize(
    "unit",
    [
        "{{",
        "{% if a %}",
        "{% endif %}",
        "{{ '",
        "{% raw %}",
        "<% if a %>",
        "@if(",
        "<p {% if a %}class=a ",
        "{{#a}}",
        "*|",
        "${",
    ],
)
def test_time_grows_with_the_text(unit: str) -> None:
    text = unit * (120_000 // len(unit))

    def work() -> None:
        template = Template(text, EVERYTHING)
        template.unmasked(template.text)

    assert seconds(work, 2) < 2


TEMPLATES = sorted(
    path
    for path in (Path(CORPUS) / "templates").rglob("*")
    if CORPUS and path.suffix in (".html", ".twig", ".hbs", ".erb", ".php")
)


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS, reason="SANITIZER_CORPUS names no corpus")
@pytest.mark.parametrize("policy", ["amazon", "email"])
def test_templates_of_the_corpus(policy: str) -> None:
    sanitizer = Sanitizer(policy, templates=True)
    kept = total = files = 0
    for path in TEMPLATES:
        data = path.read_bytes()
        before = tags(data.decode("utf-8", "replace").replace("\r\n", "\n"))
        if not before:
            continue
        result = sanitizer.sanitize(data, filename=path.name)
        after = tags(result.output.decode("utf-8", "replace").replace("\r\n", "\n"))
        there = iter(before)
        assert all(tag in there for tag in after), path
        assert result.lossless, path
        assert sanitizer.sanitize(result.output, filename=path.name).output is result.output, path
        files, kept, total = files + 1, kept + len(after), total + len(before)
    print(f"\n{policy}: {files} files, {kept} of {total} template tags kept, the others went with a finding")
    assert files > 200
    assert kept > 0.9 * total

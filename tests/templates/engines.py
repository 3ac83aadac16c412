"""Template engines: each compiles templates and renders them with data that has a word for every name."""

import json
import os
import re
import shutil
import subprocess
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import django
import jinja2
import liquid
import pytest
from django.conf import settings
from django.template import Context, Engine, Library, Node
from django.template.base import Parser, Token

from tests.templates.words import MODES, Anything, truth

DRIVERS = Path(__file__).parent / "drivers"


class Outcome(NamedTuple):
    """What an engine made of a template."""

    compiled: bool
    pages: tuple[str | None, ...] = ()
    """What is rendered in each of the modes; ``None`` where that ended with an error."""
    error: str = ""


class Job(NamedTuple):
    """A template with those that it may ask for, by the names it asks with."""

    source: str
    files: tuple[tuple[str, str], ...] = ()

    @property
    def all_text(self) -> str:
        """The template and those that it asks for."""
        return self.source + "".join(text for _, text in self.files)


class NoEngineError(Exception):
    """An engine is not installed; the text says what is missing."""


def _rendered(render: Callable[[str], str]) -> Outcome:
    pages: list[str | None] = []
    said = ""
    for mode in MODES:
        try:
            pages.append(render(mode))
        except Exception as error:  # whatever an engine raises for data that it cannot work with
            pages.append(None)
            said = f"{type(error).__name__}: {error}"
    return Outcome(compiled=True, pages=tuple(pages), error=said)


def _blocks_of(source: str) -> str:
    """A template to extend where the one named is not there: it shows the blocks of the other one in order."""
    names = dict.fromkeys(re.findall(r"\{%-?\+?\s*block\s+([\w-]+)", source))
    return "".join(f"<div>{{% block {name} %}}{{% endblock %}}</div>" for name in names)


class _Identities(dict[str, Any]):
    """Filters of an application: they give back what they get."""

    def __missing__(self, name: str) -> Callable[..., Any]:
        return lambda value="", *_, **__: value

    def __contains__(self, name: object) -> bool:
        return True

    def get(self, name: str, _: object = None) -> Any:
        return self[name]


def _jinja(job: Job) -> Outcome:
    def load(name: str) -> str:
        return dict(job.files).get(name) or _blocks_of(job.source)

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(load),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        autoescape=True,
    )
    environment.install_null_translations(newstyle=False)
    for name in ("striptags", "trim", "list", "int", "float", "join", "sort", "length", "groupby", "map", "format"):
        del environment.filters[name]
    environment.filters = _Identities(environment.filters)
    try:
        template = environment.from_string(job.source)
    except jinja2.TemplateError as error:
        return Outcome(compiled=False, error=str(error))

    def render(mode: str) -> str:
        names = set(re.findall(r"[a-zA-Z_]\w*", job.all_text))
        return template.render({name: Anything((name,), mode) for name in names if name not in environment.globals})

    return _rendered(render)


class _Liked(Anything):
    """Data for Liquid, which asks for its truth in its own way."""

    def _below(self, name: object) -> "_Liked":
        return _Liked((*self._names, str(name)), self._mode)

    def __liquid__(self) -> object:
        return self or False


Sequence.register(_Liked)


_CONDITION = re.compile(r"(\{%-?\s*(?:if|elsif|unless)\s+)(.*?)(\s*-?%\})")


def _liquid(job: Job) -> Outcome:
    environment = liquid.Environment(strict_filters=False, loader=liquid.DictLoader(dict(job.files)))
    environment.filters["date"] = _same  # it would tell the time
    conditions: dict[str, str] = {}

    def asked(match: re.Match[str]) -> str:
        name = f"condition{zlib.crc32(match[2].encode())}"
        conditions[name] = match[2]
        return f"{match[1]}{name}{match[3]}"

    try:
        environment.from_string(job.source)
        template = environment.from_string(_CONDITION.sub(asked, job.source))
    except liquid.exceptions.LiquidError as error:
        return Outcome(compiled=False, error=str(error))

    def render(mode: str) -> str:
        names = set(re.findall(r"[a-zA-Z_]\w*", job.all_text))
        said = {name: truth(condition, mode) for name, condition in conditions.items()}
        return template.render({name: _Liked((name,), mode) for name in names} | said)

    return _rendered(render)


class _Silent(Node):
    """A tag of an application: it shows its arguments, or what is between it and its end."""

    def __init__(self, shown: str, inside: Any) -> None:
        self.shown = shown
        self.inside = inside

    def render(self, context: Context) -> str:
        return self.shown if self.inside is None else self.inside.render(context)


class _Known(Context):
    """A context that has every name."""

    mode = "true"

    def __getitem__(self, name: Any) -> Any:
        try:
            return super().__getitem__(name)
        except KeyError:
            return Anything((name,), self.mode)


def _tags_of(source: str) -> Library:
    """The tags and filters of applications that a template uses, for Django."""
    library = Library()
    names = {match[1] for match in re.finditer(r"\{%\s*(\w+)", source)}

    def compiled(parser: Parser, token: Token) -> Node:
        name = token.contents.split()[0]
        inside = None
        if f"end{name}" in names:
            inside = parser.parse((f"end{name}",))
            parser.delete_first_token()
        arguments = token.contents.removeprefix(name)
        target = re.search(r"\bas\s+(\w+)\s*$", arguments)
        shown = "https://www.amazon.com/" + re.sub(r"\W", "", arguments)
        return _Silent("" if target or name == "load" else shown, inside)

    own = {name for known in _DJANGO.template_builtins for name in known.tags}
    for name in names:
        is_own = name in own or f"end{name}" in own or name.startswith("end")
        if name in ("load", "url", "static") or not (is_own or name in ("else", "elif", "empty", "plural")):
            library.tag(name, compiled)
    filters = {name for known in _DJANGO.template_builtins for name in known.filters}
    for name in {match[1] for match in re.finditer(r"\|\s*(\w+)", source)} - filters:
        library.filter(name, _same)
    return library


def _same(value: object, _: object = None) -> object:
    return value


if not settings.configured:
    settings.configure(USE_I18N=False, USE_TZ=False)
    django.setup()
_DJANGO = Engine(
    builtins=[f"django.templatetags.{name}" for name in ("i18n", "l10n", "tz", "cache", "static")], autoescape=True
)


def _django(job: Job) -> Outcome:
    engine = Engine(
        builtins=_DJANGO.builtins,
        loaders=[("django.template.loaders.locmem.Loader", _Fallback(job))],
    )
    engine.template_builtins.append(_tags_of(job.all_text))
    try:
        template = engine.from_string(job.source)
    except Exception as error:
        return Outcome(compiled=False, error=str(error))

    def render(mode: str) -> str:
        context = _Known({})
        context.mode = mode
        return template.render(context)

    return _rendered(render)


class _Fallback(dict[str, str]):
    """The templates that another one may ask for; one of the same blocks where a name is not known."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.files)
        self._blocks = _blocks_of(job.source)

    def __missing__(self, name: str) -> str:
        return self._blocks


_HERE: dict[str, Callable[[Job], Outcome]] = {"django": _django, "jinja": _jinja, "liquid": _liquid}
PROGRAMS = {
    "blade": ("php", "render.php"),
    "ejs": ("node", "render.js"),
    "erb": ("ruby", "render.rb"),
    "go": ("go", "render.go"),
    "handlebars": ("node", "render.js"),
    "mustache": ("node", "render.js"),
    "php": ("php", "render.php"),
    "twig": ("php", "render.php"),
    "twigjs": ("node", "render.js"),
}
"""The program that an engine runs in, and what runs the engine there."""

_NO_ENGINE = 3
"""The exit code of a driver whose engine is not installed."""


def outcomes(engine: str, jobs: Sequence[Job]) -> list[Outcome]:
    """What an engine makes of templates, each in all modes.

    Raises:
        NoEngineError: it is not installed.

    """
    if engine in _HERE:
        return [_HERE[engine](job) for job in jobs]
    program, driver = PROGRAMS[engine]
    found = shutil.which(program)
    if found is None:
        raise NoEngineError(f"{engine} is rendered with {program}, which is not installed")
    given = {
        "engine": engine,
        "modes": MODES,
        "jobs": [{"source": job.source, "files": dict(job.files)} for job in jobs],
    }
    done = subprocess.run(
        [found, *(["run"] if program == "go" else []), str(DRIVERS / driver)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == _NO_ENGINE:
        raise NoEngineError(f"{engine}: {done.stderr}")
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [Outcome(each["compiled"], tuple(each["pages"]), each["error"]) for each in json.loads(done.stdout)]


def wanted(engine: str, jobs: Sequence[Job]) -> list[Outcome]:
    """:func:`outcomes`, or a skip that says what is missing; a failure where ``SANITIZER_REQUIRE`` has the program."""
    try:
        return outcomes(engine, jobs)
    except NoEngineError as error:
        if PROGRAMS[engine][0] in os.environ.get("SANITIZER_REQUIRE", "").split(","):
            pytest.fail(str(error))
        pytest.skip(str(error))

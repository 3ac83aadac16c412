"""A configuration to start from: what is written, that it holds, and that nothing else is touched."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sanitizer.adapters import sanitizers
from sanitizer.adapters.cli import main
from sanitizer.adapters.init import template
from sanitizer.config import Config, config_for

OTHERS = b'# caf\xc3\xa9\r\n[project]\r\nname = "x"   # kept\r\n\r\n[tool.ruff]\r\nline-length = 9'

pytestmark = pytest.mark.usefixtures("folder")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.mark.parametrize("policy", ["amazon", "email"])
@pytest.mark.parametrize("pyproject", [False, True])
def test_what_is_written_holds(folder: Path, policy: str, pyproject: bool) -> None:
    name = "pyproject.toml" if pyproject else "sanitizer.toml"
    if pyproject:
        (folder / name).write_bytes(OTHERS)
    done = call("init", "--policy", policy, *["--pyproject"] * pyproject)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Wrote {name} with the policy {policy}. Next:\n\n  sanitizer check ")
    found = config_for(folder / "mail.html")
    assert (found.path, found.policy.name) == (folder / name, policy)
    assert call("check").exit_code == 0


@pytest.mark.parametrize("table", ["", "[tool.sanitizer]"])
def test_every_setting_is_in_it_and_may_be_switched_on(folder: Path, table: str) -> None:
    text = template("amazon", table=table)
    lines = text.replace("\n#     ", " ").splitlines()
    settings = [line.removeprefix("# ") for line in lines if re.match(r"(# )?\w+ = ", line)]
    names = {line.partition(" = ")[0] for line in settings}
    assert {field.name for field in fields(Config)} - {"path"} <= names
    own = settings.index('extends = "amazon"')
    header = "[tool.sanitizer.policy]" if table else "[policy]"
    (folder / "pyproject.toml").write_text("\n".join(["[tool.sanitizer]", *settings[:own]]))
    assert Config.load(folder / "pyproject.toml").ignore == ("IMG005",)
    without = "\n".join([table, *settings[1:own], header, *settings[own:]])
    assert f"# {header}" in lines
    path = folder / ("pyproject.toml" if table else "sanitizer.toml")
    path.write_text(without)
    sanitizers.forget()
    assert Config.load(path).policy.max_breaks == 3


def test_defaults_shown_are_the_defaults() -> None:
    for line in template("amazon").replace("\n#     ", " ").splitlines():
        name, equals, value = line.removeprefix("# ").partition(" = ")
        if equals and name in ("include", "unsafe_fixes", "output_style", "template_language", "suppressions"):
            shown = tomllib.loads(f"value = {value}")["value"]
            assert (tuple(shown) if isinstance(shown, list) else shown) == getattr(Config(), name)


def test_a_policy_in_a_file(folder: Path) -> None:
    (folder / 'own "é".toml').write_text('extends = "email"\nmax_breaks = 7')
    assert call("init", "--policy", 'own "é".toml').exit_code == 0
    assert config_for(folder / "mail.html").policy.max_breaks == 7


@pytest.mark.parametrize(
    ("there", "arguments", "told"),
    [
        ({"sanitizer.toml": b"x"}, [], "sanitizer.toml is there already; --force writes it anew"),
        ({"sanitizer.toml": b"", "pyproject.toml": b""}, ["--pyproject"], "sanitizer.toml is there and comes before"),
        ({"sanitizer.toml": b"", "pyproject.toml": b""}, ["--pyproject", "--force"], "comes before pyproject.toml"),
        ({}, ["--pyproject"], "pyproject.toml: No such file or directory; leave out --pyproject"),
        ({"pyproject.toml": b"[tool.sanitizer]"}, ["--pyproject"], "pyproject.toml has [tool.sanitizer] already"),
        ({"pyproject.toml": b"tool = {}"}, ["--pyproject"], "in a form that cannot be added to"),
        ({"pyproject.toml": b"tool = 3"}, ["--pyproject"], "in a form that cannot be added to"),
        (
            {"pyproject.toml": b"[tool]\nsanitizer = {}"},
            ["--pyproject", "--force"],
            "in a form that cannot be added to",
        ),
        ({"pyproject.toml": b"["}, ["--pyproject"], "pyproject.toml: not TOML"),
        ({"pyproject.toml": b"\xff"}, ["--pyproject"], "pyproject.toml: not TOML"),
        ({}, ["--policy", "amazn"], "no policy 'amazn'"),
        ({}, ["--policy", "none.toml"], "none.toml: No such file or directory"),
    ],
)
def test_what_is_refused_changes_nothing(
    folder: Path, there: dict[str, bytes], arguments: list[str], told: str
) -> None:
    for name, data in there.items():
        (folder / name).write_bytes(data)
    done = call("init", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == there


def test_force_writes_anew(folder: Path) -> None:
    (folder / "sanitizer.toml").write_text("x")
    assert call("init", "--force", "--policy", "email").exit_code == 0
    assert (folder / "sanitizer.toml").read_text() == template("email")


@pytest.mark.parametrize("data", [b"", b"\n", OTHERS, OTHERS + b"\r\n", b'a = """\n[tool.sanitizer]\n"""\n'])
def test_bytes_of_pyproject_stay(folder: Path, data: bytes) -> None:
    (folder / "pyproject.toml").write_bytes(data)
    assert call("init", "--pyproject").exit_code == 0
    made = (folder / "pyproject.toml").read_bytes()
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    gap = made[len(data) :].partition(b"[tool.sanitizer]")[0]
    assert made.startswith(data)
    assert gap in (b"", newline, newline * 2)
    assert made.count(b"\n") == made.count(newline)


@pytest.mark.parametrize(
    ("before", "ours", "after"),
    [
        (OTHERS + b"\r\n", b"[tool.sanitizer]\r\nselect = ['SEC'] # x\r\n", b""),
        (b"", b"[tool.sanitizer]\nselect = ['SEC']\n", b"\n# of ruff\n[tool.ruff]\nline-length = 9\n"),
        (b"", b"  [ tool . sanitizer ]\n[tool.sanitizer.policy]\nextends = 'email'\n", b"[a]\nb = 1"),
        (b"", b"[tool.sanitizer]\nselect = []\n# gone\n[tool.sanitizer.policy]\nmax_breaks = 1\n", b"[a]\n"),
        (b"[a]\n", b"[tool.sanitizer]\n# gone\n\nselect = []\n", b"[[b]]\n[[b]]\n[tool.sanitizers]\n"),
    ],
)
def test_force_replaces_the_table_alone(folder: Path, before: bytes, ours: bytes, after: bytes) -> None:
    (folder / "pyproject.toml").write_bytes(before + ours + after)
    for _ in range(2):
        done = call("init", "--pyproject", "--force")
        assert (done.exit_code, done.stderr) == (0, "")
        made = (folder / "pyproject.toml").read_bytes()
        assert made.startswith(before)
        assert made.endswith(after)
        table = made[len(before) : len(made) - len(after)].replace(b"\r\n", b"\n").decode()
        assert table.rstrip("\n") + "\n" == template("amazon", table="[tool.sanitizer]")


def test_force_does_not_cut_into_a_text(folder: Path) -> None:
    data = b'[tool.sanitizer]\n[a]\nb = """\n[tool.sanitizer]\nkept\n[c]\n"""\n'
    (folder / "pyproject.toml").write_bytes(data)
    done = call("init", "--pyproject", "--force")
    assert (done.exit_code, (folder / "pyproject.toml").read_bytes()) == (2, data)

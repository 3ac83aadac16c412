"""What is shipped: the wheel's files and metadata, what an import costs, and the commands that the README gives."""

import email
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import sanitizer
from sanitizer.policy import PACKS

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUN = "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/sanitizer fix --diff fixtures/templates"
TEST = (
    "python3 -m venv .venv && .venv/bin/pip install -q -U pip && .venv/bin/pip install -q -e . --group test"
    " && .venv/bin/python -m pytest -n auto --dist loadfile"
)
LATE = ("lxml", "bs4", "tinycss2", "cssutils", "click", "rich", "pathspec", "idna", "turbohtml")


def python(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    python("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    (path,) = folder.glob("*.whl")
    return path


def test_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if not name.split("/")[0].endswith(".dist-info")}
    package = ROOT / "sanitizer"
    there = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped == there
    assert {f"sanitizer/policies/{pack}.toml" for pack in PACKS} <= shipped
    assert {"sanitizer/py.typed", "sanitizer/reports/report.schema.json", "sanitizer/data/trackers.toml"} <= shipped


def test_wheel_metadata(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (folder,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        metadata = email.message_from_bytes(archive.read(f"{folder}/METADATA"))
        entry_points = archive.read(f"{folder}/entry_points.txt").decode()
        assert f"{folder}/licenses/LICENSE" in archive.namelist()
    assert metadata["Name"] == "email-html-sanitizer"
    assert metadata["Version"] == sanitizer.__version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Summary"] == PROJECT["description"]
    extras = [name for names in PROJECT["optional-dependencies"].values() for name in names]
    assert len(metadata.get_all("Requires-Dist", [])) == len(PROJECT["dependencies"]) + len(extras)
    assert "sanitizer = sanitizer.adapters.cli:main" in entry_points


def test_changelog_starts_with_this_version() -> None:
    headings = [line for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if line[:3] == "## "]
    assert headings[0].startswith(f"## {sanitizer.__version__} ")


def test_import_loads_none_of_the_libraries() -> None:
    loaded = python("-c", "import sanitizer, sys; print(*sys.modules)").split()
    assert not {name.partition(".")[0] for name in loaded} & set(LATE)


def test_plain_text_needs_only_the_parser() -> None:
    code = "import sanitizer, sys; sanitizer.sanitize('<p style=color:red>x'); print(*sys.modules)"
    loaded = {name.partition(".")[0] for name in python("-c", code).split()}
    assert loaded & set(LATE) == {"turbohtml"}


def test_runs_as_a_module() -> None:
    assert python("-m", "sanitizer", "--version") == f"sanitizer {sanitizer.__version__}\n"


def test_readme_gives_the_commands_that_are_run() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert RUN in readme
    assert TEST in readme
    assert f"  {TEST}" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

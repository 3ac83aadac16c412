"""The hooks for pre-commit: a valid manifest, and pre-commit itself running them over files."""

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

from sanitizer.config import HTML_FILES

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
BAD = '<p onclick="x()">Hello</p>\n'
MENDED = "<p>Hello</p>\n"
TAKEN = ("a.html", "b.htm", "c.xhtml", "d.html.j2", "e.html.erb", "f.liquid")
PASSED_OVER = ("nginx.conf.j2", "text.txt", "drafts/g.html")


def run(*command: str | Path, cwd: Path) -> "subprocess.CompletedProcess[str]":
    scripts = sysconfig.get_path("scripts")
    environment = os.environ | {
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(cwd.parent / "home"),
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False, text=True, timeout=120)


def pre_commit(*arguments: str | Path, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return run(sys.executable, "-m", "pre_commit", *arguments, cwd=cwd)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose hooks are those of the manifest, run by the sanitizer that is installed here."""
    folder = tmp_path / "repository"
    (folder / "drafts").mkdir(parents=True)
    for name in (*TAKEN, *PASSED_OVER):
        (folder / name).write_text(BAD)
    (folder / "sanitizer.toml").write_text('exclude = ["drafts/"]')
    hooks = [hook | {"language": "system"} for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))]
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    for command in (["git", "init", "-q"], ["git", "add", "-A"]):
        assert run(*command, cwd=folder).returncode == 0
    return folder


def test_manifest_is_valid(tmp_path: Path) -> None:
    done = pre_commit("validate-manifest", MANIFEST, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_files_are_those_taken_from_a_folder() -> None:
    for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8")):
        for pattern in HTML_FILES:
            assert re.search(hook["files"], pattern.replace("*", "sub/mail")), pattern
        for name in ("mail.txt", "nginx.conf.j2", "mail.php", "html", "mail.html.orig"):
            assert not re.search(hook["files"], name)


def test_check_reports(repository: Path) -> None:
    done = pre_commit("run", "sanitizer-check", "--all-files", cwd=repository)
    assert done.returncode == 1
    assert f"Found {len(TAKEN)} findings in {len(TAKEN)} of {len(TAKEN)} files." in done.stdout
    assert all(name in done.stdout for name in TAKEN)
    assert not any(name in done.stdout for name in PASSED_OVER)


def test_fix_mends_once(repository: Path) -> None:
    done = pre_commit("run", "sanitizer-fix", "--all-files", cwd=repository)
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert [(repository / name).read_text() for name in TAKEN] == [MENDED] * len(TAKEN)
    assert [(repository / name).read_text() for name in PASSED_OVER] == [BAD] * len(PASSED_OVER)
    assert run("git", "add", "-A", cwd=repository).returncode == 0
    assert pre_commit("run", "--all-files", cwd=repository).returncode == 0

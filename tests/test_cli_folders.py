"""Which files the command finds in a folder."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command import BAD, GOOD, MENDED, call, put

pytestmark = pytest.mark.usefixtures("folder")


class TestFolders:
    @pytest.fixture
    def found(self) -> Callable[..., list[str]]:
        def find(*paths: str) -> list[str]:
            done = call("check", *(paths or (".",)), "--output-format", "json")
            return [file["path"] for file in json.loads(done.stdout)["files"]]

        return find

    def test_html_files_in_order(self, folder: Path, found: Callable[..., list[str]]) -> None:
        put(folder, b=GOOD, a__z=GOOD, a__b__c=GOOD, c=GOOD)
        for name in ("x.htm", "y.xhtml", "z.txt", ".hidden.html"):
            (folder / name).write_bytes(GOOD)
        put(folder, **{".git__a": GOOD, ".venv__a": GOOD})
        assert found() == [".hidden.html", "a/b/c.html", "a/z.html", "b.html", "c.html", "x.htm", "y.xhtml"]
        assert found("c.html", "a", "./a", "a/z.html") == ["c.html", "a/b/c.html", "a/z.html"]

    def test_gitignore_at_every_level(self, folder: Path, found: Callable[..., list[str]]) -> None:
        put(folder, keep=GOOD, old=GOOD, build__a=GOOD, sub__old=GOOD, sub__new=GOOD, sub__deep__new=GOOD)
        (folder / ".gitignore").write_text("build/\nold.html\n[z-a]\n!\n")
        (folder / "sub/.gitignore").write_text("!old.html\n/new.html\n")
        assert found() == ["keep.html", "sub/deep/new.html", "sub/old.html"]

    def test_gitignore_above_up_to_the_repository(self, folder: Path, found: Callable[..., list[str]]) -> None:
        put(folder, repo__sub__a=GOOD, repo__sub__b=GOOD)
        (folder / ".gitignore").write_text("a.html\n")
        (folder / "repo/.gitignore").write_text("b.html\n")
        assert found("repo/sub") == ["repo/sub/a.html", "repo/sub/b.html"], "no repository"
        (folder / "repo/.git").mkdir()
        assert found("repo/sub") == ["repo/sub/a.html"]

    def test_what_is_named_is_taken(self, folder: Path, found: Callable[..., list[str]]) -> None:
        put(folder, build__a=GOOD)
        (folder / "mail.txt").write_bytes(GOOD)
        (folder / ".git").mkdir()
        (folder / ".gitignore").write_text("build/\n")
        (folder / "sanitizer.toml").write_text('exclude = ["mail.txt"]')
        assert found("build") == ["build/a.html"]
        assert found("build/a.html", "mail.txt") == ["build/a.html", "mail.txt"]

    def test_force_exclude_passes_over_what_is_named(self, folder: Path, found: Callable[..., list[str]]) -> None:
        put(folder, a=GOOD, drafts__b=GOOD, sub__c=GOOD)
        (folder / "sanitizer.toml").write_text('exclude = ["drafts/"]')
        (folder / "sub/sanitizer.toml").write_text('exclude = ["c.html"]')
        names = "a.html", str(Path("drafts/b.html")), str(folder / "drafts/b.html"), str(Path("sub/c.html"))
        assert found(*names) == list(names)
        assert found(*names, "--force-exclude") == ["a.html"]

    def test_configuration_of_each_folder(self, folder: Path, found: Callable[..., list[str]]) -> None:
        put(folder, a=GOOD, drafts__b=GOOD, sub__c=GOOD, sub__drafts__d=GOOD)
        (folder / "sub/e.hbs").write_bytes(GOOD)
        (folder / "sanitizer.toml").write_text('exclude = ["drafts/"]')
        (folder / "sub/sanitizer.toml").write_text('include = ["*.hbs", "drafts/*"]')
        assert found() == ["a.html", "sub/drafts/d.html", "sub/e.hbs"]

    def test_links_in_a_folder_are_passed_over(self, folder: Path, found: Callable[..., list[str]]) -> None:
        put(folder, in__a=GOOD, out=GOOD)
        (folder / "in/link.html").symlink_to("../out.html")
        (folder / "in/loop").symlink_to(".")
        assert found("in") == ["in/a.html"]

    def test_folder_that_cannot_be_read_is_told(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        put(folder, a=BAD, locked__b=BAD, z=BAD)
        real = os.scandir

        def scandir(path: Path) -> object:
            if path.name == "locked":
                raise PermissionError(13, "Permission denied")
            return real(path)

        monkeypatch.setattr(os, "scandir", scandir)
        done = call("fix")
        assert (done.exit_code, done.stderr) == (2, "Error: locked: Permission denied\n")
        assert (folder / "a.html").read_bytes() == (folder / "z.html").read_bytes() == MENDED

    def test_name_that_is_too_long_is_told(self) -> None:
        done = call("check", "x" * 300)
        assert (done.exit_code, "File name too long" in done.stderr) == (2, True)

    def test_no_files_are_told(self) -> None:
        done = call("check")
        assert (done.exit_code, done.stdout) == (0, "")
        assert done.stderr.startswith("No HTML files and no messages found")

    def test_broken_configuration_stops_the_run(self, folder: Path) -> None:
        put(folder, a=BAD, sub__b=BAD)
        (folder / "sub/sanitizer.toml").write_text('polcy = "email"')
        done = call("fix")
        assert done.exit_code == 2
        assert "unknown key `polcy`, did you mean `policy`?" in done.stderr
        assert (folder / "a.html").read_bytes() == BAD

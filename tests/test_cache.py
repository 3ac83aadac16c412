"""What the command remembers of files it has judged."""

import json
import os
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sanitizer.adapters import cache
from sanitizer.findings import Finding
from tests.command import BAD, COMMAND, GOOD, LEFT, MENDED, UNREADABLE, here, put, run

OWN_POLICY = "[policy]\nextends='amazon'\nmax_breaks=1"
MARK = cache.pack(
    cache.Judged((Finding("SEC005", "from-the-cache", "error", "told", 1, 1, 1, 2, "x", "safe", False, "<", ""),))
)
"""A result that no rule gives, by which it is seen that a result came from the cache."""
MIXED = {"good": GOOD, "bad": BAD, "left": LEFT, "unreadable": UNREADABLE, "empty": b"", "tag": b"{{ x }}" + BAD}

pytestmark = pytest.mark.usefixtures("folder")


def rows(folder: Path) -> list[tuple[bytes, int, bytes]]:
    """What the cache in a folder holds."""
    connection = sqlite3.connect(folder / ".sanitizer_cache/results-2.sqlite")
    found = connection.execute("SELECT key, used, data FROM results ORDER BY rowid").fetchall()
    connection.close()
    return found


def change(folder: Path, statement: str, *values: object) -> None:
    """Change what the cache in a folder holds."""
    connection = sqlite3.connect(folder / ".sanitizer_cache/results-2.sqlite")
    with connection:
        connection.execute(statement, values)
    connection.close()


class TestCache:
    @pytest.mark.parametrize("form", ["text", "json", "sarif"])
    @pytest.mark.parametrize("arguments", [["check"], ["fix", "--diff"]])
    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_says_the_same(self, folder: Path, arguments: list[str], form: str, jobs: str) -> None:
        put(folder, **{f"{name}{index}": data for index in range(7) for name, data in MIXED.items()})
        command = [*arguments, "-j", jobs, "--output-format", form]
        anew, first, second = (here(*command, *more, cwd=folder) for more in (["--no-cache"], [], []))
        assert len(rows(folder)) == len(MIXED)
        told = [(done.stdout, done.stderr, done.returncode) for done in (anew, first, second)]
        assert told[0] == told[1] == told[2]
        assert told[0][0]

    def test_serves_every_format_and_name(self, folder: Path) -> None:
        put(folder, a=BAD)
        here("check", "--output-format", "json", cwd=folder)
        change(folder, "UPDATE results SET data = ?", MARK)
        (folder / "a.html").rename(folder / "b.html")
        for form in (
            "text",
            "grouped",
            "json",
            "jsonl",
            "sarif",
            "github",
            "gitlab",
            "junit",
            "checkstyle",
            "markdown",
        ):
            shown = here("check", "--output-format", form, cwd=folder).stdout
            assert b"told" in shown
            assert b"b.html" in shown

    @pytest.mark.parametrize(
        ("arguments", "prepare"),
        [
            (["fix", "--diff"], None),
            (["check", "--policy", "email"], None),
            (["check", "--select", "SEC"], None),
            (["check", "--ignore", "STY"], None),
            (["check", "--unsafe-fixes"], None),
            (["check"], lambda folder: put(folder, a=BAD + b" ")),
            (["check"], lambda folder: (folder / "sanitizer.toml").write_text('ignore = ["STY"]')),
            (["check"], lambda folder: (folder / "sanitizer.toml").write_text(OWN_POLICY)),
            (["check", "--no-cache"], None),
            (["check", "--cache-dir", "other"], None),
        ],
    )  # fmt: skip
    def test_what_decides_on_a_result_is_part_of_its_key(
        self, folder: Path, arguments: list[str], prepare: Callable[[Path], None] | None
    ) -> None:
        put(folder, a=BAD)
        here("check", cwd=folder)
        change(folder, "UPDATE results SET data = ?", MARK)
        assert b"told" in here("check", cwd=folder).stdout
        if prepare is not None:
            prepare(folder)
        shown = here(*arguments, cwd=folder)
        assert shown.stdout
        assert b"told" not in shown.stdout

    def test_the_package_is_part_of_the_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        one = cache.digest({})
        monkeypatch.setattr(cache, "__version__", "99")
        cache._package.cache_clear()
        assert cache.digest({}) != one
        monkeypatch.undo()
        monkeypatch.setattr(cache, "_version", lambda _: "99")
        cache._package.cache_clear()
        assert cache.digest({}) != one
        monkeypatch.undo()
        cache._package.cache_clear()
        assert cache.digest({}) == one

    def test_fix_knows_what_it_changes_nothing_in(self, folder: Path) -> None:
        put(folder, left=LEFT, bad=BAD)
        here("fix", cwd=folder)
        assert len(rows(folder)) == 1
        assert (folder / "bad.html").read_bytes() == MENDED
        change(folder, "UPDATE results SET data = ?", MARK)
        assert b"left.html:1:1: SEC005 [*] told" in here("fix", cwd=folder).stdout

    def test_nothing_that_is_written_comes_from_it(self, folder: Path) -> None:
        put(folder, a=BAD)
        assert here("fix", "--diff", cwd=folder).stdout
        evil = cache.pack(cache.Judged(changed=True, output=b"<script>evil()</script>"))
        change(folder, "UPDATE results SET data = ?", evil)
        assert b"evil" in here("fix", "--diff", cwd=folder).stdout
        here("fix", "-o", "out", cwd=folder)
        here("fix", cwd=folder)
        assert (folder / "a.html").read_bytes() == (folder / "out/a.html").read_bytes() == MENDED

    def test_output_folder_is_filled_when_all_is_known(self, folder: Path) -> None:
        put(folder, left=LEFT)
        here("fix", cwd=folder)
        here("fix", "-o", "out", cwd=folder)
        assert (folder / "out/left.html").read_bytes() == LEFT

    def test_a_cpu_limit_is_not_remembered(self, folder: Path) -> None:
        (folder / "sanitizer.toml").write_text("[policy]\nextends='amazon'\nmax_seconds=0")
        put(folder, a=BAD)
        assert b"max_seconds" in here("check", cwd=folder).stderr
        assert not (folder / ".sanitizer_cache").exists()

    @pytest.mark.parametrize("broken", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
    def test_a_broken_one_is_made_anew(self, folder: Path, broken: bytes) -> None:
        put(folder, a=BAD)
        expected = here("check", cwd=folder)
        path = folder / ".sanitizer_cache/results-2.sqlite"
        path.write_bytes(broken)
        for _ in range(3):
            done = here("check", cwd=folder)
            assert (done.stdout, done.stderr, done.returncode) == (expected.stdout, b"", 1)
        assert len(rows(folder)) == 1

    @pytest.mark.parametrize("data", [b"", b"x", cache.zlib.compress(b"[]\n"), cache.zlib.compress(b"[[[1]],0,0,0]\n")])
    def test_a_broken_result_is_worked_out_anew(self, folder: Path, data: bytes) -> None:
        put(folder, a=BAD)
        expected = here("check", cwd=folder).stdout
        ((key, _, sound),) = rows(folder)
        change(folder, "UPDATE results SET data = ?", data)
        assert here("check", cwd=folder).stdout == expected
        assert [(key, data) for key, _, data in rows(folder)] == [(key, sound)]

    def test_one_that_cannot_be_made_is_passed_over(self, folder: Path) -> None:
        put(folder, a=BAD)
        (folder / ".sanitizer_cache").write_bytes(b"a file")
        done = here("check", cwd=folder)
        assert (done.returncode, done.stderr) == (1, b"")

    def test_one_that_is_locked_is_passed_over(self, folder: Path) -> None:
        put(folder, a=BAD)
        here("check", cwd=folder)
        connection = sqlite3.connect(folder / ".sanitizer_cache/results-2.sqlite", isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        put(folder, b=BAD)
        done = here("check", cwd=folder)
        connection.close()
        assert (done.returncode, done.stderr) == (1, b"")
        assert done.stdout.count(b"SEC005") == 2

    def test_two_runs_at_once(self, folder: Path) -> None:
        put(folder, **{f"mail{index:03}": BAD * (index % 40) + b"%d" % index for index in range(300)})
        runs = [
            subprocess.Popen(
                [COMMAND, "check", "-j", jobs, "--output-format", "json"], cwd=folder, stdout=subprocess.PIPE
            )
            for jobs in "1212"
        ]
        told = [process.communicate(timeout=60)[0] for process in runs]
        assert len({*told}) == 1
        assert len(rows(folder)) == 300
        assert run("check", "--output-format", "json", cwd=folder).stdout == told[0]

    def test_place(self, folder: Path) -> None:
        (folder / "sub/deep").mkdir(parents=True)
        (folder / "sub/sanitizer.toml").write_text("")
        put(folder / "sub/deep", a=BAD)
        here("check", cwd=folder / "sub/deep")
        kept = folder / "sub/.sanitizer_cache"
        assert sorted(path.name for path in kept.iterdir()) == [".gitignore", "CACHEDIR.TAG", "results-2.sqlite"]
        assert (kept / ".gitignore").read_text() == "*\n"
        assert (kept / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
        here("check", cwd=folder / "sub/deep", SANITIZER_CACHE_DIR="by-environment")
        assert (folder / "sub/deep/by-environment/CACHEDIR.TAG").exists()
        here("check", "--cache-dir", "named", cwd=folder / "sub/deep", SANITIZER_CACHE_DIR="by-environment")
        assert (folder / "sub/deep/named/CACHEDIR.TAG").exists()
        here("check", cwd=folder, SANITIZER_NO_CACHE="1")
        assert not (folder / ".sanitizer_cache").exists()

    def test_clean(self, folder: Path) -> None:
        put(folder, a=BAD)
        here("check", cwd=folder)
        done = here("clean", cwd=folder)
        assert (done.returncode, done.stderr) == (0, f"Removed the results in {folder}/.sanitizer_cache.\n".encode())
        assert not (folder / ".sanitizer_cache").exists()
        assert here("clean", cwd=folder).stderr.startswith(b"No results are kept in ")

    def test_clean_removes_nothing_else(self, folder: Path) -> None:
        put(folder, a=BAD)
        here("clean", "--cache-dir", ".", cwd=folder)
        here("check", "--cache-dir", ".", cwd=folder)
        here("clean", "--cache-dir", ".", cwd=folder)
        assert [path.name for path in folder.iterdir()] == ["a.html"]

    def test_what_nobody_asks_for_goes(self, folder: Path) -> None:
        put(folder, a=BAD, b=LEFT)
        here("check", cwd=folder)
        today = rows(folder)[0][1]
        change(folder, "UPDATE results SET used = used - 29")
        put(folder, b=GOOD, c=BAD * 2)
        here("check", cwd=folder)
        assert sorted(used for _, used, _ in rows(folder)) == [today - 29, today, today, today]
        change(folder, "UPDATE results SET used = used - 2 WHERE used < ?", today)
        put(folder, d=BAD * 3)
        here("check", cwd=folder)
        assert [used for _, used, _ in rows(folder)] == [today] * 4

    def test_size_is_bounded(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cache, "_LARGEST", 200_000)
        for index in range(400):
            store = cache.Store(str(tmp_path / "kept"))
            store.add(cache.Entry(b"%d" % index, os.urandom(2000)))
            store.close()
        assert (tmp_path / "kept/results-2.sqlite").stat().st_size <= 200_000 + 8192
        hits = [index for index in range(400) if _has(tmp_path / "kept", b"%d" % index)]
        assert hits == list(range(hits[0], 400))


def _has(folder: Path, key: bytes) -> bool:
    connection = sqlite3.connect(folder / "results-2.sqlite")
    found = connection.execute("SELECT 1 FROM results WHERE key = ?", (key,)).fetchall()
    connection.close()
    return bool(found)


def test_json_of_a_cached_run_is_whole(folder: Path) -> None:
    put(folder, **{f"mail{index}": (GOOD, BAD, LEFT, UNREADABLE)[index % 4] for index in range(12)})
    for _ in range(2):
        data = json.loads(run("check", "--output-format", "json", cwd=folder).stdout)
        assert (len(data["files"]), len(data["errors"])) == (9, 3)

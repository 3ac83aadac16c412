"""The baseline: what is accepted stays accepted while files move on, and nothing else is."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanitizer
from sanitizer.baseline import Baseline, counted, fingerprint, parted
from sanitizer.errors import ConfigError
from tests.command import here

NAME = ".sanitizer-baseline.json"
GOOD = "<p>Hello</p>\n"
RED = '<p style="color:red">Hello</p>\n'
BLUE = '<p style="color:blue">Hello</p>\n'
LEFT = '<p><a href="https://shop.example/">Our shop in town</a></p>\n'


def run(folder: Path, *arguments: str, code: int | None = None) -> str:
    """Standard output of the command; of both streams where an error is expected."""
    done = here(*arguments, cwd=folder)
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return (done.stdout + done.stderr * (code == 2)).decode("utf-8")


def put(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / (name.replace("__", "/") + ".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def shown(folder: Path, *arguments: str) -> list[str]:
    """``path:line`` of what is reported against the baseline."""
    report = run(folder, "check", "--baseline", NAME, *arguments)
    return [":".join(line.split(":")[:2]) for line in report.splitlines() if re.match(r"\S+\.html:\d+:", line)]


class TestFingerprint:
    @staticmethod
    def of(html: str) -> list[str]:
        return [fingerprint(finding) for finding in sanitizer.check(html).findings]

    @pytest.mark.parametrize(
        "html", ["\n\n<h1>x</h1>" + RED, f"<div>{RED}</div>", RED.replace(">Hello", " title='x'>Bye"), RED + GOOD]
    )
    def test_stays_where_the_wrong_text_does(self, html: str) -> None:
        assert self.of(html) == self.of(RED)

    def test_white_space_does_not_count(self) -> None:
        tag = '<img src="http://x.example/a.png" alt="Acme" width="100">'
        assert self.of(tag) == self.of(tag.replace(" alt", "\n     alt"))

    def test_other_text_is_another(self) -> None:
        assert len({*self.of(RED), *self.of(BLUE)}) == 2

    def test_code_counts(self) -> None:
        (finding,) = sanitizer.check(RED).findings
        assert fingerprint(finding) != fingerprint(replace(finding, code="STY003"))
        assert fingerprint(finding) == fingerprint(replace(finding, line=9, column=9, message="other", severity="info"))

    def test_any_text_has_one(self) -> None:
        (finding,) = sanitizer.check(RED).findings
        assert re.fullmatch("[0-9a-f]{16}", fingerprint(replace(finding, before="\ud800\0\U0001f600")))


class TestParted:
    def test_as_often_as_accepted_and_the_last_are_new(self) -> None:
        findings = sanitizer.check(RED * 3 + BLUE).findings
        accepted = counted(sanitizer.check(RED * 2 + GOOD).findings) + Counter({("IMG001", "0" * 16): 2})
        new, known, gone = parted(findings, accepted)
        assert [finding.line for finding in new] == [3, 4]
        assert [finding.line for finding in known] == [1, 2]
        assert gone == Counter({("IMG001", "0" * 16): 2})
        assert accepted.total() == 4, "what is accepted is not changed"


names = st.text(min_size=1, max_size=8)
counts = st.dictionaries(st.tuples(names, names), st.integers(1, 9), min_size=1, max_size=4).map(Counter)


@given(st.dictionaries(names, counts, max_size=4))
def test_what_is_written_is_read_again_and_the_order_is_no_matter(files: dict[str, Counter[tuple[str, str]]]) -> None:
    text = Baseline(files).dump()
    assert Baseline.parse(text).files == files
    turned = {path: Counter(dict(reversed(each.items()))) for path, each in reversed(files.items())}
    assert Baseline(turned).dump() == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not JSON"),
        ("<<<<<<< HEAD\n{}", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "`version` is missing"),
        ("{}", "`version` is missing"),
        ('{"version": 2, "files": {}}', "version 2 is not known here, only 1"),
        ('{"version": 1}', "files must be an object, not None"),
        ('{"version": 1, "files": {"a": []}}', "a must be an object, not []"),
        ('{"version": 1, "files": {"a": {"IMG001": 1}}}', "a, IMG001 must be an object, not 1"),
        ('{"version": 1, "files": {"a": {"IMG001": {"x": 0}}}}', "a, IMG001, x must be a number from 1, not 0"),
        ('{"version": 1, "files": {"a": {"IMG001": {"x": true}}}}', "must be a number from 1, not True"),
    ],
)
def test_what_is_no_baseline_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(told)):
        Baseline.parse(text)
    put(tmp_path, a=GOOD)
    (tmp_path / NAME).write_text(text)
    for arguments in (
        ["check", "--baseline", NAME],
        ["baseline", "write"],
        ["baseline", "prune"],
        ["baseline", "show"],
    ):
        error = run(tmp_path, *arguments, code=2)
        assert f"{tmp_path / NAME}: " in error
        assert "delete it and run `sanitizer baseline write`" in error
    assert (tmp_path / NAME).read_text() == text


class TestCommand:
    def test_accepted_findings_do_not_fail_and_new_ones_do(self, tmp_path: Path) -> None:
        put(tmp_path, a=RED + LEFT, sub__b=RED, c=GOOD)
        assert run(tmp_path, "check", code=1)
        assert run(tmp_path, "baseline", "write", code=0) == (
            f'Accepted 3 findings of 2 files in {NAME}. Set `baseline = "{NAME}"` in sanitizer.toml,'
            " or check with `--baseline`.\n"
        )
        passed = run(tmp_path, "check", "--baseline", NAME, code=0)
        assert passed == "All checks passed.\nNot shown: 3 in the baseline.\n"
        put(tmp_path, a="<p>one</p>\n\n" + BLUE + RED + LEFT)
        assert shown(tmp_path) == ["a.html:3"]
        assert run(tmp_path, "check", "--baseline", NAME, code=1)
        put(tmp_path, sub__b=RED + RED)
        assert shown(tmp_path, "sub") == ["sub/b.html:2"], "one more of the same is new"

    def test_file_is_sorted_and_diffs_are_small(self, tmp_path: Path) -> None:
        put(tmp_path, b=RED, a=LEFT + RED)
        run(tmp_path, "baseline", "write", code=0)
        text = (tmp_path / NAME).read_text()
        data = json.loads(text)
        assert list(data) == ["version", "files"]
        assert [(path, list(codes)) for path, codes in data["files"].items()] == [
            ("a.html", ["LNK001", "STY002"]),
            ("b.html", ["STY002"]),
        ]
        put(tmp_path, a=LEFT + RED + BLUE)
        run(tmp_path, "baseline", "write", "-j1", code=0)
        lines, before = (tmp_path / NAME).read_text().splitlines(), text.splitlines()
        changed = [line for line in lines if line.rstrip(",") not in {each.rstrip(",") for each in before}]
        assert len(lines) == len(before) + len(changed) == len(before) + 1

    def test_same_findings_leave_the_file_untouched(self, tmp_path: Path) -> None:
        put(tmp_path, a=RED)
        run(tmp_path, "baseline", "write", code=0)
        before = (tmp_path / NAME).stat()
        put(tmp_path, a="\n" + RED)
        run(tmp_path, "baseline", "write", code=0)
        run(tmp_path, "baseline", "prune", code=0)
        assert (tmp_path / NAME).stat().st_mtime_ns == before.st_mtime_ns

    def test_some_paths_leave_what_is_accepted_of_others(self, tmp_path: Path) -> None:
        put(tmp_path, a=RED, sub__b=RED, gone=RED)
        run(tmp_path, "baseline", "write", code=0)
        (tmp_path / "gone.html").unlink()
        put(tmp_path, a=GOOD, sub__b=RED + BLUE)
        told = run(tmp_path, "baseline", "write", "sub", code=0)
        assert told.startswith(f"Accepted 2 findings of 1 file in {NAME}; 1 of other files stay.")
        assert list(json.loads((tmp_path / NAME).read_text())["files"]) == ["a.html", "sub/b.html"]

    def test_prune_takes_out_what_is_gone_and_adds_nothing(self, tmp_path: Path) -> None:
        put(tmp_path, a=RED * 3 + LEFT, b=RED, c=RED)
        run(tmp_path, "baseline", "write", code=0)
        put(tmp_path, a=RED + BLUE + LEFT, b=GOOD)
        (tmp_path / "c.html").unlink()
        told = run(tmp_path, "check", "--baseline", NAME, code=1)
        assert (
            "\nNot shown: 2 in the baseline.\nThe baseline has 3 findings too many; see `sanitizer baseline prune`.\n"
            in told
        )
        assert "too many" not in run(tmp_path, "check", "--baseline", NAME, "--select", "LNK", code=0)
        assert run(tmp_path, "baseline", "prune", code=0) == f"Took 4 findings out of {NAME}; 2 left.\n"
        assert shown(tmp_path) == ["a.html:2"]
        assert run(tmp_path, "baseline", "prune", code=0) == f"Took 0 findings out of {NAME}; 2 left.\n"

    def test_show(self, tmp_path: Path) -> None:
        put(tmp_path, a=RED + BLUE + LEFT, b=LEFT)
        run(tmp_path, "baseline", "write", "-q", code=0)
        assert run(tmp_path, "baseline", "show", code=0) == (
            "a.html: LNK001 link-outside, 1\na.html: STY002 style-color, 2\nb.html: LNK001 link-outside, 1\n"
            "4 findings of 2 files accepted.\n"
        )
        data = json.loads(run(tmp_path, "baseline", "show", "--format", "json", code=0))
        assert data[1] == {"path": "a.html", "code": "STY002", "name": "style-color", "count": 2}

    def test_configuration(self, tmp_path: Path) -> None:
        (tmp_path / "sanitizer.toml").write_text('baseline = "lint/accepted.json"')
        put(tmp_path, a=RED, sub__b=RED)
        assert "accepted.json: no such baseline; `sanitizer baseline write` makes it" in run(tmp_path, "check", code=2)
        told = run(tmp_path, "baseline", "write", code=0)
        assert told == f"Accepted 2 findings of 2 files in {Path('lint/accepted.json')}.\n"
        assert list(json.loads((tmp_path / "lint/accepted.json").read_text())["files"]) == [
            "../a.html",
            "../sub/b.html",
        ]
        assert run(tmp_path, "check", code=0)
        assert run(tmp_path / "sub", "check", code=0)
        assert run(tmp_path, "check", "--no-baseline", code=1)
        run(tmp_path, "baseline", "write", "--baseline", "other.json", "sub", code=0)
        assert run(tmp_path, "check", "--baseline", "other.json", "sub", code=0)
        assert run(tmp_path, "check", "--baseline", "other.json", code=1)

    def test_fix_mends_what_is_accepted_and_is_silent_on_what_it_leaves(self, tmp_path: Path) -> None:
        put(tmp_path, a=RED + LEFT)
        run(tmp_path, "baseline", "write", code=0)
        told = run(tmp_path, "fix", "--baseline", NAME, code=0)
        assert (tmp_path / "a.html").read_text() == GOOD + LEFT
        assert told.startswith("Found 1 finding (1 fixed, 0 left).\nNot shown: 1 in the baseline.\n")
        assert run(tmp_path, "fix", code=1)

    def test_what_comments_silence_is_not_accepted(self, tmp_path: Path) -> None:
        put(tmp_path, a=f"{RED[:-1]} <!-- sanitizer: ignore STY002 -->\n{BLUE}")
        assert run(tmp_path, "baseline", "write", code=0).startswith("Accepted 1 finding of 1 file")

    def test_file_that_fails_keeps_what_is_accepted_of_it(self, tmp_path: Path) -> None:
        put(tmp_path, a=RED, b=RED)
        run(tmp_path, "baseline", "write", code=0)
        (tmp_path / "b.html").write_bytes(b"\xff\xfe\x00")
        assert "b.html: the byte order mark" in run(tmp_path, "baseline", "prune", code=2)
        assert list(json.loads((tmp_path / NAME).read_text())["files"]) == ["a.html", "b.html"]

    def test_many_files_in_two_processes(self, tmp_path: Path) -> None:
        put(tmp_path, **{f"mail{index:02}": RED * (index % 3) for index in range(70)})
        run(tmp_path, "baseline", "write", "-j2", code=0)
        two = (tmp_path / NAME).read_text()
        run(tmp_path, "baseline", "write", "-j1", "--baseline", "one.json", code=0)
        assert (tmp_path / "one.json").read_text() == two
        assert "Not shown: 69 in the baseline." in run(tmp_path, "check", "--baseline", NAME, "-j2", code=0)

    def test_policy_may_be_chosen(self, tmp_path: Path) -> None:
        put(tmp_path, a=RED)
        assert run(tmp_path, "baseline", "write", "--policy", "email", code=0).startswith(
            "Accepted 0 findings of 0 files"
        )

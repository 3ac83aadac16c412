"""What a team sets aside by comments and by file, and what becomes of the exit code, in the command as it is run."""

import json
import subprocess
from pathlib import Path
from typing import get_args

import pytest
from jsonschema import Draft202012Validator

from sanitizer.adapters.options import OutputFormat
from tests.command import here

SCHEMA = json.loads(
    (Path(__file__).resolve().parent.parent / "sanitizer/reports/report.schema.json").read_text(encoding="utf-8")
)
GOOD = "<p>Hello</p>\n"
RED = '<p style="color:red">Hello</p>\n'
GIF = '<img src="https://m.media-amazon.com/a.gif" alt="Acme" width="100">\n'
SCRIPT = '<p onclick="x()">Hello</p>\n'
LEFT = '<p><a href="https://shop.example/">Our shop in town</a></p>\n'


def put(folder: Path, **texts: str) -> None:
    """Files by their path, with ``__`` for the slash; ``.html`` where a name has no ending."""
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_toml", ".toml")
        path = path if path.suffix else path.with_suffix(".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(folder: Path, *arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    done = here(*arguments, cwd=folder, stdin=stdin.encode())
    return subprocess.CompletedProcess(arguments, done.returncode, done.stdout.decode(), done.stderr.decode())


def found(folder: Path, *arguments: str) -> dict[str, list[str]]:
    """The codes found in each file."""
    data = json.loads(run(folder, *arguments, "--output-format", "json").stdout)
    Draft202012Validator(SCHEMA).validate(data)
    return {file["path"]: [finding["code"] for finding in file["findings"]] for file in data["files"]}


class TestComments:
    def test_check(self, tmp_path: Path) -> None:
        put(tmp_path, a=f"<!-- sanitizer: ignore-next-line STY002 -->\n{RED}{RED}", b=GOOD)
        done = run(tmp_path, "check")
        assert done.returncode == 1
        assert done.stdout.startswith("a.html:3:11: STY002 ")
        assert done.stdout.endswith(
            "Found 1 finding in 1 of 2 files.\nNot shown: 1 suppressed by comments.\n"
            "[*] 1 fixable with `sanitizer fix`.\n"
        )
        (file, _) = json.loads(run(tmp_path, "check", "--output-format", "json").stdout)["files"]
        assert (file["suppressed"], file["baselined"], file["ok"]) == (1, 0, False)

    def test_all_is_silenced(self, tmp_path: Path) -> None:
        put(tmp_path, a=f"{{# sanitizer: ignore-file style-color -- brand #}}\n{RED}")
        done = run(tmp_path, "check")
        assert (done.returncode, done.stdout) == (0, "All checks passed.\nNot shown: 1 suppressed by comments.\n")

    def test_problems_fail_and_are_shown_in_their_line(self, tmp_path: Path) -> None:
        put(tmp_path, a=f"{GOOD}<p>x</p> <!-- sanitizer: ignore STY002 -->\n")
        done = run(tmp_path, "check")
        assert done.returncode == 1
        assert done.stdout.splitlines()[:4] == [
            "a.html:2:33: TPL101 STY002 is ignored and not found here; take it out",
            "  |",
            "2 | <p>x</p> <!-- sanitizer: ignore STY002 -->",
            "  |                                 ^^^^^^",
        ]
        assert run(tmp_path, "check", "--ignore", "TPL101").returncode == 0
        assert run(tmp_path, "check", "--ignore", "suppression-unused").returncode == 0
        assert run(tmp_path, "check", "--select", "IMG").returncode == 0
        assert run(tmp_path, "check", "--select", "TPL").returncode == 0, "STY002 did not run"
        assert run(tmp_path, "check", "--select", "TPL,STY002").returncode == 1

    @pytest.mark.parametrize(("setting", "codes"), [("false", []), ("true", ["TPL104"])])
    def test_reason(self, tmp_path: Path, setting: str, codes: list[str]) -> None:
        put(tmp_path, a=f"{RED[:-1]} <!-- sanitizer: ignore STY002 -->", b="")
        put(tmp_path, sanitizer_toml=f"require-suppression-reason = {setting}")
        assert found(tmp_path, "check") == {"a.html": codes, "b.html": []}

    def test_may_be_switched_off(self, tmp_path: Path) -> None:
        put(tmp_path, a=f"{RED[:-1]} <!-- sanitizer: ignore STY002 -->")
        assert found(tmp_path, "check") == {"a.html": []}
        assert found(tmp_path, "check", "--no-suppressions") == {"a.html": ["STY002", "SEC007"]}
        put(tmp_path, sanitizer_toml="suppressions = false")
        assert found(tmp_path, "check") == {"a.html": ["STY002", "SEC007"]}
        assert found(tmp_path, "check", "--suppressions") == {"a.html": []}

    @pytest.mark.parametrize("form", get_args(OutputFormat))
    def test_problems_in_every_format(self, tmp_path: Path, form: str) -> None:
        put(tmp_path, a=f"{RED[:-1]} <!-- sanitizer: ignore STY002, IMG003 -->")
        done = run(tmp_path, "check", "--output-format", form)
        assert (done.returncode, done.stderr) == (1, "")
        assert "TPL101" in done.stdout

    def test_problems_have_a_rule_in_sarif(self, tmp_path: Path) -> None:
        put(tmp_path, a="<p>x</p> <!-- sanitizer: ignore -->")
        (told,) = json.loads(run(tmp_path, "check", "--output-format", "sarif").stdout)["runs"]
        (result,) = told["results"]
        rule = told["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert (result["ruleId"], rule["id"], rule["name"]) == ("TPL103", "TPL103", "suppression-no-rule")
        assert rule["help"]["text"].startswith("A suppression comment says which rules it ignores.\n")

    def test_every_encoding_and_line_break(self, tmp_path: Path) -> None:
        text = f"<p>caf\u00e9</p>\r\n<!-- sanitizer: ignore-next-line STY002 -->\r\n{RED}"
        for name, encoding in (("a", "utf-16"), ("b", "utf-8-sig"), ("c", "latin-1")):
            (tmp_path / f"{name}.html").write_bytes(text.encode(encoding))
        assert found(tmp_path, "check") == {"a.html": [], "b.html": [], "c.html": []}

    def test_standard_input_is_a_message_unless_it_has_a_name(self, tmp_path: Path) -> None:
        text = f"{RED[:-1]} <!-- sanitizer: ignore STY002 -->"
        assert run(tmp_path, "check", "-", stdin=text).returncode == 1
        assert run(tmp_path, "check", "-", "--stdin-filename", "a.html", stdin=text).returncode == 0
        assert run(tmp_path, "fix", "-", stdin=text).stdout == "<p>Hello</p> "
        tag = "<p>{{ <script>x</script> }}</p>"
        assert run(tmp_path, "fix", "-", stdin=tag).stdout == "<p>{{  }}</p>"
        for options in (["--stdin-filename", "a.html"], ["--template-language", "jinja"]):
            assert run(tmp_path, "fix", "-", *options, stdin=tag).stdout == tag

    @pytest.mark.parametrize("comment", ["<!-- sanitizer: ignore STY002 -- why -->", "{# sanitizer: ignore STY002 #}"])
    @pytest.mark.parametrize("arguments", [["fix"], ["fix", "-o", "."], ["fix", "--unsafe-fixes"]])
    def test_fix_leaves_what_is_silenced_and_the_comment(
        self, tmp_path: Path, comment: str, arguments: list[str]
    ) -> None:
        line = f"{RED[:-1]} {comment}\n"
        put(tmp_path, a=line, b=line + SCRIPT, c=RED)
        done = run(tmp_path, *arguments)
        assert (tmp_path / "a.html").read_text() == line
        assert (tmp_path / "b.html").read_text() == line + GOOD
        assert (tmp_path / "c.html").read_text() == GOOD
        assert done.returncode == 0
        assert done.stdout == (
            "Found 2 findings in 2 of 3 files (2 fixed, 0 left).\nNot shown: 2 suppressed by comments.\n"
        )

    def test_fix_mends_what_security_depends_on(self, tmp_path: Path) -> None:
        comment = "<!-- sanitizer: ignore-file SEC, STY -->\n"
        put(tmp_path, a=comment + SCRIPT + RED, sanitizer_toml='template-language = "none"')
        assert run(tmp_path, "check").returncode == 0
        done = run(tmp_path, "fix")
        assert (done.returncode, (tmp_path / "a.html").read_text()) == (0, comment + GOOD + RED)
        assert "(1 fixed, 0 left)" in done.stdout

    def test_fix_takes_a_second_look_at_nothing(self, tmp_path: Path) -> None:
        put(tmp_path, a=f"{RED[:-1]} <!-- sanitizer: ignore STY002 -->\n{SCRIPT}")
        run(tmp_path, "fix")
        before = (tmp_path / "a.html").stat()
        run(tmp_path, "fix")
        assert (tmp_path / "a.html").stat().st_mtime_ns == before.st_mtime_ns

    def test_one_and_two_processes_say_the_same(self, tmp_path: Path) -> None:
        comment = "<!-- sanitizer: ignore STY002 -->"
        put(tmp_path, **{f"mail{index:02}": (RED + comment, f"{RED[:-1]}{comment}")[index % 2] for index in range(70)})
        one, two = (run(tmp_path, "check", "-j", jobs) for jobs in "12")
        assert (one.stdout, one.returncode) == (two.stdout, two.returncode)
        assert "\nNot shown: 35 suppressed by comments.\n" in one.stdout


TREE = {"a": RED + GIF, "legacy__b": RED + GIF, "legacy__deep__c": RED + GIF}


class TestPerFileIgnores:
    @pytest.mark.parametrize("command", ["check", "fix"])
    def test_configuration(self, tmp_path: Path, command: str) -> None:
        put(tmp_path, **TREE, sanitizer_toml='[per-file-ignores]\n"legacy/**" = ["img-gif", "STY"]')
        assert found(tmp_path, command) == {
            "a.html": ["STY002", "IMG003"],
            "legacy/b.html": [],
            "legacy/deep/c.html": [],
        }
        assert (tmp_path / "legacy/b.html").read_text() == RED + GIF
        assert (tmp_path / "a.html").read_text() == (RED if command == "check" else GOOD) + GIF

    def test_patterns_of_a_configuration_are_from_its_folder(self, tmp_path: Path) -> None:
        put(tmp_path, **TREE, legacy__sanitizer_toml='[per-file-ignores]\n"/b.html" = ["STY"]')
        for folder, paths in ((tmp_path, ["legacy"]), (tmp_path / "legacy", [])):
            assert list(found(folder, "check", *paths).values()) == [["IMG003"], ["STY002", "IMG003"]]

    def test_command_line_is_from_the_current_folder_and_adds(self, tmp_path: Path) -> None:
        put(tmp_path, **TREE, sanitizer_toml='[per-file-ignores]\n"legacy/deep/" = ["STY"]')
        options = ["--per-file-ignores", "legacy/**:IMG003", "--per-file-ignores", "!legacy/:STY, IMG003"]
        assert found(tmp_path, "check", *options) == {
            "a.html": [],
            "legacy/b.html": ["STY002"],
            "legacy/deep/c.html": [],
        }
        assert list(found(tmp_path / "legacy", "check", *options).values()) == [[], []]

    def test_name_of_standard_input(self, tmp_path: Path) -> None:
        put(tmp_path, sanitizer_toml='[per-file-ignores]\n"legacy/**" = ["STY"]')
        for name, code in (("new/a.html", 1), ("legacy/a.html", 0)):
            assert run(tmp_path, "check", "-", "--stdin-filename", name, stdin=RED).returncode == code

    def test_enforced_rules_are_mended_all_the_same(self, tmp_path: Path) -> None:
        put(tmp_path, a=SCRIPT)
        option = ["--per-file-ignores", "*.html:SEC"]
        assert found(tmp_path, "check", *option) == {"a.html": []}
        run(tmp_path, "fix", *option)
        assert (tmp_path / "a.html").read_text() == GOOD

    def test_suppression_of_a_rule_that_is_left_out_is_not_unused(self, tmp_path: Path) -> None:
        put(tmp_path, a="<p>x</p> <!-- sanitizer: ignore STY002 -->")
        assert found(tmp_path, "check", "--per-file-ignores", "a.html:STY002") == {"a.html": []}

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ("legacy/**", "'legacy/**' is not PATTERN:CODES"),
            (":STY", "':STY' is not PATTERN:CODES"),
            ("a:", "'a:' is not PATTERN:CODES"),
            ("a:NOPE", "no rule has a code that starts with 'NOPE'"),
            ("[z-a]:STY", "`per_file_ignores` has '[z-a]', which is no .gitignore pattern"),
        ],
    )
    def test_what_cannot_be_used_is_told(self, tmp_path: Path, given: str, told: str) -> None:
        put(tmp_path, a=GOOD)
        done = run(tmp_path, "check", "--per-file-ignores", given)
        assert done.returncode == 2
        assert told in done.stderr.replace("\n", " ")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "red.html", "--exit-zero"], 0),
        (["check", "good.html", "none.html", "--exit-zero"], 2),
        (["check", "red.html", "--diff", "--exit-zero"], 0),
        (["fix", "left.html", "--exit-zero"], 0),
        (["fix", "red.html"], 0),
        (["fix", "red.html", "--exit-non-zero-on-fix"], 1),
        (["fix", "good.html", "--exit-non-zero-on-fix"], 0),
        (["fix", "red.html", "--exit-non-zero-on-fix", "--exit-zero"], 0),
        (["fix", "red.html", "--exit-non-zero-on-fix", "--stdout"], 1),
        (["check", "red.html", "--select", "style-color"], 1),
        (["check", "red.html", "--select", "img-gif"], 0),
        (["check", "red.html", "--ignore", "style-color"], 0),
        (["check", "red.html", "--ignore", "style-colour"], 2),
    ],
)
def test_exit_codes(tmp_path: Path, arguments: list[str], code: int) -> None:
    put(tmp_path, good=GOOD, red=RED, left=LEFT)
    assert run(tmp_path, *arguments).returncode == code

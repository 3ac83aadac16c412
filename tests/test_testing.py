"""What users' own tests say: `assert_compliant`, `templates` and the pytest plugin, in real runs."""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import sanitizer
from sanitizer import ConfigError, LimitError, MessageContext, Policy
from sanitizer.testing import assert_compliant, templates

pytest_plugins = ["pytester"]

GOOD = "<p>Hello</p>\n"
BAD = '<h1>Your order</h1>\n<p>\U00020bb7 <b style="color:red">Hello</b></p>\n'
LINK = '<p><a href="https://shop.example/">Our shop in town</a></p>\n'
README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
EXAMPLE, FIXTURE_EXAMPLE = re.findall(r"```py\n(.*?)```", README, re.DOTALL)


def put(folder: Path, **contents: str) -> None:
    for name, text in contents.items():
        path = folder / (name.replace("__", "/") + ".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


class TestAssertCompliant:
    @pytest.mark.parametrize(
        "source", [GOOD, GOOD.encode("utf-16"), BeautifulSoup(GOOD, "html.parser")], ids=["str", "bytes", "soup"]
    )
    def test_gives_the_report_of_what_obeys(self, source: object) -> None:
        report = assert_compliant(source)
        assert report.findings == ()
        assert report.policy == "amazon"

    def test_message_reads_like_the_report_of_the_command(self) -> None:
        with pytest.raises(AssertionError) as failed:
            assert_compliant(BAD)
        assert str(failed.value) == textwrap.dedent(
            """\
            <html> breaks the policy amazon: 1 finding

            <html>:2:16: STY002 [*] color overrides the default text colour
              |
            2 | <p>\U00020bb7 <b style="color:red">Hello</b></p>
              |                 ^^^^^^^^^
              = fix: color:red -> gone

            [*] `sanitizer.sanitize(html).output` mends 1 of 1
            `sanitizer explain STY002` says why"""
        )

    def test_message_of_a_file_names_it_and_the_command(self, tmp_path: Path) -> None:
        put(tmp_path, mail=BAD)
        with pytest.raises(AssertionError) as failed:
            assert_compliant(tmp_path / "mail.html")
        assert f"{tmp_path}/mail.html:2:16: STY002" in str(failed.value)
        assert f"[*] `sanitizer fix {tmp_path}/mail.html` mends 1 of 1" in str(failed.value)

    def test_what_only_a_person_can_mend_names_no_command_that_would(self) -> None:
        with pytest.raises(AssertionError, match="LNK001") as failed:
            assert_compliant(LINK, severity="warning")
        assert "[*]" not in str(failed.value)

    def test_many_findings_are_cut_short(self) -> None:
        with pytest.raises(AssertionError) as failed:
            assert_compliant('<p style="color:red">Hello</p>\n' * 25)
        assert str(failed.value).count("STY002 [*]") == 20
        assert "\n... and 5 more\n" in str(failed.value)
        assert "mends 25 of 25" in str(failed.value)

    def test_policies(self) -> None:
        assert_compliant(BAD, policy="email")
        assert_compliant(BAD, Policy.load("amazon").changed(keep_color=True))
        with pytest.raises(AssertionError, match="breaks the policy amazon"):
            assert_compliant(BAD, policy="amazon")

    def test_ignore_and_select(self) -> None:
        assert_compliant(BAD, ignore=["STY002"])
        assert_compliant(BAD, select=["IMG"])

    @pytest.mark.parametrize(
        "context", [{"order_id": "303-1234567-1234567"}, MessageContext(order_id="303-1234567-1234567")]
    )
    def test_context(self, context: object) -> None:
        assert_compliant("<p>We sent it.</p>")
        assert_compliant("<p>We sent order 303-1234567-1234567.</p>", context=context)
        with pytest.raises(AssertionError, match="MSG013"):
            assert_compliant("<p>We sent it.</p>", context=context)
        with pytest.raises(ConfigError, match="unknown key `order`"):
            assert_compliant("<p>We sent it.</p>", context={"order": "1"})

    def test_severity(self) -> None:
        warned = '<p><img src="https://shop.example/box.gif" alt="A box" width="100" height="80"></p>'
        assert [finding.severity for finding in assert_compliant(warned).findings] == ["warning"]
        with pytest.raises(AssertionError, match="IMG003"):
            assert_compliant(warned, severity="info")
        with pytest.raises(ConfigError, match="there are error, warning, info"):
            assert_compliant(warned, severity="fatal")  # type: ignore[arg-type]

    def test_configuration_of_the_file_holds_and_arguments_go_before_it(self, tmp_path: Path) -> None:
        put(tmp_path, mail=BAD)
        (tmp_path / "sanitizer.toml").write_text('policy = "email"')
        assert_compliant(tmp_path / "mail.html")
        with pytest.raises(AssertionError):
            assert_compliant(tmp_path / "mail.html", policy="amazon")

    def test_what_cannot_be_judged_is_no_finding(self, tmp_path: Path) -> None:
        with pytest.raises(LimitError):
            assert_compliant(GOOD, Policy.load("amazon").changed(max_bytes=10))
        with pytest.raises(FileNotFoundError):
            assert_compliant(tmp_path / "none.html")


class TestTemplates:
    def test_files_as_the_command_takes_them(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        put(tmp_path, emails__b=GOOD, emails__a=GOOD, emails__drafts__c=GOOD, more=GOOD)
        (tmp_path / "emails" / "notes.txt").write_text("no template")
        (tmp_path / "sanitizer.toml").write_text('exclude = ["drafts/"]')
        assert templates("emails", "more.html", "emails") == [
            Path("emails/a.html"), Path("emails/b.html"), Path("more.html")
        ]  # fmt: skip

    def test_none_found_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="holds no HTML files"):
            templates(tmp_path)
        with pytest.raises(ConfigError, match="is not there"):
            templates(tmp_path / "nowhere")


class TestRunsOfPytest:
    @pytest.fixture(autouse=True)
    def project(self, pytester: pytest.Pytester) -> None:
        put(pytester.path, emails__good=GOOD, emails__bad=BAD, emails__orders__sent=GOOD)

    @pytest.mark.parametrize("arguments", [(), ("-W", "error"), ("-n", "2")], ids=["plain", "warnings", "xdist"])
    def test_the_example_of_the_readme(self, pytester: pytest.Pytester, arguments: tuple[str, ...]) -> None:
        pytester.makepyfile(EXAMPLE)
        done = pytester.runpytest_subprocess("-v", "-p", "no:cacheprovider", *arguments)
        done.assert_outcomes(passed=2, failed=1)
        for name, outcome in (("bad", "FAILED"), ("good", "PASSED"), ("orders/sent", "PASSED")):
            assert re.search(rf"test_template\[emails/{name}.html\]", done.stdout.str())
            assert re.search(rf"{outcome}.*{name}|{name}.*{outcome}", done.stdout.str())
        done.stdout.fnmatch_lines(
            ["E*AssertionError: emails/bad.html breaks the policy amazon: 1 finding", "E*2 | <p>* <b style=*", "E*^^^*"]
        )
        assert "testing.py" not in done.stdout.str(), "the traceback ends in the user's test"

    def test_the_fixture_of_the_readme(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(FIXTURE_EXAMPLE)
        pytester.makepyprojecttoml('[tool.pytest.ini_options]\nsanitizer_templates = ["emails"]\n')
        done = pytester.runpytest_subprocess("-v", "-W", "error")
        done.assert_outcomes(passed=2, failed=1)
        done.stdout.fnmatch_lines(["*test_template?emails/orders/sent.html? PASSED*"])

    def test_fixture_from_another_folder(self, pytester: pytest.Pytester) -> None:
        pytester.makepyprojecttoml('[tool.pytest.ini_options]\nsanitizer_templates = ["emails/orders"]\n')
        (pytester.path / "tests").mkdir()
        (pytester.path / "tests" / "test_mail.py").write_text(
            "def test_it(email_template): assert email_template.is_file()"
        )
        done = pytester.runpytest_inprocess("-v", "--rootdir", str(pytester.path), "tests")
        done.assert_outcomes(passed=1)

    @pytest.mark.parametrize(
        ("ini", "told"),
        [("", "name the folders of your templates in the ini option sanitizer_templates"),
         ('sanitizer_templates = ["nowhere"]', "nowhere is not there")],
        ids=["no option", "no folder"],
    )  # fmt: skip
    def test_fixture_without_templates_is_an_error(self, pytester: pytest.Pytester, ini: str, told: str) -> None:
        pytester.makepyfile("def test_it(email_template): pass")
        pytester.makepyprojecttoml(f"[tool.pytest.ini_options]\n{ini}\n")
        done = pytester.runpytest_inprocess()
        assert done.ret != 0
        assert told in done.stdout.str() + done.stderr.str()

    def test_own_fixture_of_that_name_is_left_alone(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            "import pytest\n@pytest.fixture\ndef email_template(): return 'mine'\n"
            "def test_it(email_template): assert email_template == 'mine'"
        )
        pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_runs_of_pytest_that_need_it_not_do_not_load_the_engine(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import sys\n"
        "def test_it(): assert not {'sanitizer.engine', 'sanitizer.findings', 'turbohtml'} & set(sys.modules)"
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_unittest(tmp_path: Path) -> None:
    (tmp_path / "test_mail.py").write_text(
        "import unittest\nfrom sanitizer.testing import assert_compliant\n"
        "class MailTest(unittest.TestCase):\n"
        f"    def test_good(self): assert_compliant({GOOD!r})\n"
        f"    def test_bad(self): assert_compliant({BAD!r})\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "unittest"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "FAILED (failures=1)" in done.stderr
    assert "<html>:2:16: STY002" in done.stderr


def test_import_is_light() -> None:
    code = "import sanitizer.testing, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pytest", "turbohtml", "sanitizer.engine", "sanitizer.config", "pathspec"} & set(loaded)
    assert sanitizer.__name__ in loaded

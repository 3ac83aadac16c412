"""The manual that the command shows, and the public names of the package."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import sanitizer
from sanitizer.choosing import KNOWN
from sanitizer.policy import Policy
from sanitizer.rules import RULES
from tests.command import COMMAND, call, on_terminal

pytestmark = pytest.mark.usefixtures("folder")


class TestManual:
    def test_rules(self) -> None:
        lines = call("rules").stdout.splitlines()
        assert lines[0].split() == ["code", "name", "severity", "fix", "summary"]
        assert [line.split()[0] for line in lines[1:]] == sorted(each.code for each in KNOWN)
        data = json.loads(call("rules", "--format", "json").stdout)
        assert {row["code"] for row in data} == {each.code for each in KNOWN} > {rule.code for rule in RULES}
        assert all(row["summary"] for row in data)

    @pytest.mark.parametrize("name", ["SEC006", "sec006", "url-dangerous", "URL-Dangerous"])
    def test_explain(self, name: str) -> None:
        page = call("explain", name).stdout
        assert page.startswith("SEC006 url-dangerous\n\nNo address that runs a script")
        for part in (
            "\nBefore::\n",
            "\nAfter::\n",
            "\nfix:      enforced\n",
            "\nclause:   link.",
            "\ntrust:    inferred\n",
        ):
            assert part in page

    def test_explain_takes_the_policy_in_force(self, folder: Path) -> None:
        (folder / "sanitizer.toml").write_text('[policy]\nextends = "amazon"\nlink_schemes = ["https"]')
        assert "link_schemes = https\n" in call("explain", "SEC006").stdout
        assert "policy:   email," in call("explain", "SEC006", "--policy", "email").stdout

    @pytest.mark.parametrize("name", [each.code for each in KNOWN])
    def test_every_rule_is_explained(self, name: str) -> None:
        assert call("explain", name).exit_code == 0

    @pytest.mark.parametrize(
        ("name", "told"), [("SEC06", "SEC006"), ("url-dangeros", "url-dangerous"), ("zzz", "`sanitizer rules`")]
    )
    def test_unknown_rule(self, name: str, told: str) -> None:
        done = call("explain", name)
        assert done.exit_code == 2
        assert told in done.stderr

    @pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
    def test_explain_on_a_terminal(self, folder: Path) -> None:
        assert b"\x1b[" in on_terminal([COMMAND, "explain", "SEC006"], folder, {"TERM": "xterm-256color"})

    @pytest.mark.parametrize("name", ["amazon", "email"])
    def test_policy_as_toml_loads_as_the_same(self, folder: Path, name: str) -> None:
        (folder / "copy.toml").write_text(call("policy", "show", name, "--format", "toml").stdout, encoding="utf-8")
        assert Policy.load(folder / "copy.toml").to_dict() == Policy.load(name).to_dict()

    def test_policy_as_json_and_table(self) -> None:
        assert json.loads(call("policy", "show", "email", "--format", "json").stdout) == Policy.load("email").to_dict()
        table = call("policy", "show").stdout.splitlines()
        assert table[0].startswith("Amazon Buyer-Seller Messaging (amazon, ")
        assert any(line.split() == ["max_breaks", "2", "style.breaks", "reported"] for line in table)

    def test_unknown_policy(self) -> None:
        done = call("policy", "show", "ebya")
        assert (done.exit_code, "no policy 'ebya'" in done.stderr) == (2, True)


class TestPublicNames:
    def test_are_all_there(self) -> None:
        for name in sanitizer.__all__:
            assert getattr(sanitizer, name) is not None
            assert name in dir(sanitizer)
        with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
            _ = sanitizer.nonsense  # type: ignore[attr-defined]

    def test_version_loads_no_parser(self) -> None:
        code = "import sys, sanitizer.adapters.cli; print(*sys.modules)"
        loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
        assert not {"turbohtml", "lxml", "rich", "pathspec", "sanitizer.pipeline"} & set(loaded)

    def test_version_is_fast(self) -> None:
        times = []
        for _ in range(5):
            start = os.times()
            subprocess.run([COMMAND, "--version"], capture_output=True, check=True)
            end = os.times()
            spent = end.children_user + end.children_system - start.children_user - start.children_system
            times.append(spent)  # of the processor, which other programs do not lengthen much
        assert min(times) < 0.15

    def test_version_is_the_packages(self) -> None:
        pyproject = Path(__file__).resolve().parent.parent / "pyproject.toml"
        assert tomllib.loads(pyproject.read_text())["tool"]["hatch"]["version"]["path"] == "sanitizer/__init__.py"

"""What the README shows is what happens."""

import re
import tomllib
from pathlib import Path

import yaml

import sanitizer
from sanitizer.config import Config
from sanitizer.reports.formats import FORMATS

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)


def test_the_mail_before_becomes_the_mail_after() -> None:
    before, after = (text for kind, text in BLOCKS if kind == "html")
    result = sanitizer.sanitize(before)
    assert result.output == after
    assert result.lossless


def test_the_program_runs(capsys) -> None:
    (program,) = (text for kind, text in BLOCKS if kind == "python")
    exec(compile(program, "README.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == re.search(r"# (<p>.*)", program)[1]
    assert printed[1].startswith("1 ")
    assert "LNK001" in printed[1]


def test_the_configuration_is_valid(tmp_path: Path) -> None:
    (text,) = (text for kind, text in BLOCKS if kind == "toml")
    tomllib.loads(text)
    (tmp_path / "sanitizer.toml").write_text(text)
    config = Config.load(tmp_path / "sanitizer.toml")
    policy = sanitizer.Policy.load(config.policy)
    assert policy.max_breaks == 3
    assert "tracking.carrier.example" in policy.link_hosts
    assert "amazon.de" in policy.link_hosts


def test_what_is_to_be_copied_into_a_project_can_be_read() -> None:
    hooks, github, gitlab = (yaml.safe_load(text) for kind, text in BLOCKS if kind == "yaml")
    offered = yaml.safe_load((Path(__file__).resolve().parents[1] / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert {hook["id"] for hook in hooks["repos"][0]["hooks"]} <= {hook["id"] for hook in offered}
    assert github["jobs"]["mail"]["steps"][1]["run"].endswith(
        f" > {github['jobs']['mail']['steps'][2]['with']['sarif_file']}"
    )
    assert gitlab["mail"]["script"][-1].endswith(f" > {gitlab['mail']['artifacts']['reports']['codequality']}")


def test_formats_are_those_there_are() -> None:
    rows = re.findall(
        r"^\| (`[^|]*) \|", README[README.index("| format | for |") : README.index("`--statistics`")], re.MULTILINE
    )
    assert re.findall(r"`(\w+)`", " ".join(rows)) == list(FORMATS)
    assert set(re.findall(r"--output-format (\w+)", README)) <= set(FORMATS)

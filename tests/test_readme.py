"""What the README shows is what happens."""

import re
import tomllib
from pathlib import Path

import sanitizer
from sanitizer.config import Config

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

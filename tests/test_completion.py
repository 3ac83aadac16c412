"""Completion: the protocol as the shells speak it with the real program, and the scripts in real shells."""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from sanitizer.choosing import KNOWN
from sanitizer.policy import PACKS
from sanitizer.reports.formats import FORMATS
from sanitizer.templates.languages import LANGUAGES

SCRIPTS = sysconfig.get_path("scripts")
CODES = sorted(each.code for each in KNOWN)
COMMANDS = {"baseline", "check", "completion", "explain", "fix", "init", "policy", "rules"}


def environment(**more: str) -> dict[str, str]:
    return os.environ | {"PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"} | more


def protocol(line: str) -> list[str]:
    """What the program offers for the last word of a line, as it tells bash."""
    asked = environment(COMP_WORDS=line, COMP_CWORD=str(len(line.split(" ")) - 1), _SANITIZER_COMPLETE="bash_complete")
    done = subprocess.run(["sanitizer"], env=asked, capture_output=True, check=True, text=True, timeout=30)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("sanitizer check --output-format g", ["plain,grouped", "plain,github", "plain,gitlab"]),
        ("sanitizer check --output-format ", [f"plain,{name}" for name in FORMATS]),
        ("sanitizer check --select IMG", ["plain,IMG", *(f"plain,{code}" for code in CODES if code[:3] == "IMG")]),
        ("sanitizer fix --ignore img001,sec00", [f"plain,img001,{code}" for code in CODES if code[:5] == "SEC00"]),
        ("sanitizer fix --select LNK001,LNK00", [f"plain,LNK001,LNK00{number}" for number in range(2, 10)]),
        ("sanitizer check --template-language ", [f"plain,{name}" for name in ("auto", "none", *LANGUAGES)]),
        ("sanitizer check --template-language erb,ma", ["plain,erb,magento", "plain,erb,mailchimp"]),
        ("sanitizer explain sec006", ["plain,SEC006"]),
        ("sanitizer explain url-d", ["plain,url-dangerous"]),
        ("sanitizer explain ", [f"plain,{code}" for code in CODES]),
        ("sanitizer check --policy ", [f"plain,{name}" for name in PACKS]),
        ("sanitizer policy show e", ["plain,email", "plain,ebay", "plain,etsy"]),
        ("sanitizer init --policy am", ["plain,amazon"]),
        ("sanitizer check --policy own", ["file,own"]),
        ("sanitizer check templ", ["file,templ"]),
        ("sanitizer completion ", ["plain,bash", "plain,zsh", "plain,fish"]),
        ("sanitizer fix --output-st", ["plain,--output-style"]),
    ],
)
def test_what_is_offered(line: str, offered: list[str]) -> None:
    assert protocol(line) == offered


def test_commands_are_offered() -> None:
    assert {line.removeprefix("plain,") for line in protocol("sanitizer ")} >= COMMANDS


@pytest.mark.parametrize(
    ("shell", "mark"), [("bash", "complete -o nosort"), ("zsh", "#compdef sanitizer"), ("fish", "complete --no-files")]
)
def test_script(shell: str, mark: str) -> None:
    command = ["sanitizer", "completion", shell]
    done = subprocess.run(command, env=environment(), capture_output=True, check=True, text=True, timeout=30)
    assert mark in done.stdout
    assert f"_SANITIZER_COMPLETE={shell}_complete" in done.stdout


def shell(name: str, *arguments: str, script: str) -> str:
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"no {name} here")
    command = [program, *arguments, "-c", script]
    return subprocess.run(command, env=environment(), capture_output=True, check=True, text=True, timeout=30).stdout


def test_bash_completes() -> None:
    script = """
    source <(sanitizer completion bash)
    complete -p sanitizer
    COMP_WORDS=(sanitizer check --select SEC,IMG00) COMP_CWORD=3
    _sanitizer_completion sanitizer
    echo "${COMPREPLY[@]}"
    """
    bound, offered = shell("bash", "--norc", script=script).splitlines()
    assert bound == "complete -o nosort -F _sanitizer_completion sanitizer"
    assert offered.split() == [f"SEC,{code}" for code in CODES if code[:5] == "IMG00"]


def test_fish_completes() -> None:
    script = "source (sanitizer completion fish | psub); complete -C 'sanitizer check --output-format gi'"
    assert shell("fish", "--no-config", script=script).split() == ["github", "gitlab"]


def test_zsh_completes(tmp_path: Path) -> None:
    script = f"""
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell 'PS1=; autoload -U compinit; compinit -u -D; source <(sanitizer completion zsh); echo READ""Y'
    zpty -r shell seen '*READY*'
    zpty -w -n shell $'sanitizer check --output-format chec\\t > {tmp_path}/out 2>&1; echo DON""E\\n'
    zpty -r shell seen '*DONE*'
    """
    shell("zsh", "-f", script=script)
    assert "checkstyle version" in (tmp_path / "out").read_text()

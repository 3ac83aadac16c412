"""The configuration: which file holds, what it may say, and what is told when it says something else."""

import re
from pathlib import Path

import pytest

from sanitizer import config
from sanitizer.config import HTML_FILES, Config, config_for
from sanitizer.errors import ConfigError


@pytest.fixture(autouse=True)
def forgotten() -> None:
    for remembered in (config._of_folder, config._of_file, config._table):
        remembered.cache_clear()


def write(folder: Path, **files: str) -> Path:
    """Files by their path with ``__`` for the slash and ``_toml`` for the ending."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/").removesuffix("_toml") + ".toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    found = config_for(tmp_path / "mail.html")
    assert found.path is None
    assert found.policy.name == "amazon"
    assert (found.select, found.ignore, found.exclude, found.unsafe_fixes) == ((), (), (), False)
    assert found.include == (*HTML_FILES, "*.eml", "*.mbox")


def test_nearest_folder_wins(tmp_path: Path) -> None:
    write(tmp_path, sanitizer_toml='policy = "email"', a__sanitizer_toml='ignore = ["SEC"]')
    (tmp_path / "a/b").mkdir()
    assert config_for(tmp_path / "mail.html").policy.name == "email"
    below = config_for(tmp_path / "a/b/mail.html")
    assert (below.path, below.policy.name, below.ignore) == (tmp_path / "a/sanitizer.toml", "amazon", ("SEC",))


def test_sanitizer_toml_comes_before_pyproject_in_one_folder(tmp_path: Path) -> None:
    write(tmp_path, pyproject_toml="[tool.sanitizer]\nunsafe_fixes = true", sanitizer_toml="")
    assert config_for(tmp_path / "mail.html") == Config(tmp_path / "sanitizer.toml")


@pytest.mark.parametrize("text", ["", "[tool.ruff]\nline-length = 9", "tool = 3"])
def test_pyproject_without_the_table_is_passed_over(tmp_path: Path, text: str) -> None:
    write(tmp_path, sanitizer_toml="unsafe_fixes = true", a__pyproject_toml=text)
    assert config_for(tmp_path / "a/mail.html").path == tmp_path / "sanitizer.toml"


def test_pyproject_table(tmp_path: Path) -> None:
    write(tmp_path, pyproject_toml='[tool.sanitizer]\nselect = ["SEC"]\n[tool.sanitizer.policy]\nextends = "email"')
    found = config_for(tmp_path / "mail.html")
    assert (found.path, found.select, found.policy.name) == (tmp_path / "pyproject.toml", ("SEC",), "email")


def test_configuration_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, sanitizer_toml='policy = "email"')
    first = config_for(tmp_path / "a.html")
    write(tmp_path, sanitizer_toml='policy = "amazon"')
    assert config_for(tmp_path / "b.html") is first


def test_policy_path_is_relative_to_the_file(tmp_path: Path) -> None:
    write(tmp_path, sanitizer_toml='policy = "own/mine.toml"', own__mine_toml='extends = "amazon"\nmax_breaks = 4')
    assert config_for(tmp_path / "x/y/mail.html").policy.max_breaks == 4


def test_policy_table_says_what_differs(tmp_path: Path) -> None:
    write(tmp_path, sanitizer_toml='[policy]\nextends = "base.toml"\nmax_breaks = 5', base_toml='extends = "email"')
    policy = config_for(tmp_path / "mail.html").policy
    assert (policy.name, policy.max_breaks) == ("email", 5)
    assert policy.origins["max_breaks"].trust == "own"
    assert str(tmp_path / "sanitizer.toml") in policy.origins["max_breaks"].source


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('polcy = "amazon"', "unknown key `polcy`, did you mean `policy`?"),
        ("unsafe-fix = true", "unknown key `unsafe-fix`, did you mean `unsafe_fixes`?"),
        ("unsafe-fixes = true\nunsafe_fixes = true", "`unsafe-fixes` and `unsafe_fixes` are the same key"),
        ("require-suppression-reason = 1", "`require_suppression_reason` must be true or false, not 1"),
        ('suppressions = "no"', "`suppressions` must be true or false, not 'no'"),
        ("baseline = true", "`baseline` must be the path of a file, not True"),
        (
            'per-file-ignores = ["a"]',
            '`per_file_ignores` must be a table; write [per_file_ignores] and below it "legacy',
        ),
        ('[per-file-ignores]\na = "IMG"', "`per_file_ignores.a` must be a list; write ['IMG'] for one entry"),
        ('[per-file-ignores]\na = ["NOPE"]', "no rule has a code that starts with 'NOPE'"),
        ('[per-file-ignores]\n"[z-a]" = ["IMG"]', "`per_file_ignores` has '[z-a]', which is no .gitignore pattern"),
        ("xyz = 1", "unknown key `xyz`, known are policy, select, ignore, include, exclude, unsafe_fixes"),
        ("unsafe_fixes = 1", "`unsafe_fixes` must be true or false, not 1"),
        ('select = "SEC"', "`select` must be a list; write ['SEC'] for one entry"),
        ("ignore = [1]", "`ignore` must be a list of texts in quotes, not [1]"),
        ('select = ["NOPE"]', "no rule has a code that starts with 'NOPE'"),
        ('exclude = ["[z-a]"]', "`exclude` has '[z-a]', which is no .gitignore pattern"),
        ('include = ["!"]', "`include` has '!', which is no .gitignore pattern"),
        ("policy = 3", "`policy` must be a name, a path or a table, not 3"),
        ('policy = "nope"', "no policy 'nope'"),
        ('policy = "nope.toml"', "nope.toml: No such file or directory"),
        ('[policy]\nextends = "amazon"\nmax_brakes = 2', "unknown key `max_brakes`, did you mean `max_breaks`?"),
        ("policy = ", "not TOML"),
    ],
)
def test_what_cannot_be_used_is_told_with_the_file(tmp_path: Path, text: str, told: str) -> None:
    write(tmp_path, sanitizer_toml=text)
    with pytest.raises(ConfigError) as error:
        config_for(tmp_path / "mail.html")
    assert told in str(error.value)
    assert str(error.value).startswith(str(tmp_path / "sanitizer.toml"))


def test_keys_may_have_hyphens(tmp_path: Path) -> None:
    write(tmp_path, sanitizer_toml='unsafe-fixes = true\nbaseline = "old.json"\n[per-file-ignores]\n"a" = ["img-gif"]')
    found = config_for(tmp_path / "mail.html")
    assert (found.unsafe_fixes, found.baseline) == (True, tmp_path / "old.json")
    assert found.per_file_ignores == (("a", ("img-gif",)),)


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("mail.html", ("SEC",)),
        ("legacy/mail.html", ("IMG003", "STY", "SEC")),
        ("legacy/deep/mail.html", ("IMG003", "STY", "SEC")),
        ("new/legacy/mail.html", ("SEC",)),
        ("new/newsletter-1.html", ("LNK001", "SEC")),
        ("kept/mail.html", ()),
    ],
)
def test_per_file_ignores(tmp_path: Path, path: str, ignored: tuple[str, ...]) -> None:
    table = '"legacy/**" = ["IMG003", "STY"]\n"newsletter-*.html" = ["LNK001"]\n"!kept/" = ["SEC"]'
    write(tmp_path, sanitizer_toml=f"[per_file_ignores]\n{table}")
    assert config_for(tmp_path / path).ignored(tmp_path / path) == ignored


@pytest.mark.parametrize("part", ["img-gif", "IMG003", "IMG", "TPL", "TPL101", "suppression-unused"])
def test_rules_are_named_by_code_prefix_or_name(tmp_path: Path, part: str) -> None:
    write(tmp_path, sanitizer_toml=f'select = ["{part}"]\nignore = ["{part}"]')
    assert config_for(tmp_path / "mail.html").select == (part,)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("img-gfi", "no rule has a code that starts with 'img-gfi', did you mean img-gif?"),
        ("qqqq", "no rule has a code that starts with 'qqqq' and none is called so; families are ATT, IMG, LNK,"),
        ("", "no rule has a code that starts with ''"),
    ],
)
def test_rules_that_are_not_are_told(tmp_path: Path, part: str, told: str) -> None:
    write(tmp_path, sanitizer_toml=f'ignore = ["{part}"]')
    with pytest.raises(ConfigError, match=re.escape(told)):
        config_for(tmp_path / "mail.html")


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "sanitizer.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="not TOML"):
        config_for(tmp_path / "mail.html")


def test_a_table_that_is_none_is_told(tmp_path: Path) -> None:
    write(tmp_path, pyproject_toml="tool.sanitizer = 3")
    with pytest.raises(ConfigError, match=r"write \[tool.sanitizer\]"):
        config_for(tmp_path / "mail.html")


@pytest.mark.parametrize(
    ("path", "included", "excluded"),
    [
        ("mail.html", True, False),
        ("mail.txt", False, False),
        ("deep/down/mail.html", True, False),
        ("drafts/mail.html", True, True),
        ("deep/drafts/mail.html", True, False),
        ("old.html", True, True),
    ],
)
def test_patterns_are_relative_to_the_file(tmp_path: Path, path: str, included: bool, excluded: bool) -> None:
    write(tmp_path, sanitizer_toml='exclude = ["/drafts/", "old.*"]')
    found = config_for(tmp_path / "mail.html")
    assert found.includes(tmp_path / path) is included
    assert found.excludes(tmp_path / path) is excluded

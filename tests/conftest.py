"""What every test shares: where fixtures are, where the corpus is, and settings of the property tests."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from sanitizer.adapters import sanitizers
from sanitizer.content.spelling import has_dictionary
from tests.browser.chromium import Chromium, NoChromiumError, find
from tests.reported import FAILED, FILES, run

REPOSITORY = Path(__file__).resolve().parent.parent
FIXTURES = REPOSITORY / "fixtures"

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # commands that tests start would compile every module each time

settings.register_profile(
    "quick",
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    database=None,
)
settings.register_profile("long", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def is_long() -> bool:
    """Whether long tests are asked for: property tests with many examples, and every setting for each document."""
    return os.environ.get("HYPOTHESIS_PROFILE") == "long"


def corpus_folder() -> Path | None:
    """The corpus of real mail: ``SANITIZER_CORPUS``, or ``../shared/corpus`` beside the repository."""
    named = os.environ.get("SANITIZER_CORPUS")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "corpus"
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The corpus, or a skip that says how to get the test to run."""
    folder = corpus_folder()
    if folder is None:
        pytest.skip("no corpus of real mail: name its folder in SANITIZER_CORPUS")
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder: nothing said by the environment, nothing remembered of another."""
    for name in ("SANITIZER_CACHE_DIR", "SANITIZER_NO_CACHE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    sanitizers.forget()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def inbox() -> Iterator[tuple[Any, int]]:
    """A mail server on loopback with what it received, and its port."""
    from inbox import serving

    with serving() as server:
        yield server


def need_dictionaries(rule: str) -> None:
    """Skip a test of a rule that looks words up where nothing can be, or fail where ``SANITIZER_REQUIRE`` has it."""
    if rule != "text-spelling":
        return
    try:
        missing = [language for language in ("de", "en") if not has_dictionary(language)]
        told = f"no dictionary of {', '.join(missing)}" if missing else ""
    except ImportError as error:
        told = f"no Enchant: {error}"
    if told and "hunspell" in os.environ.get("SANITIZER_REQUIRE", "").split(","):
        pytest.fail(f"{told}; in Debian libenchant-2-2, hunspell-en-us and hunspell-de-de")
    if told:
        pytest.skip(f"{told}; in Debian libenchant-2-2, hunspell-en-us and hunspell-de-de")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """The browser, started once; a skip that says what is missing, or a failure where ``SANITIZER_REQUIRE`` has it."""
    try:
        find()
    except NoChromiumError as error:
        if "chromium" in os.environ.get("SANITIZER_REQUIRE", "").split(","):
            pytest.fail(str(error))
        pytest.skip(str(error))
    with Chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def reported_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clean file, bad ones, and one that cannot be read."""
    root = tmp_path_factory.mktemp("mail")
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    (root / FAILED[0]).write_bytes(b"\xff\xfe\x00")
    return root


@pytest.fixture(scope="session")
def written(reported_folder: Path) -> Callable[[str], str]:
    """The report of the whole folder, and of a file that is not there, in a format."""
    known: dict[str, str] = {}

    def report(name: str) -> str:
        if name not in known:
            known[name] = run(reported_folder, FAILED[1], "--output-format", name)
        return known[name]

    return report


@pytest.fixture(scope="session")
def found(written: Callable[[str], str]) -> dict[str, list[dict[str, Any]]]:
    """The findings of every file, by its path, as JSON tells them."""
    return {file["path"]: file["findings"] for file in json.loads(written("json"))["files"]}

"""The pytest plugin: a fixture that gives every template of the project's folders to a test, one after the other.

::

    [tool.pytest.ini_options]
    sanitizer_templates = ["emails"]

    def test_template(email_template):
        sanitizer.testing.assert_compliant(email_template)

pytest loads it at every start, so it imports nothing but pytest until a test asks for the fixture.
"""

from pathlib import Path

import pytest

__all__: list[str] = []

_INI, _FIXTURE = "sanitizer_templates", "email_template"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the option that names the folders."""
    told = f"folders and files that the fixture {_FIXTURE} goes through, relative to the configuration file"
    parser.addini(_INI, told, type="paths", default=[])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of each template."""
    if _FIXTURE not in metafunc.fixturenames or not (folders := metafunc.config.getini(_INI)):
        return
    from sanitizer.errors import SanitizerError
    from sanitizer.testing import templates

    try:
        found = templates(*folders)
    except (SanitizerError, OSError) as error:
        raise pytest.UsageError(f"{_INI}: {error}") from error
    root = metafunc.config.rootpath
    metafunc.parametrize(_FIXTURE, found, ids=[_id(path, root) for path in found])


@pytest.fixture
def email_template() -> Path:
    """The path of a template; the test runs once for each file that ``sanitizer_templates`` leads to."""
    raise pytest.UsageError(f"{_FIXTURE}: name the folders of your templates in the ini option {_INI}")


def _id(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()

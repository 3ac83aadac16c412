"""Every case of every rule; the cases are data in ``fixtures/rules``."""

import pytest
from conftest import need_dictionaries
from rule_tester import FOLDER, Case, load, verify

from sanitizer.rules import RULES

BY_NAME = {rule.name: rule for rule in RULES}
FILES = sorted(FOLDER.glob("*.toml"))
CASES = [case for path in FILES if path.stem in BY_NAME for case in load(path)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    need_dictionaries(case.rule)
    verify(case, BY_NAME[case.rule])


def test_every_rule_has_cases() -> None:
    assert not sorted(set(BY_NAME) - {path.stem for path in FILES})


def test_every_case_file_has_a_rule() -> None:
    assert not sorted({path.stem for path in FILES} - set(BY_NAME))

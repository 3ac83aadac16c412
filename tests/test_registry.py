"""The tuple of rules is the registry, and it is complete."""

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

from sanitizer import rules
from sanitizer.policy import PACKS, SETTINGS, Policy
from sanitizer.rule import Look, Rule
from sanitizer.rules import RULES

FOLDER = Path(rules.__file__).parent
MODULES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
LOOKS = get_args(Look)


def test_every_module_is_listed_once_under_its_own_name() -> None:
    listed = [rule.name.replace("-", "_") for rule in RULES]
    assert sorted(listed) == MODULES


def test_codes_are_unique_and_well_formed() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if not re.fullmatch(r"[A-Z]{3}\d{3}", code)] == []


def test_codes_rise_within_a_family() -> None:
    families: dict[str, list[str]] = {}
    for rule in RULES:
        families.setdefault(rule.code[:3], []).append(rule.code)
    assert {family: codes for family, codes in families.items() if codes != sorted(codes)} == {}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_declaration(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    assert rule.setting in SETTINGS
    assert rule.looks
    assert all(isinstance(look, LOOKS) for look in rule.looks)
    for pack in PACKS:
        origin = Policy.load(pack).origins[rule.setting]
        assert origin.clause
        assert origin.text
        assert origin.source
        assert origin.read is not None


@pytest.mark.parametrize("module", MODULES)
def test_rules_import_no_rules_and_no_engine(module: str) -> None:
    tree = ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert not [
        name for name in imported if name.startswith(("sanitizer.rules", "sanitizer.engine", "sanitizer.pipeline"))
    ]
    assert all(node.level == 0 for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))


def test_policies_state_every_setting_and_no_rule_needs_another() -> None:
    for pack in PACKS:
        assert set(Policy.load(pack).origins) == set(SETTINGS)

"""A policy is data, checked when it is made."""

import pickle
from pathlib import Path

import pytest

from sanitizer import ConfigError, Policy
from sanitizer.channels import Channel
from sanitizer.policy import NEVER_KEPT, PACKS, SETTINGS


@pytest.mark.parametrize("pack", PACKS)
def test_every_value_of_a_pack_says_where_it_comes_from(pack: str) -> None:
    policy = Policy.load(pack)
    for name in SETTINGS:
        origin = policy.origins[name]
        assert origin.clause
        assert origin.text
        assert origin.source
        assert origin.read
        assert origin.trust != "own"
        assert origin.source != f"pack {pack}"
        if origin.trust == "inferred":
            assert "amazon.com" not in origin.source.lower(), "an inference is never the marketplace's rule"


def test_a_pack_is_read_once() -> None:
    assert Policy.load("amazon") is Policy.load("amazon")


@pytest.mark.parametrize("pack", PACKS)
def test_floor(pack: str) -> None:
    policy = Policy.load(pack)
    assert not policy.elements_keep & NEVER_KEPT
    assert all(policy.fate(tag) != "keep" for tag in NEVER_KEPT)


@pytest.mark.parametrize(
    ("pack", "settings"),
    [
        ("ebay", {"contact_days": 90, "max_attached": 5, "text_email_address": "report", "keep_color": True}),
        ("walmart", {"text_review_incentive": "report", "text_email_address": "allow", "channels": {}}),
        ("etsy", {"text_promotion": "report", "contact_days": 0, "relay_domains": frozenset()}),
    ],
)
def test_packs_of_other_marketplaces(pack: str, settings: dict[str, object]) -> None:
    policy, email = Policy.load(pack), Policy.load("email")
    assert {name: getattr(policy, name) for name in settings} == settings
    assert (policy.name, policy.title == email.title) == (pack, False)
    own = [name for name in SETTINGS if policy.origins[name] is not email.origins[name]]
    again = [name for name in own if getattr(policy, name) == getattr(email, name)]
    assert all(policy.origins[name].trust != "inferred" for name in again), "what email says need not be repeated"
    assert not any("amazon" in policy.origins[name].source.lower() for name in own)


def test_channels_of_ebay() -> None:
    assert Policy.load("ebay").channels == {"message": Channel((1, 2000), (0, 5))}


def test_a_file_extends_a_pack(tmp_path: Path) -> None:
    path = tmp_path / "shop.toml"
    path.write_text(
        'extends = "amazon"\nmax_breaks = 3\nlink_hosts = { add = ["Track.Shop.Example"] }\n', encoding="utf-8"
    )
    policy = Policy.load(path)
    assert policy.max_breaks == 3
    assert policy.link_hosts == Policy.load("amazon").link_hosts | {"track.shop.example"}
    assert policy.origins["max_breaks"].trust == "own"
    assert policy.origins["max_breaks"].clause == Policy.load("amazon").origins["max_breaks"].clause
    assert policy.origins["max_margin"] == Policy.load("amazon").origins["max_margin"]


def test_a_file_extends_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('extends = "email"\nmax_breaks = 5\n', encoding="utf-8")
    (tmp_path / "top.toml").write_text('extends = "base.toml"\nname = "top"\n', encoding="utf-8")
    policy = Policy.load(tmp_path / "top.toml")
    assert (policy.name, policy.max_breaks) == ("top", 5)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"max_break": 3}, "did you mean `max_breaks`"),
        ({"max_breaks": "3"}, "`max_breaks` must be a whole number, not '3'"),
        ({"max_breaks": True}, "must be a whole number"),
        ({"max_breaks": -1}, "must not be negative"),
        ({"keep_color": 1}, "must be true or false"),
        ({"comments": "keep"}, "must be one of 'remove', 'clean'"),
        ({"link_hosts": "amazon.com"}, "must be a list; write ['amazon.com']"),
        ({"link_hosts": [1]}, "must be a list of texts"),
        ({"link_hosts": {"remove": ["x.example"]}}, "cannot remove 'x.example'"),
        ({"elements_keep": {"add": ["script"]}, "elements_drop": {"remove": ["script"]}}, "can never be kept"),
        ({"elements_keep": {"add": ["datalist"]}}, "both in elements_keep and elements_drop"),
        ({"attributes": {"p": ["onclick"]}}, "can run a script"),
        ({"attributes": {"x-y": ["id"]}}, "<x-y> is not kept"),
        ({"link_schemes": {"add": ["javascript"]}}, "can never be allowed"),
        ({"css_properties": []}, "css_properties is empty"),
        ({"contact_reasons": ["reviews"]}, "`contact_reasons` has no reason 'reviews'; did you mean 'review'?"),
        ({"order_id_form": "3-7-x"}, "must be numbers of digits as '3-7-7'"),
        ({"channels": {"a": 5}}, "must be a table of tables"),
        ({"channels": {"a": {"letters": [1]}}}, "unknown part `letters`; known are characters, attachments"),
        ({"channels": {"a": {"characters": [2, 1]}}}, "but the fewest come first"),
        ({"channels": {"a": {"characters": 5}}}, "must be fewest and most, as [1, 2000]"),
        ({"channels": {"a.confirmOrder": {}}}, "has no message type 'confirmOrder'; try confirmOrderDetails"),
        ({"reference_width": 0}, "must be above 0"),
        ({"max_breaks": {"value": 1, "sauce": "x"}}, "unknown part `sauce`"),
        ({"max_breaks": {"value": 1, "trust": "rumour"}}, "`max_breaks.trust` must be one of"),
    ],
)
def test_refused_with_what_to_write_instead(settings: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Policy.load("amazon").changed(**settings)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("amazn", "write one of amazon, email"),
        ("no.toml", "No such file"),
        ("broken.toml", "not TOML"),
        ("alone.toml", "is missing"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, source: str, says: str) -> None:
    (tmp_path / "broken.toml").write_text("max_breaks = ", encoding="utf-8")
    (tmp_path / "alone.toml").write_text('name = "alone"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        Policy.load(tmp_path / source if source.endswith(".toml") else source)


def test_patterns() -> None:
    policy = Policy.load("amazon")
    assert policy.keeps_property("mso-line-height-rule")
    assert not policy.keeps_property("position")
    assert policy.keeps_attribute("p", "aria-label")
    assert not policy.keeps_attribute("p", "data-x")


def test_shown_as_plain_data() -> None:
    shown = Policy.load("amazon").to_dict()
    assert shown["max_breaks"]["value"] == Policy.load("amazon").max_breaks
    assert shown["link_hosts"]["value"] == sorted(Policy.load("amazon").link_hosts)
    assert set(shown) == {"name", "title", "version", *SETTINGS}


def test_errors_pickle() -> None:
    with pytest.raises(ConfigError) as caught:
        Policy.load("nowhere")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)

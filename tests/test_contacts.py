"""E-mail addresses, URLs and names at social networks in text: what is found, where, and what is left alone."""

import tomllib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linkify_it import LinkifyIt

from sanitizer.content.contact.addresses import Address, emails, urls
from sanitizer.content.contact.handles import Handle, handles
from sanitizer.content.contact.lookalikes import imitated, mixes_scripts
from sanitizer.content.contact.networks import is_network
from sanitizer.content.hosts import ascii_host, is_top_level, matches_host
from sanitizer.content.reading import Reading
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import TextViolation
from sanitizer.rules import text_email_address, text_social_handle, text_url
from sanitizer.text_engine import TextEngine
from tests.clock import seconds

SENTENCES = tomllib.loads((Path(__file__).parent.parent / "fixtures" / "contacts.toml").read_text(encoding="utf-8"))
NONE = [sentence for sentences in SENTENCES.pop("none").values() for sentence in sentences]
AMAZON = Policy.load("amazon")
KNOWN = AMAZON.link_hosts
RULES = (text_email_address.RULE, text_url.RULE, text_social_handle.RULE)
FIND: dict[str, Callable[[Reading], Sequence[Address | Handle]]] = {"email": emails, "url": urls, "handle": handles}


def words(text: str, found: Sequence[Address | Handle]) -> list[str]:
    reading = Reading(text)
    return [text[slice(*reading.span(one.start, one.end))] for one in found]


def violations(text: str, policy: Policy = AMAZON) -> list[TextViolation]:
    reading = Reading(text)
    return [
        seen
        for rule in RULES
        for look in rule.looks
        if look.wants(policy)
        for seen in look.check(TextContext(policy), reading)
    ]


@pytest.mark.parametrize(
    ("kind", "language"), [(kind, language) for kind, languages in SENTENCES.items() for language in languages]
)
def test_it_is_found_where_it_stands(kind, language):
    cases = SENTENCES[kind][language]
    assert len(cases) >= 7
    assert {text: words(text, FIND[kind](Reading(text))) for text, _ in cases} == {
        text: [expected] for text, expected in cases
    }


@pytest.mark.parametrize("text", NONE)
def test_it_is_left_alone(text):
    assert violations(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("jane (at) shop [dot] com", "jane@shop.com"),
        ("J A N E @ s h o p . c o m", "JANE@shop.com"),
        ("jane arroba tienda punto com punto mx", "jane@tienda.com.mx"),
        ("ｊａｎｅ＠ｓｈｏｐ．ｃｏｍ", "jane@shop.com"),
        ("janeATshopDOTcom", "jane@shop.com"),
        ("jane dot doe at shop dot com", "jane.doe@shop.com"),
    ],
)
def test_the_address_is_told_plainly(text, value):
    (email,) = emails(Reading(text))
    assert email.value == value
    assert email.is_spelled == (text.isascii())


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("https://shop.com", "error"),
        ("www.shop.com", "error"),
        ("more at shop.com/towels", "error"),
        ("Please visit shop.com", "error"),
        ("shop dot com", "error"),
        ("The towelshop.com set is blue", "warning"),
        ("Our friends of Booking.com say so", "warning"),
        ("The amaz0n.com set is blue", "error"),
        ("The amazon.com.shop.example set", "error"),
        ("the name @towelshop is taken", "warning"),
        ("follow @towelshop", "error"),
        ("jane@gmail", "warning"),
    ],
)
def test_what_may_be_something_else_is_a_warning(text, severity):
    assert [seen.severity for seen in violations(text)] == [severity]


@pytest.mark.parametrize(
    "text",
    [
        "https://www.amazon.de/your-account",
        "amazon.com/gp/css/order-history",
        "Amazon.co.jp",
        "ａｍａｚｏｎ．ｃｏｍ",
        "www . amazon . fr",
        "bought @ amazon.com",
        "https://www.amazon.com@www.amazon.com/x",
    ],
)
def test_hosts_of_the_marketplace_are_allowed(text):
    assert violations(text) == []


def test_an_address_at_the_marketplace_is_an_address():
    assert [seen.rule.code for seen in violations("jane@marketplace.amazon.com")] == ["TXT002"]


def test_an_address_within_a_url_is_found_once():
    assert [seen.rule.code for seen in violations("https://shop.com/?m=jane@shop.com")] == ["TXT003"]
    assert [seen.rule.code for seen in violations("https://www.amazon.com/?m=jane@shop.com")] == ["TXT002"]
    assert [seen.rule.code for seen in violations("https://jane@shop.com/")] == ["TXT003"]


def test_an_invitation_is_a_url_and_a_handle():
    assert [seen.rule.code for seen in violations("Join t.me/towelshop")] == ["TXT003", "TXT005"]
    assert is_network("www.facebook.com")
    assert not is_network("notfacebook.com")


@pytest.mark.parametrize(
    "host",
    [
        "amaz0n.com",
        "arnazon.com",
        "аmazon.com",
        "аmаzоn.com",
        "αmazon.de",
        "xn--mazon-3ve.com",
        "amazön.com",
        "evil-amazon.com",
        "amazon.com.evil.example",
        "amazonhelp.net",
        "www.amazon.de.shop.com",
        "ａｍａｚ0ｎ.com",
        "amaz0n.de",
        "amazon-help.info",
        "amazon-help.pl",
    ],
)
def test_a_host_that_looks_like_the_marketplace(host):
    assert imitated(ascii_host(host), KNOWN) == "amazon"
    assert [seen.severity for seen in violations(f"The {host} set")] == ["error"]


@pytest.mark.parametrize(
    "host", ["www.amazon.com", "amazon.co.jp", "towels.com", "müller.de", "例え.jp", "нож.рф", "amz.com"]
)
def test_a_host_that_does_not(host):
    assert imitated(ascii_host(host), KNOWN) == ""
    assert not mixes_scripts(ascii_host(host))


def test_a_name_of_four_letters_counts_as_a_word_of_its_own():
    known = frozenset(("ebay.com",))
    assert imitated("ebay-deals.com", known) == "ebay"
    assert imitated("3bay.com", known) == "ebay"
    assert imitated("rebay.com", known) == ""


@pytest.mark.parametrize(
    ("host", "mixes"), [("kеttle.com", True), ("κettle.com", True), ("кеттл.com", False), ("shop例.jp", False)]
)
def test_letters_of_scripts_that_look_alike(host, mixes):
    assert mixes_scripts(ascii_host(host)) == mixes


def test_suffixes():
    assert all(map(is_top_level, ("com", "de", "jp", "shop", "xn--p1ai", "рф", "みんな", "example")))
    assert not any(map(is_top_level, ("", "pdf", "jpg", "html", "docx", "c", "xn--", "xn--a-é")))
    assert matches_host("a.amazon.com", KNOWN)


PLAIN = [
    "Write to jane@shop.com or to http://shop.com/a?b=c#d today.",
    "(see https://shop.com/a_(b)) and www.towels.org.",
    "mailto:jane@shop.net is wrong",
    "Many: http://a1.com, http://b2.org; www.c3.net/x.",
    "Mail jane.doe+x@mail.shop.co.uk!",
    "no link in 3.5 kg, v1.2.3, i.e. and/or km/h 10:30",
    "https://shop.com:8080/path?x=1&y=2",
    "HTTPS://SHOP.COM/A",
    "https://müller.de/x and http://shop.de.",
    "<https://shop.com/x> \"http://shop.com/y\" 'http://shop.com/z'",
    "order 302-1234567-1234567 of 12.11.2026",
    "go to shop.com/x and towels.net now",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_addresses_are_those_that_another_library_finds(text):
    theirs = [(match.index, match.last_index) for match in LinkifyIt().match(text) or ()]
    reading = Reading(text)
    assert sorted((one.start, one.end) for one in (*emails(reading), *urls(reading))) == theirs


ALPHABET = (
    "ab1 .@/:-_()[]dot at gmail com www http 微信 加 点 。 WhatsApp @ab +1 ing us our on \u200b\ue001\n\tİ".split(" ")
)


@given(st.lists(st.sampled_from([*ALPHABET, " ", " ", " ", ".com", "shop", "a"]), max_size=14).map("".join))
def test_every_finding_is_within_the_text(text):
    for seen in violations(text):
        assert 0 <= seen.start < seen.end <= len(text)
        assert text[seen.start : seen.end].strip()


@given(st.text(max_size=60))
def test_any_text_may_come(text):
    for seen in violations(text):
        assert 0 <= seen.start < seen.end <= len(text)


@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_what_is_removed_is_gone(kind):
    changed = AMAZON.changed(text_email_address="remove", text_url="remove", text_social_handle="remove")
    engine = TextEngine(changed, RULES, frozenset(("enforced", "safe", "unsafe")))
    about = TextContext(changed)
    for text in (text for cases in SENTENCES[kind].values() for text, _ in cases):
        mended = engine.mended(text, engine.check(text, about), about).text
        assert violations(mended) == [], text
        assert len(mended) < len(text)


def test_only_what_is_sure_is_removed_without_asking():
    changed = AMAZON.changed(text_url="remove")
    safety = {seen.message: seen.safety for seen in violations("www.shop.com or the towels.com set", changed)}
    assert safety == {"URL 'www.shop.com'": "safe", "host 'towels.com'": "unsafe"}


HOSTILE = [
    "@", "a.", "www.", "at dot ", "1", "a@a.com ", "w w w . ", "(at)", "[dot] ", "http://", "https://a", "。a", "@abc ",
    "punkt de ", "a at b dot com ", "whatsapp me ", "instagram @a ", "LINE ", "ig: abc @abc ", "微信a", "加", "a.com ",
    "...", "_at_", "a b c d ", "xn--a.", "://", "a,com ", ") ( ", "\n\n", "a\n.\ncom ", "А.com ", "our ", "join on ",
    "t.me/a @abc ", "dot com ", "one word dot com ", "青アプリ", "bird app ", "1n$ta ", "google plus 1 ", "点com",
    "a.中国", "☆を@", "www a ", "@ ", "shop.de-", "a" * 300 + ".", "to " * 3 + "x.com@",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_text_takes_time_in_proportion(unit):
    for length, bound in ((4_000, 0.5), (64_000, 3)):
        text = (unit * (length // len(unit) + 1))[:length]
        assert seconds(partial(violations, text), bound) < bound

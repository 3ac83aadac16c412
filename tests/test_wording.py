"""Every entry of the wording finds its own examples and leaves the others alone; ordinary messages are left alone."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from sanitizer.content.books import INDEX, LANGUAGES, SPACED
from sanitizer.content.lexicon import Letters, Words
from sanitizer.content.patterns import matches, patterns
from sanitizer.content.reading import Reading
from sanitizer.content.whole import confirmation_only, thanks_only
from sanitizer.content.wording import LONGEST_PHRASE, matched, wording
from sanitizer.content.words import words_of
from sanitizer.rules import RULES
from tests import index_phrases
from tests.clock import seconds

ORDINARY = Path(__file__).resolve().parent.parent / "fixtures" / "content" / "ordinary.toml"


@cache
def data(language: str) -> dict[str, Any]:
    folder = resources.files("sanitizer.data") / "wording"
    return tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))


def entries() -> Iterator[Any]:
    for language in LANGUAGES:
        for entry in data(language)["entry"]:
            yield pytest.param(entry, id=entry["id"])


@pytest.mark.parametrize("entry", list(entries()))
def test_an_entry_finds_its_examples_and_its_rule_leaves_the_others(entry: dict[str, Any]) -> None:
    for text in entry["found"].splitlines():
        assert entry["id"] in {match.entry.id for match in matched(Reading(text))}, text
    for text in entry["silent"].splitlines():
        assert not [match.told for match in matched(Reading(text)) if match.entry.rule == entry["rule"]], text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_of_a_language(language: str) -> None:
    known = data(language)
    ids = [entry["id"] for entry in known["entry"]]
    assert len(set(ids)) == len(ids)
    assert all(name.startswith(f"{language}-") for name in ids)
    assert all(entry["found"] and entry["silent"] for entry in known["entry"])
    assert {entry["rule"] for entry in known["entry"]} - {"review-request"} <= {rule.name for rule in RULES}
    assert {entry["rule"] for entry in known["entry"]} == {entry["rule"] for entry in data("en")["entry"]}
    assert set(known["unless"]) <= {entry["rule"] for entry in known["entry"]}


def test_the_index_is_that_of_the_data() -> None:
    made = index_phrases.made()
    assert made == (resources.files("sanitizer.data") / INDEX).read_text(encoding="utf-8"), (
        "python -m tests.index_phrases"
    )


def test_a_language_that_is_not_in_a_text_costs_nothing() -> None:
    code = (
        "from sanitizer import Sanitizer\n"
        "from sanitizer.content.books import wording_data\n"
        "text = 'The parcel of your Amazon order is late. Please write again if it is not there on Monday.'\n"
        "Sanitizer('amazon').check(text, kind='text')\n"
        "print(wording_data.cache_info().misses)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_group_is_used(language: str) -> None:
    known = data(language)
    written = [known["unless"].get(entry["rule"], "") for entry in known["entry"]]
    written += [entry["match"] + "\n" + entry.get("unless", "") for entry in known["entry"]]
    used = {name for text in written for part in text.split() for name in part.split("|")}
    assert not sorted(set(known["groups"]) - used)


@pytest.mark.parametrize("language", SPACED)
def test_no_phrase_is_longer_than_the_words_that_are_looked_at(language: str) -> None:
    groups = data(language)["groups"].values()
    longest = max(len(words_of(phrase)) for text in groups for phrase in text.replace("\n", ",").split(","))
    assert longest <= LONGEST_PHRASE


def ordinary() -> Iterator[Any]:
    for language, texts in tomllib.loads(ORDINARY.read_text(encoding="utf-8")).items():
        for text in texts.splitlines():
            yield pytest.param(text, id=f"{language}: {text[:40]}")


@pytest.mark.parametrize("text", list(ordinary()))
def test_ordinary_messages_are_left_alone(text: str) -> None:
    reading = Reading(text)
    assert not {
        rule: [match.told for match in found] for rule, found in wording(reading).items() if rule != "review-request"
    }
    assert not thanks_only(reading)
    assert not confirmation_only(reading)


def test_the_place_is_from_the_first_word_to_the_last() -> None:
    shown = "Dear Ann, \u201cplease\u201d re\u00admove your n\u00e9gative REVIEW today."
    reading = Reading(shown)
    (found,) = wording(reading)["text-review-change"]
    start, end = reading.span(found.start, found.end)
    assert shown[start:end] == "re\u00admove your n\u00e9gative REVIEW"
    assert found.told == "asks to change or remove a review (remove your n\u00e9gative REVIEW)"


def test_places_that_overlap_are_told_once_and_the_graver_first() -> None:
    found = wording(Reading("Get a voucher when you leave a review."))["text-review-incentive"]
    assert [match.entry.grade for match in found] == ["error"]


def test_words_of_two_sentences_do_not_meet() -> None:
    assert "text-review-incentive" not in wording(Reading("The gift card was used. Reviews are read by us."))


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("FRUIT tart", "an apple tart", ["apple tart"]),
        ("FRUIT tart", "an apple and a tart", []),
        ("FRUIT ..2 tart", "an apple and a tart", ["apple and a tart"]),
        ("FRUIT ..1 tart", "an apple and a tart", []),
        ("FRUIT .. tart", "an apple is not the same as a tart", ["apple is not the same as a tart"]),
        ("tart ~3 FRUIT", "apple tart and tart of plum", ["apple tart", "tart of plum"]),
        ("tart|pie with FRUIT", "tart with plums, pie with apple", ["tart with plums", "pie with apple"]),
        ("FRUIT", "crab apple, pineapple or Pflaumenkuchen or pl\u00fam", ["pineapple", "pflaumenkuchen", "plum"]),
        ("FRUIT", "3 pears of 4 kilos", ["3 pears"]),
        ("FRUIT FRUIT tart", "apple plum apple tart", ["plum apple tart"]),
    ],
)
def test_patterns(pattern: str, text: str, found: list[str]) -> None:
    lexicon = Words()
    lexicon.add("FRUIT", "apple, plum*, # pears,\n-crab apple, *neapp, *pflaume")
    words = words_of(text.lower())
    met = [place for each in patterns(pattern, lexicon) for place in matches(each, lexicon.hits(words))]
    assert [" ".join(words[start:end]) for start, end in sorted(met)] == found


def test_patterns_of_letters() -> None:
    lexicon = Letters()
    lexicon.add("FRUIT", "\u6843, \u82f9\u679c, -\u82f9\u679c\u6811")
    (pattern,) = patterns("FRUIT ..2 \u5403", lexicon)
    for text, found in (
        ("\u82f9\u679c\u597d\u5403", [(0, 4)]),
        ("\u6843\u5403", [(0, 2)]),
        ("\u82f9\u679c\u6811\u5403", []),
    ):
        assert list(matches(pattern, lexicon.hits(text))) == found


def test_a_pattern_of_an_unknown_group_is_refused() -> None:
    with pytest.raises(KeyError, match="FRIUT"):
        list(patterns("FRIUT tart", Words()))


@pytest.mark.parametrize(
    "piece",
    [
        "review gift card if you leave ",
        "leave a review, and receive a voucher. ",
        "if if you if you leave leave a a gift ",
        "\u8bc4\u4ef7\u793c\u54c1\u5361\u8bf7\u7559\u4e0b\u4e0d\u8981",
        "\u30ec\u30d3\u30e5\u30fc\u3092\u66f8\u3044\u3066\u30ae\u30d5\u30c8\u5238\u3002",
        "a",
        "- ",
    ],
)
def test_time_is_linear(piece: str) -> None:
    def reading(length: int) -> Reading:
        made = Reading((piece * (length // len(piece) + 1))[:length])
        assert made.lower
        assert made.sentences
        return made

    bound = 12 * max(seconds(lambda: wording(reading(20_000)), runs=3, afresh=list), 0.01)
    assert seconds(lambda: wording(reading(80_000)), bound, afresh=list) < bound

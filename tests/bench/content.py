"""CPU time of the rules that judge words, for a message of 2 kB and for texts up to 1 MB.

Run with ``python -m tests.bench.content [--rounds N]``. The message is an ordinary one, in which nothing is wrong, but
an order id, a date, a price and a tracking number ask the detectors to look closer. Every round has other digits and
words, so that nothing is remembered from the round before; the fastest of the rounds counts. For all languages there
are ordinary sentences of ``fixtures/content`` in a row too, with other long numbers in each round; the median counts.
"""

import argparse
import random
import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import count

from sanitizer.content.reading import Reading
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule
from sanitizer.rules import RULES
from tests.eval_content import LANGUAGES, sentences

MESSAGE = """\
Hello {name},

thank you for your order 303-{number:07}-1234567. The left armrest of the garden chair was missing from the parcel that
left our warehouse on 14 November 2026, and we are sorry for that. A new one is on its way to you with tracking number
1Z999AA1{number:010}; it should be with you by Thursday. You do not have to send anything back.

To put it on, turn the chair over, take the two M6 x 40 screws out of the bag and fasten them by hand first. Then
tighten them with the 5 mm key until the armrest no longer moves. Please do not use a power tool: the frame is made of
aluminium and the thread may break. The chair carries up to 120 kg. If a screw is missing as well, any M6 screw of 38 to
42 mm will do.

The invoice for EUR 64.90 is attached to this message. If the address on it is wrong, answer with the right one and
we will send a corrected invoice within two days. The guarantee of 24 months starts with the day on which the new part
reaches you; keep this message with your papers.

Could you tell us whether the box was damaged when it came? A photo of the outside helps us to have the carrier look
into it. If you would rather return the chair, open the order in your account, choose the chair and the reason, and
print the label. The money is paid back as soon as the chair is with us, which takes three to five days.

Some answers to what others asked: the fabric is washed at 30 degrees and dried flat; the feet are 22 mm wide and take
any glide of that size; the chair may stay outside from April to October, but the cushion should be kept dry. Spare
parts are kept for ten years: armrests, feet, screws and fabric. The manual, with drawings of every step, lies in the
side pocket of the cushion, and a copy of it is part of the invoice. For the heavy bench of the same series the carrier
calls on the day before it comes, so that somebody is at home between 9:00 and 13:00; choose the day in the order.

Kind regards
{name} from the workshop
"""
LENGTH = 2000
"""Bytes of a message in UTF-8; Japanese and Chinese have three for a letter."""
TEXTS = 25
"""Messages of a language."""
ROUNDS = 40
"""Rounds with each of them."""


def messages() -> Iterator[str]:
    """Messages of about 2 kB, each another."""
    for number in count(1):
        yield MESSAGE.format(number=number, name=f"Mx {'abcdefghij'[number % 10]}{number}")


def service_messages(language: str) -> Iterator[str]:
    """Messages of :data:`LENGTH` bytes of sentences that serve an order, each in another order."""
    chance = random.Random(1)
    known = [each.text for each in sentences("train") if each.file == "service" and each.language == language]
    for _ in range(TEXTS):
        message = ""
        while len(message.encode()) < LENGTH:
            message += chance.choice(known) + chance.choice([" ", "\n\n"])
        yield message.encode()[:LENGTH].decode(errors="ignore")


def renewed(text: str, rounds: int) -> Iterator[str]:
    """A text again and again, with other order ids and other long numbers in place of its own, and one at its end."""
    chance = random.Random(1)
    for number in range(rounds):
        other = re.sub(r"\d{5,}", lambda old: str(chance.randrange(10 ** len(old[0]))).zfill(len(old[0])), text)
        yield f"{other} {number}"


def looks(policy: Policy) -> list[tuple[Rule, OnText]]:
    """The looks at words that the policy asks for, by rule."""
    return [(rule, look) for rule in RULES for look in rule.looks if isinstance(look, OnText) and look.wants(policy)]


def milliseconds(work: Callable[[Reading], object], texts: Iterable[str], rounds: int) -> float:
    """The least CPU time for a text."""
    best = float("inf")
    for text in texts:
        reading = Reading(text)
        start = time.thread_time()
        work(reading)
        best = min(best, time.thread_time() - start)
        rounds -= 1
        if not rounds:
            break
    return best * 1000


def milliseconds_each(work: Callable[[Reading], object], rounds: Iterable[tuple[str, ...]]) -> list[float]:
    """The least CPU time for each of some texts, one after the other in every round.

    What holds up a shared machine comes and goes within tenths of a second; so all get their share of it.
    """
    best: list[float] = []
    for texts in rounds:
        taken = [milliseconds(work, (text,), 1) for text in texts]
        best = list(map(min, best or taken, taken))
    return best


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    policy = Policy.load("amazon")
    about = TextContext(policy)
    asked = looks(policy)

    def everything(reading: Reading) -> object:
        return [list(look.check(about, reading)) for _, look in asked]

    texts = messages()
    assert not any(everything(Reading(next(texts)))), "the message is meant to be clean"
    milliseconds(everything, texts, 20)
    print(f"A clean message of {len(next(texts)):,} characters, best of {rounds} rounds\n")
    print("| rule | ms |\n| --- | ---: |")
    for rule, look in asked:
        taken = milliseconds(lambda reading, look=look: list(look.check(about, reading)), texts, rounds)
        print(f"| {rule.code} {rule.name} | {taken:.3f} |")
    print(f"| all in one go, best of {10 * rounds:,} | {milliseconds(everything, texts, 10 * rounds):.3f} |\n")
    print(f"Sentences of service in a row, {LENGTH:,} bytes, median of {TEXTS} messages\n")
    print("| language | ms |\n| --- | ---: |")
    for language in LANGUAGES:
        turns = zip(*(renewed(text, ROUNDS) for text in service_messages(language)), strict=True)
        print(f"| {language} | {statistics.median(milliseconds_each(everything, turns)):.3f} |")
    print()
    print("| characters | ms | MB a second |\n| ---: | ---: | ---: |")
    for size in (2_000, 16_000, 125_000, 1_000_000):
        longer = ("".join(next(texts) for _ in range(size // LENGTH + 1))[:size] for _ in range(3))
        taken = milliseconds(everything, longer, 3)
        print(f"| {size:,} | {taken:.2f} | {size / taken / 1000:.2f} |")


if __name__ == "__main__":
    main()

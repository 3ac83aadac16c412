"""Words do not offend.

Strong words are errors. Words that trade uses too, such as the names of animals, are warnings, and only beside
a person.

Wrong::

    <p>You are an idiot.</p>

Right::

    <p>The mug with the pig is in stock.</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.wording import wording
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation


def wants(policy: Policy) -> bool:
    return policy.text_offensive != "allow"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    for found in wording(reading).get(RULE.name, ()):
        yield RULE.of_text(reading.span(found.start, found.end), found.told, severity=found.entry.grade)


RULE = Rule(
    "TXT018",
    "text-offensive",
    setting="text_offensive",
    looks=(OnText(wants, check),),
    safety=None,
)

"""No phone number in the words.

Buyers are written to through the marketplace alone. Numbers count however they are written: split, with letters for
digits, in words of seven languages. With a plus sign, brackets or a word that asks to call it is an error. Digits that
only look like a number of a country in ``phone_regions`` are a warning: part numbers and waybills look so too. Order
ids, dates, prices, sizes and what words call a number of something else stay.

Two sources allow the number of a carrier, a manufacturer or a warranty provider that the buyer needs, two allow none:
a number that words call theirs is pointed at.

Before::

    <p>Questions? Call us at +44 20 7946 0321 or answer here.</p>

After::

    <p>Questions? Call us at or answer here.</p>
"""

from collections.abc import Iterator

from sanitizer.content.phone.numbers import Phone, find_phones
from sanitizer.content.phone.regions import REGIONS
from sanitizer.content.reading import Reading
from sanitizer.content.removal import removals
from sanitizer.contexts import TextContext
from sanitizer.findings import Safety, Severity
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

OWNED = "allowed where the buyer needs it and it is a carrier's, a manufacturer's or a warranty provider's"


def wants(policy: Policy) -> bool:
    return policy.text_phone_number != "allow"


def removes(policy: Policy) -> bool:
    return policy.text_phone_number == "remove"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    phones = find_phones(reading, regions(context))
    spans = [reading.span(phone.start, phone.end) for phone in phones]
    for phone, span, removed in zip(phones, spans, removals(reading.shown, spans), strict=True):
        severity, what = graded(phone)
        message = f"{what} {' '.join(reading.shown[slice(*span)].split())!r}"
        if phone.is_owned:
            yield RULE.of_text(span, message, note=OWNED, severity=severity)
        else:
            is_safe = removes(context.policy) and phone.certainty == "sure"
            safety: Safety = "safe" if is_safe else "unsafe"
            yield RULE.of_text(span, message, "", replaced=removed, severity=severity, safety=safety)


def graded(phone: Phone) -> tuple[Severity, str]:
    if phone.is_owned:
        return "info", "phone number, said not to be the seller's:"
    return ("error", "phone number") if phone.certainty == "sure" else ("warning", "what looks like a phone number:")


def regions(context: TextContext) -> tuple[str, ...]:
    """The countries whose numbering plans are asked, as codes of ISO 3166 in upper case."""
    country = context.message.country if context.message else None
    if country:
        return (country,) if country.lower() in REGIONS else ()
    return tuple(sorted(map(str.upper, context.policy.phone_regions)))


RULE = Rule(
    "TXT004",
    "text-phone-number",
    setting="text_phone_number",
    looks=(OnText(wants, check),),
    safety="unsafe",
    is_made_safe=removes,
)

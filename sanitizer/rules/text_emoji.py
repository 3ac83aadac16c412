"""No emoji in the words.

Three sources name emoji among what gets a message blocked. They go cluster by cluster, as a reader sees them, with one
of two blanks around them. What writes or says something is written in plain characters: the digits of keys, NEW, OK,
an arrow between two words. A heart or a star counts however it is drawn; other decorative symbols, such as notes and
flowers, are a warning: no source names them. A tick or a cross may stand for yes or no and is only pointed at. ©, ® and
™, list markers, currency and the signs of mathematics stay.

Before::

    <p>Your parcel is on its way 😊</p><p>2️⃣ Press ➡️ OK ★</p>

After::

    <p>Your parcel is on its way</p><p>2. Press → OK</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.signs.emoji import Symbol, find_symbols, may_hold_symbols
from sanitizer.content.signs.emoticons import find_emoticons
from sanitizer.contexts import TextContext
from sanitizer.findings import Severity
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

SHOWN = 12
"""Characters of the symbols that a message repeats."""
GRADES: dict[str, tuple[Severity, str]] = {
    "emoji": ("error", "emoji"),
    "decoration": ("warning", "decorative symbol"),
    "mark": ("info", "tick or cross"),
}


def wants(policy: Policy) -> bool:
    return policy.text_emoji != "allow"


def removes(policy: Policy) -> bool:
    return policy.text_emoji == "remove"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    symbols = find_symbols(reading.shown)
    faces = []
    if symbols and context.policy.text_emoticon != "allow":
        faces = [reading.span(*face) for face in find_emoticons(reading.text)]
    for symbol in symbols:
        if not is_within(symbol, faces):
            severity, what = GRADES[symbol.kind]
            message = f"{what} {reading.shown[symbol.start : symbol.end][:SHOWN]}"
            span = symbol.start, symbol.end
            if symbol.edit and removes(context.policy):
                start, end, plain = symbol.edit
                yield RULE.of_text(span, message, plain, replaced=(start, end), severity=severity)
            else:
                yield RULE.of_text(span, message, severity=severity)


def is_within(symbol: Symbol, faces: list[tuple[int, int]]) -> bool:
    """Whether the symbol is a piece of an emoticon, which is another rule's."""
    while faces and faces[0][1] <= symbol.start:
        del faces[0]
    return bool(faces) and faces[0][0] <= symbol.start


RULE = Rule(
    "TXT006", "text-emoji", setting="text_emoji", looks=(OnText(wants, check, may_hold_symbols),), mends_under=removes
)

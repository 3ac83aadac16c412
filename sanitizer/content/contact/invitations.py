"""Whether a sentence sends its reader to a network: an invitation, a refusal, or a product that has to do with it."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from sanitizer.content.contact.words import LETTERS, social_words

__all__ = ["ACCOUNT", "Place", "grammar", "is_called_there", "is_inviting", "is_of_product", "is_refused"]

ACCOUNT = r"@?(?=[\w.:-]*[^\W\d_])[^\W_][\w.:-]{1,39}"
_DENIED = (
    "\u3054\u3056|\u3042\u308a|\u304a\u308a|\u306a\u3044|\u306a\u3057|\u3067\u304d|\u3044\u305f\u3057|\u4f7f|\u5229\u7528"
    "|\u8a2d\u3051|\u6301\u3063|\u884c\u3063|\u958b\u8a2d\u3057\u3066\u304a\u3089|\u4e0d|\u6ca1"
)
"""Behind an account in Japanese and Chinese they say that there is none, or what is done with it."""
_NEAR = 32
"""Characters in front of a preposition in which a product is said to be used at the network."""
_BESIDE = 10
"""Characters beside a name in which a Chinese or Japanese word sends the reader there."""
_CLOSE = 24
"""Characters behind a name in which a word says that somebody is there."""
_ADDED_BEFORE = re.compile(
    r"(?:message|ping|contact)\s[\"']?[\w.&-]{3,40}[\"']?\s\Z|(?:add|find|follow|message|search|text)\s(?=\w*[\d_.])[\w.]{3,40}\s\Z"
)
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_PARTICLE = re.compile(
    r"\s?(?:\u30a2\u30d7\u30ea)?(?:\u3067|\u304b\u3089|\u306b|\u3078|\u306e\u53cb|\u516c\u5f0f|\u3082|\u3092|\u307e\u3067|\u3088\u308a|@|\u300c|\u30da\u30fc\u30b8)"
)
"""What Japanese puts behind a network where something is done."""
_CLAUSE = re.compile(r"[,;\u3001]|\s(?:but|so|aber|sondern|mais|pero|sino|ma|bens\xec)(?=\s)")
_HERE = re.compile(
    r"\s(?:here|hier|ici|aqu\xed|qui|por este medio)(?:[.,!]"
    r"|\s(?:if|en|se|per|si|wenn|for|f\xfcr)(?!\w)|\Z)(?<!as here.)(?<!wie hier.)"
    r"|\u3053\u3061\u3089|\u8fd9\u91cc|\u7ad9\u5185"
)
"""The reader is to write where the message is."""
_TOO = re.compile(r"\s?(?:(?:too|also|as well|aussi|auch|tambi\xe9n|anche)(?!\w)|[,.!?]|\Z)")
_ASKS = re.compile(r"\s?[?,]")


class Place(NamedTuple):
    """What stands around the name of a network in its sentence, in lower case."""

    before: str
    behind: str
    preposition: re.Match[str] | None
    """In ``before``, ending it."""
    account: re.Match[str] | None
    """In ``behind``, beginning it."""


@cache
def grammar() -> dict[str, re.Pattern[str]]:
    """The patterns of what stands before and behind a name, made of the words."""
    words = social_words()

    def either(*lists: Iterable[str]) -> str:
        return "|".join(sorted((re.escape(word) for each in lists for word in each), key=len, reverse=True))

    latin = [word for word in words["accounts"]["words"] if not _CJK.search(word)]
    glued = [word for word in words["accounts"]["words"] if _CJK.search(word)]
    account, ours = either(latin), either(words["ours"]["words"])
    prepositions = either(words["inviting"]["prepositions"])
    return {
        "account": re.compile(
            rf"(?:'s|\u306e)?(?:[\s-]{{0,2}}|,\s|\))(?:{account})(?![{LETTERS}])"
            rf"|\s?\u306e?\s?(?:(?:{either(glued)}){{1,3}}\u540d?|\u540d)"
        ),
        "is": re.compile(
            rf"(?:\s{{1,2}}(?:{either(words['accounts']['is'])})\s{{1,2}}|\s?(?:{either(words['accounts']['is_glued'])})\s?)"
            rf"[\"'\u300c]?(?!{_DENIED})({ACCOUNT})"
        ),
        "ours": re.compile(
            rf"(?<!\w)(?:{ours})\s(?:[\w-]+\s){{0,2}}(?:(?:{account})\s(?:\w{{1,4}}\s)?)\Z"
            rf"|(?<!\w)(?:{ours})\s\Z|(?:{either(words['ours']['glued'])})\u306e?\s?\Z"
        ),
        "ours_far": re.compile(rf"(?<!\w)(?:{ours})\s(?:[\w-]+\s){{1,2}}\Z"),
        "preposition": re.compile(
            rf"(?<!\w)(?:{prepositions})\s(?:(?:{ours}|{either(words['inviting']['articles'])}|kurze|kleine|petit|[\w.]{{2,12}}\s(?:or|and|oder|und|ou|et|o|y|e))\s)?\Z"
        ),
        "account_before": re.compile(rf"(?<!\w)(?:{account})\s(?:\"[^\"\n]{{1,40}}\"\s)?(?:\w{{1,4}}\s)?\Z"),
        "as": re.compile(
            rf"\s(?:{either(words['accounts']['as'])})\s({ACCOUNT})"
            rf"|\s(?:{either(words['accounts']['as'])})\s\"([^\"\n]{{2,40}})\""
            rf"|\s(?:[^\W\d_]+\s){{1,3}}(?:{either(words['accounts']['as'])})\s((?=[\w-]*[_.\d]){ACCOUNT})"
        ),
        "fastest": re.compile(rf"(?:{either(words['inviting']['fastest'])})[\w\s]{{0,20}}[:=-]\s?\Z"),
        "having": re.compile(rf"(?<!\w)(?:{either(words['inviting']['having'])})\s(?:an?\s)?\Z"),
        "own": re.compile(rf"(?<!\w)(?:{either(words['inviting']['own'])})\s\Z"),
        "adding": re.compile(rf"(?<!\w)(?:{either(words['inviting']['adding'])})\s\Z"),
        "person": re.compile(
            rf"(?<!\w)(?:{either(words['persons']['words'])})(?!\w)|(?:{either(words['persons']['endings'])})(?!\w)"
        ),
        "product": re.compile(either(words["products"]["words"])),
        "product_before": re.compile(
            rf"(?:{either(words['products']['before'])})\s?\Z|(?:{either(words['products']['negated'])})[^,\u3001]{{0,4}}\Z"
        ),
        "part": re.compile(rf"[\s-](?:[\w-]{{1,16}}[\s-])?(?:{either(words['products']['parts'])})\w{{0,2}}(?!\w)"),
        "strong": re.compile(rf"(?<!\w)(?:{either(words['accounts']['strong'])})(?!\w)"),
        "inviting_glued": re.compile(either(words["inviting"]["glued"])),
    }


_SPOKEN = {
    "inviting": ("inviting", "words"),
    "help": ("inviting", "help"),
    "talking": ("inviting", "talking"),
    "joining": ("inviting", "joining"),
    "conditional": ("persons", "conditional"),
    "goods": ("products", "goods"),
    "use": ("products", "uses"),
    "refused_before": ("refusing", "before"),
    "refused_behind": ("refusing", "behind"),
}
"""Lists of beginnings of words, by their place among the words."""


@cache
def _spoken(name: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Beginnings of words, and what stands anywhere where words are not parted."""
    table, key = _SPOKEN[name]
    words = sorted(social_words()[table][key], key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if not _CJK.search(word))
    return re.compile(rf"(?<!\w)(?:{latin})"), tuple(word for word in words if _CJK.search(word))


def _says(name: str, near: str) -> bool:
    """Whether one of the words of a list is near."""
    latin, glued = _spoken(name)
    return latin.search(near) is not None or (not near.isascii() and any(word in near for word in glued))


def is_refused(place: Place) -> bool:
    """Whether the sentence says that nobody is to be written to there."""
    before, behind = _CLAUSE.split(place.before)[-1], _CLAUSE.split(place.behind)[0]
    if _CJK.search(place.behind):
        behind = place.behind
    return _says("refused_before", before) or _says("refused_behind", behind)


def is_of_product(place: Place) -> bool:
    """Whether a product is said to have to do with the network."""
    if not place.account and grammar()["part"].match(place.behind):
        return True
    near = _CLAUSE.split(place.before)[-1]
    return grammar()["product"].match(place.behind) is not None or grammar()["product_before"].search(near) is not None


def is_inviting(place: Place) -> bool:
    """Whether the sentence sends the reader to the network."""
    before, behind, preposition, account = place
    if preposition and not account and _says("use", before[-_NEAR - len(preposition[0]) :]):
        return False
    if (preposition or account) and _says("inviting", before):
        return True
    if preposition and _leads_there(before[: preposition.start()], behind):
        return True
    if grammar()["fastest"].search(before) or (account and grammar()["adding"].search(before)):
        return True
    if any(_says("joining", near) for near in (before, behind)):
        return True
    if grammar()["strong"].search(account[0] if account else ""):
        return True
    if (match := grammar()["account_before"].search(before)) and grammar()["strong"].search(match[0]):
        return True
    return _is_asked_for(before, behind) or _is_inviting_glued(before, behind, is_account=account is not None)


def is_called_there(place: Place) -> bool:
    """Whether anything in the sentence says that people are written to, or have a name, at a network."""
    if (
        _HERE.search(place.behind)
        or grammar()["part"].match(place.behind)
        or any(_says("goods", near) for near in (place.before, place.behind))
    ):
        return False
    is_said = any(_says(words, near) for words in ("inviting", "talking") for near in (place.before, place.behind))
    return is_said or grammar()["inviting_glued"].search(place.behind) is not None


def _leads_there(before: str, behind: str) -> bool:
    """Whether what stands around a preposition and a network says that somebody is there."""
    words = grammar()
    if _ADDED_BEFORE.search(before):
        return True
    if any(_says("goods", near) for near in (before, behind)):
        return any(words["person"].search(near) for near in (before, behind)) and not _says("conditional", before)
    if _says("inviting", behind.partition(";")[0]):
        return True
    if any(_says("talking", near) for near in (before, behind)):
        return True
    if _says("conditional", before):
        return False
    return any(words["person"].search(near) or _says("help", near) for near in (before, behind[:_CLOSE]))


def _is_asked_for(before: str, behind: str) -> bool:
    """Whether the reader is asked for being there, or told who is: ``Avez-vous WhatsApp ?``, ``I have Viber too``."""
    if grammar()["own"].search(before) and _TOO.match(behind):
        return True
    if not grammar()["having"].search(before):
        return False
    is_asked = _ASKS.match(behind) or grammar()["person"].search(behind)
    return is_asked is not None or _says("inviting", behind)


def _is_inviting_glued(before: str, behind: str, *, is_account: bool) -> bool:
    """The same in Chinese and Japanese."""
    words = grammar()
    glued = words["inviting_glued"]
    if behind.startswith("\u641c"):  # "search there"
        return True
    if words["product"].search(behind[:_BESIDE]) and not is_account:
        return False
    if (is_account or _PARTICLE.match(behind)) and glued.search(behind):
        return True
    near = before[-_BESIDE:], behind[:_BESIDE]
    return any(map(glued.search, near)) and not words["product"].search(near[1])

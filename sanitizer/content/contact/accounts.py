"""The account that is named beside a network: ``@name``, ``: name``, ``heißt name``, a number, a name in quotes."""

import re

from sanitizer.content.contact.invitations import ACCOUNT, Place, grammar, is_of_product
from sanitizer.content.contact.networks import Name
from sanitizer.content.contact.words import social_words

__all__ = ["is_answer", "is_direct", "named_behind"]

_AT_BEHIND = re.compile(
    r"(?:\u306f|\u662f|\s(?:is|ist|lautet|est|es|\xe8)(?=\s))?[\s:(\"'\u300c]{0,3}(@\s?[^\W_][\w.-]{1,39})"
)
_COLON_BEHIND = re.compile(rf"(?:\s{{0,2}}[:=>\"\u2192\u21d2\u2764\u2665]|\s[-|])\s{{0,2}}[\"'\u300c(]?({ACCOUNT})")
_QUOTED_BEHIND = re.compile(r"\s?[\u300c\u300e\"'][^\u300d\u300f\"'\n]{1,40}[\u300d\u300f\"']")
_BRACKETED_BEHIND = re.compile(r"\s?[(]\s?((?=[a-z.-]*[\d_.])(?!ver)[a-z][\w.-]{3,39})\s?[)]")
_SEARCHED_BEHIND = re.compile(
    r"(?:\u30a2\u30d7\u30ea)?[\u306e\u3067\u3092]?(\u300c[^\u300d\n]{1,40}\u300d)(?=[\u3067\u3092\u3068][^\u3002]{0,16}(?:\u691c\u7d22|\u8ffd\u52a0|\u53cb\u3060\u3061|\u3054\u89a7|\u516c\u958b|\u30d5\u30a9\u30ed\u30fc|\u767b\u9332|\u7d39\u4ecb\u3057|\u914d\u4fe1|\u898b\u3066))"
)
_GLUED_BEHIND = re.compile(r"\s?[\u53f7\u865f]?[\s:\u2764\u2665]{0,2}([a-z0-9][a-z0-9_-]{4,39})")
_ODD = re.compile(r"[@\d_.]")
_ODD_BEHIND = re.compile(r"\s+((?=\w*[\d._])[^\W_][\w.-]{3,39})")
_ODD_NAME_BEHIND = re.compile(r"\s((?=[a-z.-]{2,38}[_\d])(?=[a-z_.-]*[a-z]{3})[a-z][\w.-]{4,39})(?!\w)")
"""An account beside the bare name of a network: letters with a digit or a low line."""
_IS_ODD = re.compile(r"(?=[a-z.-]*[\d_.]).*?[a-z]{3}")
_ODD_GLUED_BEHIND = re.compile(
    r"\s?[\u306f\u3067\u306e]\s?((?=[a-z.-]*[\d._])[a-z][\w.-]{4,39})(?=\s?[\u3067\u3092\u3002\u3068\u307e])"
)
_NUMBER_BEHIND = re.compile(
    r"(?:[\s:,/&\u306f\u306e\u662f]|(?:me|us|uns|mich|an|al|au|at|on|or|and|oder|ou|o|unter|only|please|number|no|viber|telegram|whatsapp|signal"
    r"|wechat|line)(?!\w)){0,8}\(?(?:\+|00)?\d(?!\d\d-\d{7}-)[\d\s()./-]{5,20}\d"
)
_SPELLED_BEHIND = re.compile(
    r"[\s:,\u306f\u3001]{0,3}"
    r"(?:at[- ]?sign|klammeraffe|arrob(?:as?|ase)|chiocciola|\u30a2\u30c3\u30c8\u30de\u30fc\u30af)\s"
    r"([^\W_][\w.-]{1,39})"
)
"""A name with its @ in words."""
_TAGGED_BEHIND = re.compile(r"[^@]{1,48}?(?<![\w&])([^\W_][\w.]{1,31}#\d{4})(?!\w)")
"""A name at Discord with its number."""
_DISGUISED = re.compile(r"[a-z][0-9$@*!]|[0-9$@*!][a-z]")
"""In a name with signs for letters: whichever it is, a number behind it is dialled there."""
_ME_BEHIND = re.compile(r"\s(?:me|us)(?!\w)")


def named_behind(place: Place, name: Name, network: str, *, is_ours: bool) -> int:
    """Where the account ends that is named behind a network, 0 if none is.

    ``is_ours``: the words in front speak of an account, or of what belongs to the sender.
    """
    behind, start = place.behind, place.account.end() if place.account else 0
    match = _match(place, start, name, network, is_ours=is_ours)
    if match and not is_answer(network, match[1].rstrip(".-:")):
        return match.start(1) + len(match[1].rstrip(".-:"))
    is_quoted = place.account is not None or network in social_words()["names"]["\u53f7"]
    quoted = (_QUOTED_BEHIND.match(behind, start) if is_quoted else None) or _SEARCHED_BEHIND.match(behind, start)
    return quoted.end() if quoted else 0


def _match(place: Place, start: int, name: Name, network: str, *, is_ours: bool) -> re.Match[str] | None:
    behind = place.behind
    is_account = place.account is not None
    if match := _AT_BEHIND.match(behind, start) or _BRACKETED_BEHIND.match(behind, start):
        return match
    if match := _SPELLED_BEHIND.match(behind, start):
        return match
    if network == "discord" and not is_of_product(place) and (match := _TAGGED_BEHIND.match(behind, start)):
        return match
    if name.kind != "word" or is_account or network in ("messenger", "line@"):
        match = _COLON_BEHIND.match(behind, start)
    if match is None and (said := grammar()["is"].match(behind, start)):
        match = said if is_account or is_ours or _IS_ODD.match(said[1]) else None
    if match is None and is_account:
        match = _ODD_BEHIND.match(behind, start)
    if match is None and name.kind == "name":
        match = _ODD_NAME_BEHIND.match(behind, start)
    if match is None and not behind.isascii():
        match = _ODD_GLUED_BEHIND.match(behind, start)
    if match is None and (not network.isascii() or network in social_words()["words"]["numbered"]):
        match = _GLUED_BEHIND.match(behind, start)
    return match


def is_answer(network: str, account: str) -> bool:
    """Whether what follows a name is a word rather than an account: ``WhatsApp: yes``, ``Snap: push here``."""
    words = social_words()
    is_doubtful = network in words["words"]["doubtful"] and (account[0].isdigit() or not _ODD.search(account))
    return is_doubtful or account in words["answers"]["words"]


def is_direct(behind: str, place: int, network: str) -> bool:
    """Whether a number follows the name, or somebody is to be written to: ``WhatsApp me``."""
    if network not in social_words()["phones"]["names"] and not _DISGUISED.search(network):
        return False
    return (_NUMBER_BEHIND.match(behind, place) or _ME_BEHIND.match(behind)) is not None

"""Makes the index of phrases of ``sanitizer/data/wording`` and writes it: ``python -m tests.index_phrases``.

A phrase stands under the word or the letter that leads to it: one that ordinary messages seldom have, so that little is
looked at closely. Of words, that is a long one that is not among those of courtesy and confirmation; of letters, two
of which the first is not common.
"""

import json
from collections import Counter, defaultdict
from pathlib import Path

from sanitizer.content.books import LANGUAGES, LETTERS, SPACED, needs, wording_data
from sanitizer.content.lexicon import parts_of, phrases_of
from sanitizer.content.phrase_index import FILE

DATA = Path(__file__).resolve().parent.parent / "sanitizer" / "data"

SHARED = 3
"""Languages that have an anchor, from which on it alone says of none of them that it is spoken."""
COMMON_LETTERS = (
    "的のいまてすにしは是たでをが您りおだ请く我，、。かさとれ一在要件到不有发个了だ下货ご日らなけめ注文返商品送们子以可包"
    "两还能吗时天出已号装水新小回和好上也会这为来对用要中大人年月间后前点ンルスットラーイクアドレせうもっちきみるよそえん"
    "番号入金荷物配達お届け確認付了解合场所交换退款快递订单收信息内容無料用方本部分明方通知気持思見言手自今何先生社店"
)
"""Letters that messages of a shop in Japanese or Chinese have often, the most frequent first."""


def made() -> str:
    """The index as it has to be in the file."""
    shared, beside = _shared()
    index = {"words": _words(shared), "beside": beside, "letters": _letters(), "whole": _whole()}
    return json.dumps(index, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def _anchors(language: str) -> list[str]:
    return list(dict.fromkeys(phrase for anchors, _ in needs(language) for phrase in anchors))


def _words(shared: dict[str, set[str]]) -> dict[str, list[str]]:
    """The anchors of each language by their rarest word."""
    index: defaultdict[str, list[str]] = defaultdict(list)
    for number, language in enumerate(SPACED):
        common = _common(language)
        for phrase in sorted(_anchors(language)):
            parts = parts_of(phrase)
            place = _rarest(parts, common)
            written = f"{number} {'?' if phrase in shared[language] else place} {' '.join(parts)}"
            if written not in index[parts[place]]:
                index[parts[place]].append(written)
    return index


def _shared() -> tuple[dict[str, set[str]], dict[str, int]]:
    """Anchors that several languages have, by language; and words, one of which each text has that needs such a one."""
    count = Counter(stem for language in SPACED for stem in {phrase.strip("*") for phrase in _anchors(language)})
    shared: dict[str, set[str]] = {}
    beside: defaultdict[str, int] = defaultdict(int)
    for number, language in enumerate(SPACED):
        common = _common(language)
        alone: set[str] = set()
        shared[language] = set()
        for anchors, others in needs(language):
            many = {phrase for phrase in anchors if " " not in phrase and count[phrase.strip("*")] >= SHARED}
            (shared[language] if others else alone).update(many)
            for phrase in min(others, key=len, default=[]) if many else ():
                parts = parts_of(phrase)
                beside[parts[_rarest(parts, common)]] |= 1 << number
        shared[language] -= alone
    return shared, beside


def _common(language: str) -> set[str]:
    whole = wording_data(language)["whole"]
    return {part for phrase in phrases_of(whole["COURTESY"] + whole["CONFIRMATION"]) for part in parts_of(phrase)}


def _rarest(parts: list[str], common: set[str]) -> int:
    return max(range(len(parts)), key=lambda place: (parts[place] not in common, len(parts[place].strip("*#")), place))


def _letters() -> dict[str, list[str]]:
    index: defaultdict[str, list[str]] = defaultdict(list)
    for language in LETTERS:
        for phrase in _anchors(language):
            place = max(range(len(phrase) - 1), key=lambda place: (_seldom(phrase[place]), -place), default=0)
            index[phrase[place : place + 2]].append(f"{LANGUAGES.index(language)} {place} {phrase}")
    return {key: sorted(set(phrases)) for key, phrases in index.items()}


def _seldom(letter: str) -> int:
    return COMMON_LETTERS.index(letter) if letter in COMMON_LETTERS else len(COMMON_LETTERS)


def _whole() -> dict[str, int]:
    index: defaultdict[str, int] = defaultdict(int)
    for number, language in enumerate(SPACED):
        for written in wording_data(language)["whole"].values():
            for phrase in phrases_of(written):
                if phrase[0] != "-":
                    parts = parts_of(phrase)
                    index[parts[_rarest(parts, set())]] |= 1 << number
    return index


def main() -> None:
    (DATA / FILE).write_text(made(), encoding="utf-8")
    print(f"written: {DATA / FILE}")


if __name__ == "__main__":
    main()

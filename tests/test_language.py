"""The language of a text: right where it says one, and silent on little text."""

import subprocess
import sys
import tomllib
from functools import partial

import pytest
from conftest import FIXTURES

from sanitizer.content.language import language_of
from tests.clock import seconds

TRAIN = sorted((FIXTURES / "content" / "train").glob("*.toml"))


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("", ""),
        ("Hello", ""),
        ("Danke!", ""),
        ("OK thanks, bye", ""),
        ("303-1234567-1234567", ""),
        ("Samsung Galaxy S24 Ultra 256GB", ""),
        ("注文確認", ""),
        ("ご注文の商品", ""),
        ("주문하신 상품은 내일 도착합니다.", "ko"),
        ("Η παραγγελία σας έρχεται αύριο.", "el"),
        ("ההזמנה שלך תגיע מחר בבוקר", "he yi"),
        ("سيصل طلبك صباح الغد إن شاء الله", "ar fa ps ur"),
        ("คำสั่งซื้อของคุณจะมาถึงพรุ่งนี้", "th"),
        ("Uw bestelling komt morgenochtend bij u aan.", "nl"),
        ("Twoje zamówienie dotrze jutro rano pod adres.", "pl"),
        ("Din beställning kommer fram i morgon bitti.", "sv"),
        ("Siparişiniz yarın sabah elinize ulaşacak.", "tr"),
        ("O seu pedido chegará amanhã de manhã, obrigado.", "pt"),
    ],
)
def test_told(text: str, languages: str) -> None:
    assert language_of(text).languages == frozenset(languages.split())


def sentences(table: object) -> list[str]:
    """What a language has in a file of the labelled data."""
    kinds = table.values() if isinstance(table, dict) else ()
    found = [each for kind in kinds if isinstance(kind, list) for each in kind]
    return [each if isinstance(each, str) else each["text"] for each in found]


def test_right_on_labelled_sentences() -> None:
    """Sentences written for other rules, in seven languages."""
    right = wrong = unknown = 0
    for path in TRAIN:
        for language, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for sentence in sentences(table):
                told = language_of(sentence).languages
                right += told == {language}
                wrong += bool(told) and language not in told
                unknown += not told
    assert right > 500
    assert wrong / (right + wrong) < 0.01, (right, wrong, unknown)


def test_long_and_hostile_text_costs_little() -> None:
    language_of("This is asked for once, so that the model is there.")
    for text in ("Where is it? " * 80_000, "あ" * 1_000_000, "1@" * 500_000, "x" * 1_000_000, "\ue000" * 1_000_000):
        assert seconds(partial(language_of, text), 0.2) < 0.2


def test_nothing_is_loaded_where_the_script_tells() -> None:
    code = (
        "import sanitizer, sys; from sanitizer import MessageContext as M;"
        "sanitizer.check('<p>ご注文の商品は明日お届けします。', context=M(buyer_language='ja')).findings;"
        "sanitizer.check('<p>Where should we send it to, please?').findings;"
        "print('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

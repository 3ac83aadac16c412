"""Emoticons and kaomoji, and what only looks like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitizer import sanitize
from sanitizer.content.reading import Reading
from sanitizer.content.signs.emoticons import find_emoticons, may_hold_emoticons
from sanitizer.contexts import TextContext
from sanitizer.html.dom import Document
from sanitizer.html.visible import all_words, visible
from sanitizer.policy import Policy
from sanitizer.rules.text_emoticon import RULE
from sanitizer.text_engine import TextEngine
from tests.clock import seconds


def found(text: str) -> list[str]:
    reading = Reading(text)
    return [text[slice(*reading.span(*span))] for span in find_emoticons(reading.text)]


FOUND = {
    "western": [
        ":)", ":-)", ";)", ";-)", ":D", ":-D", "=)", "=D", ":P", ":-P", ":o", ":-O", ":/",
        ":-/", ":|", ":*", ":3", ":(", ":-(", ":'(", "8-)", "B-)", ">:(", ":)))", ":-))", "(:",
        "(-:", "<3", "</3", "xD",
    ],
    "ascii": [
        "^_^", "^^", "^.^", "^o^", "T_T", ">_<", ">.<", "-_-", "o_O", "O_o", "x_x", ";_;",
        "=_=", "@_@", "*_*", "\\o/", "^_^;",
    ],
    "round": [
        "(^_^)", "(^^)", "(^o^)", "(*^^*)", "(>_<)", "(T_T)", "(ToT)", "(-_-)", "(;_;)",
        "(o_o)", "(^_-)", "(^^;", "(^_^;)", "(^^)/", "(*^▽^*)", "(@^_^@)", "m(__)m",
    ],
    "kaomoji": [
        "(╯°□°)╯", "(´・ω・`)", "（＾＾）", "(｀・ω・´)", "(；ω；)", "(≧▽≦)", "ヽ(´▽`)/", "＼(^o^)／",
        "(￣▽￣)", "(・∀・)", "(；´Д｀)", "(•̀ᴗ•́)و", "ʕ•ᴥ•ʔ", "(づ｡◕‿‿◕｡)づ", "(*ﾟ▽ﾟ*)", "ಠ_ಠ",
        "٩(◕‿◕｡)۶", "(*≧ω≦)", "o(^▽^)o", "(*´∀｀*)", "(⌒‿⌒)", "(✿◠‿◠)", "(☆▽☆)", "¯\\_(ツ)_/¯",
        "(´∀｀)", "(・∀・)ノ", "(・ω・)/", "(*´-`)", "(´・_・`)", "(｀∀´)", "(ΦωΦ)", "(=^・^=)", "(=^x^=)",
        "(U・ω・U)", "(^_^)ﾉ", "(^◇^)", "(^ω^)", "(^人^)", "(-人-)", "(>_<。)", "(._.)", "(・_・;", "(・_・;)",
        "(-ω-;)", "(´△｀)", "(´ε｀;)", "(〃∀〃)", "(〃ω〃)", "(*/ω＼*)", "(/ω＼)", "(/_;)", "(TдT)",
        "(´；ω；｀)", "(ﾟ∀ﾟ)", "(゜▽゜)", "Σ(゜Д゜;)", "(°▽°)", "(°_°)", "(+_+)", "(*_*)", "(?_?)", "(ー_ー)",
        "(ーー;)", "(一_一)", "(￣ー￣)", "(￣^￣)ゞ", "(￣∇￣)", "(★‿★)", "(♥ω♥*)", "(✿◡‿◡)", "(◡‿◡✿)",
        "(◠‿◠)", "(◕ᴗ◕✿)", "( •̀ ω •́ )✧", "(｡♥‿♥｡)", "(¬_¬)", "(¬‿¬)", "(ಠ_ಠ)", "(ノಠ益ಠ)ノ", "(ᵔᴥᵔ)",
        "ლ(╹◡╹ლ)", "(๑•́ ₃ •̀๑)", "(๑ˊ͈ ꇴ ˋ͈)", "(⸝⸝⸝´꒳`⸝⸝⸝)", "(*˘︶˘*)", "(っ˘ω˘ς )", "ヽ(;▽;)ノ",
        "ヽ(｀Д´)ﾉ", "٩(๑❛ᴗ❛๑)۶", "٩(ˊᗜˋ*)و", "(^_−)−☆", "d(^^*)", "＼(^▽^)／", "＼(~o~)／", "(≧ω≦)", "(>∀<)",
        "(＞＜)", "(｡ŏ﹏ŏ)", "(｡•́︿•̀｡)", "(˵ ͡° ͜ʖ ͡°˵)", "( ͡° ͜ʖ ͡°)", ":‑)", "^^;",
    ],
    "laughs": [
        "(笑)", "(汗)", "(涙)", "[微笑]", "[玫瑰]", "orz",
    ],
}  # fmt: skip


@pytest.mark.parametrize("face", [face for faces in FOUND.values() for face in faces])
def test_found(face: str) -> None:
    assert "".join("".join(found(f"Hello {face}")).split()) in (face.replace(" ", ""), face.removeprefix("("))


SENTENCES = {
    "en": {
        "Thanks:)": [":)"],
        "We fixed it :-). Bye": [":-)"],
        "I <3 it": ["<3"],
        "(thanks :)": [":)"],
        "Done XD!": ["XD"],
    },
    "de": {"Alles gut :D!": [":D"], "Danke^^": ["^^"], "Das tut uns leid :(": [":("], "Liebe Grüße ;-)": [";-)"]},
    "fr": {"Merci :)": [":)"], "À bientôt ^^": ["^^"], "Désolés :-/": [":-/"]},
    "es": {"¡Gracias! :)": [":)"], "Lo sentimos :'(": [":'("], "Todo listo xD": ["xD"]},
    "it": {"Ci pensiamo noi :)": [":)"], "A presto ^_^": ["^_^"]},
    "ja": {
        "面白いｗ": ["ｗ"],
        "すごいｗｗｗ": ["ｗｗｗ"],
        "すみませんorz": ["orz"],
        "ありがとう（笑）": ["（笑）"],
        "お願いしますm(_ _)m": ["m(_ _)m"],
        "(╯°□°)╯︵ ┻━┻": ["(╯°□°)╯︵ ┻━┻"],
    },
    "zh": {"谢谢^_^": ["^_^"], "好的[玫瑰]": ["[玫瑰]"], "抱歉 T_T": ["T_T"]},
}


@pytest.mark.parametrize(("text", "faces"), [pair for pairs in SENTENCES.values() for pair in pairs.items()])
def test_found_in_sentences(text: str, faces: list[str]) -> None:
    assert found(text) == faces


KEPT = {
    "en": [
        "(8)", "1:3", "16:9)", "see section (b:)", "A:D", "size: P", "item 8)", "at 10:00)",
        "1) 2) 8) end", "model XD-500", "iPhone XD", "Size :S", "Option :D", "<3 kg",
        "in <3 days", "weight <3", "2^^3", "for(;;)", "a=(b+c)", "f(x=)", "foo();",
        "https://x.example/a:)", "C:\\Users", "3 :3", "(note: see below)", "Items:(a, b)",
        "includes :( a, b )", "snake_o_o", "(20 °C)", "(*1)", "(...)", "(±)", "key=value",
        "T-shirt", "____", "no. (8-)", "(=)", "a<3", "{a:b}", "x_x_y",
        "(★5)", "(∩)", "(A∩B)", "(5'11\")", "(o-ring)", "(O-O)", "Size S/M: see table 8)",
        "Options: (a) red; (b) blue", "Ratio 16:9 (see 3:2)", "Use C:\\\\Data or D:/Data", "if x < 3 then",
        "note:D-ring not included", "Use :P1 slot",
    ],
    "de": [
        "Größe :D", "Öffnungszeiten: 9:00-18:00 (Sa:8)", "in <3 Tagen",
        "Lieferumfang: (a) Lampe", "(s. S. 8)",
    ],
    "fr": [
        "Taille :P", "Rapport 2:1, voir la page 8)", "<3 jours", "Livraison : (mardi)",
    ],
    "es": [
        "Talla :S", "Horario (tardes: 16:30-20)", "<3 días", "Incluye: (1)",
    ],
    "it": [
        "Taglia :S", "Orario (pomeriggio: 14-18)", "<3 giorni",
    ],
    "ja": [
        "サイトwww.example.jp", "出力w", "型番AWW", "(税込)", "(株)", "営業時間:(平日)9:00~17:00",
        "(幅×奥行×高さ):30×20", "幅はw 10cm", "※(注)",
        "(A・B・C)から選択", "(ア・イ・ウ)", "(△・□の印)", "(○・×)", "(・・・)", "(;)を入力", "(*)と(#)",
        "(T)とT(S)", "(TT)端子ではなく", "(o)の記号", "(α・β)", "(Ω・μ)", "(゜)", "(一・二)", "(一口サイズ)",
        "(口・鼻)", "(人・日)", "(■・□)", "(▲・▼)", "(※・注)", "(“・”)", "(。・)", "(W・D・H)", "(株)・(有)",
        "共(一・〇・一)号", "内径(ø・φ)", "(株)あかり電気 (有)やまだ", "(月)(火)(水)は営業", "サイズ(S/M/L)",
        "(例)あかり", "(注)ご確認ください", "(A-B)間の距離", "(0_1)の設定", "(a)~(c)の部品", "商品(白・黒・赤)",
        "(・)の位置", "(*)は必須", "(^)キー", "ファイル名(main_v2)", "wwwから始まるアドレス",
        "幅W30×D20、W数は60Wです。", "消費電力は40wです。", "電球(60W・E26)", "(東京・大阪)", "(○・×)で回答",
        "(゜)半濁点", "写真(表・裏)をお願いします。", "色(黒・白)", "送料(北海道・沖縄)", "(代)と表示",
        "(火・水・木)", "部品(ア・イ)",
    ],
    "zh": [
        "包装内含:(1)灯泡", "营业时间:9:00-18:00(周末休息)", "[重要]", "【重要】", "(含税)",
        "(x-x)座標", "(3人用)", "(□=白、■=黒)", "(△1個)", "(●印)", "(火~木)", "(T-T)间距", "型番(AB_12)",
        "(※)印", "電圧(-12V~+12V)", "(約30×20)", "(税込)(送料込)", "(仮)", "(大)(中)(小)", "手順(1)→(2)→(3)",
        "((重要))", "温度(0°-30°)", "(〜11月14日)", "角度(0°~90°)", "(^2)乗", "(红色)(蓝色)", "(注)见说明书",
        "(A/B)款", "周一至周五(9:00-18:00)", "[重要]请阅读", "[注意]勿水洗", "[必填]", "(1-2)档", "型号(AB_12)",
        "文件名main_v2", "(大/中/小)", "(约30×20)", "(红·蓝)", "长=宽=30厘米", "路径C:/用户", "尺寸(长*宽*高)",
        "图(a)和图(b)", "OTG线", "TAT为三天", "2333号", "密码^_ 不支持", "按*键和#键", "[套装]内含三件",
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", [text for texts in KEPT.values() for text in texts])
def test_kept(text: str) -> None:
    assert found(text) == []


PARTS = st.sampled_from([*":;=8-^o~)(DPp03/|<>*_Tx \nあ笑wｗツ¯\\b1.,!`´・ω▽°□", "(^_^)", ":)", "orz", "XD"])


@given(st.lists(PARTS, max_size=12).map("".join) | st.text(max_size=40))
def test_a_fix_takes_an_emoticon_and_blanks_alone(text: str) -> None:
    engine = TextEngine(Policy.load("amazon"), (RULE,), frozenset(("safe",)))
    about = TextContext(Policy.load("amazon"))
    seen = engine.check(text, about)
    for violation in seen:
        assert 0 <= violation.start < violation.end <= len(text)
        assert not text[violation.replaced[0] : violation.start].strip("([{<（【「 \u00a0\u3000")


@pytest.mark.parametrize(
    ("html", "fixed"),
    [
        ("<p>Hi :) \U0001f600</p>", "<p>Hi </p>"),
        ("<p>a (☆▽☆) ★ :-D</p>", "<p>a </p>"),
        ("<p>ok <i>:</i><b>\U0001f600</b>)</p>", "<p>ok <i></i><b></b></p>"),
    ],
)
def test_emoji_beside_emoticons(html: str, fixed: str) -> None:
    """Two fixes may share a blank, and taking an emoji out may make an emoticon."""
    assert sanitize(html).output == fixed


HOSTILE = [
    ":)",
    "(",
    "(a",
    ":(",
    "^",
    "^_^",
    "_ ",
    "<3 ",
    "ʕ",
    "w",
    "あw",
    ": ",
    "T_T ",
    "(^^)",
    "m(",
    "_(_",
    "XD",
    "(;",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert seconds(lambda: find_emoticons(text), 3) < 3


@given(
    st.lists(
        st.sampled_from(
            [*":;=8B-o^'()DPp3</x_>orzw w(笑)\u200b\u2019\xa0.", "<b>", "</b>", "<p>", "<img alt=':", ")'>"]
        )
    ).map("".join)
)
def test_the_cheap_look_misses_nothing(html: str) -> None:
    document = Document(html)
    if find_emoticons(visible(document).reading.text):
        assert may_hold_emoticons(all_words(document))

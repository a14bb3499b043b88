"""What an article or a page says: a title, the gist, and blocks in the order of reading. It renders nothing."""

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

_NO_CONTROLS = "[^\x00-\x1f\x7f\ufffe\uffff]"
_NO_CONTROLS_BUT_LINES = "[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]"
# Control characters are no text, and XML 1.0 (the feed) cannot hold them.
Title = Annotated[str, Field(min_length=3, max_length=200, pattern=f"^{_NO_CONTROLS}*$")]
Lead = Annotated[str, Field(min_length=10, max_length=300, pattern=f"^{_NO_CONTROLS}*$")]
Markdown = Annotated[str, Field(min_length=10, max_length=20_000, pattern=f"^{_NO_CONTROLS_BUT_LINES}*$")]
Reason = Annotated[str, Field(min_length=10, max_length=1000, pattern=f"^{_NO_CONTROLS_BUT_LINES}*$")]
Said = Annotated[str, Field(min_length=3, max_length=300, pattern=f"^{_NO_CONTROLS}*$")]
FileId = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
BLOCKS_MOST = 40

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"^[ \t]*(?:#{1,6} |[-*+] |>+ ?|\d+\. )|[*_`|]{1,3}", re.MULTILINE)


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)


class Paragraphs(_Block):
    """Running text."""

    kind: Literal["text"] = "text"
    text: Markdown


class Heading(_Block):
    """A heading of what follows."""

    kind: Literal["heading"] = "heading"
    text: Said


class Image(_Block):
    """A picture. `alt` says what it shows to who does not see it; `width` and `height` in pixels."""

    kind: Literal["image"] = "image"
    file_id: FileId
    alt: Said
    caption: Said | None = None
    width: int = Field(ge=1, le=20_000)
    height: int = Field(ge=1, le=20_000)


class Quotation(_Block):
    """Somebody's words."""

    kind: Literal["quote"] = "quote"
    text: Annotated[str, Field(min_length=3, max_length=1000, pattern=f"^{_NO_CONTROLS_BUT_LINES}*$")]
    who: Said


class Download(_Block):
    """A file to download; `size` in bytes."""

    kind: Literal["file"] = "file"
    file_id: FileId
    text: Said
    media_type: Annotated[str, Field(max_length=100)]
    size: int = Field(ge=1)


class Contact(_Block):
    """Where to ask."""

    kind: Literal["contact"] = "contact"
    office: Said
    telephone: Annotated[str, Field(pattern=r"^\+?[0-9 ]{7,20}$")] | None = None
    mailbox: Annotated[str, Field(max_length=254, pattern=r"^[^@\s,;<>\x00-\x1f]+@[^@\s,;<>\x00-\x1f]+$")] | None = None
    place: Said | None = None
    hours: Said | None = None


Block = Annotated[Paragraphs | Heading | Image | Quotation | Download | Contact, Field(discriminator="kind")]


class Text(BaseModel):
    """What an article or a page says.

    What was kept before there were blocks has a `body` of Markdown: it is read as one block of text.
    """

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    title: Title
    lead: Lead
    blocks: tuple[Block, ...] = Field(min_length=1, max_length=BLOCKS_MOST)

    @model_validator(mode="before")
    @classmethod
    def _body(cls, given: Any) -> Any:
        if isinstance(given, dict) and "body" in given and "blocks" not in given:
            rest = {name: value for name, value in given.items() if name != "body"}
            return {**rest, "blocks": [{"kind": "text", "text": given["body"]}]}
        return given

    @property
    def files(self) -> tuple[str, ...]:
        """Ids of the pictures and files that are shown."""
        return tuple(block.file_id for block in self.blocks if isinstance(block, Image | Download))

    @property
    def pictures(self) -> tuple[str, ...]:
        """Ids of the pictures alone."""
        return tuple(block.file_id for block in self.blocks if isinstance(block, Image))

    @property
    def plain(self) -> str:
        """Give all its words after the title, without marks: for search."""
        return " · ".join([self.lead, *(" ".join(plain(line) for line in lines_of(block)) for block in self.blocks)])

    @property
    def body(self) -> str:
        """Give the blocks as one text in Markdown: for programs."""
        return "\n\n".join(_markdown(block) for block in self.blocks)


def plain(markdown: str) -> str:
    """Give the words of a Markdown text without its marks."""
    return _MARKS.sub("", _LINK.sub(r"\1", markdown)).strip()


def lines_of(block: Block) -> list[str]:
    """Give what a block says, line by line: for the difference of two texts and for search."""
    match block:
        case Paragraphs() | Heading():
            said: list[str | None] = [line for line in block.text.splitlines() if line.strip()]
        case Image():
            said = [block.alt, block.caption]
        case Quotation():
            said = [*block.text.splitlines(), block.who]
        case Download():
            said = [block.text]
        case Contact():
            said = [block.office, block.telephone, block.mailbox, block.place, block.hours]
    return [line for line in said if line]


def _markdown(block: Block) -> str:
    match block:
        case Heading():
            return f"## {block.text}"
        case Quotation():
            return "\n".join(f"> {line}" for line in [*block.text.splitlines(), f"— {block.who}"])
        case Paragraphs():
            return block.text
        case _:
            return "\n".join(f"- {line}" for line in lines_of(block))

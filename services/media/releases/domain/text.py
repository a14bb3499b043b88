"""What a press release says: its text, and the few kinds of blocks it is made of. It renders nothing."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.media.contacts.domain.words import fold, words_of

_LINE = "[^\x00-\x1f\x7f\ufffe\uffff]"
_LINES = "[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]"
# Control characters are no text, and XML 1.0 (the feed, the documents) cannot hold them.
Title = Annotated[str, Field(min_length=5, max_length=200, pattern=f"^{_LINE}*$")]
Lead = Annotated[str, Field(min_length=10, max_length=300, pattern=f"^{_LINE}*$")]
Body = Annotated[str, Field(min_length=20, max_length=15_000, pattern=f"^{_LINES}*$")]
"""Plain text: an empty line begins a paragraph, "## " a heading, "- " an item of a list."""
Contact = Annotated[str, Field(min_length=5, max_length=200, pattern=f"^{_LINE}*$")]
Why = Annotated[str, Field(min_length=10, max_length=1000, pattern=f"^{_LINES}*$")]

_SLUG_LENGTH = 80


class Text(BaseModel):
    """What a release says. `contact`: whom of the office journalists may call or write to about it."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    title: Title
    lead: Lead
    body: Body
    contact: Contact

    @property
    def words(self) -> tuple[str, ...]:
        """The words that it is found by."""
        return words_of(self.title, self.lead)

    @property
    def plain(self) -> str:
        """All its words, without marks."""
        return " ".join([self.lead, *(text for block in self.blocks for text in block.texts)])

    @property
    def written(self) -> str:
        """All of it as it was typed, to be compared."""
        return "\n\n".join((self.title, self.lead, self.body, self.contact))

    @property
    def blocks(self) -> list["Block"]:
        """The body as pages, documents and mails show it."""
        return blocks(self.body)


@dataclass(frozen=True)
class Block:
    """A part of the body. `kind`: heading, paragraph (one text each) or list (a text for each item)."""

    kind: str
    texts: tuple[str, ...]


def blocks(body: str) -> list[Block]:
    """Give the blocks of a body. Nothing else in it is markup."""
    found: list[Block] = []
    for part in body.replace("\r\n", "\n").replace("\r", "\n").split("\n\n"):
        lines, running = [line.strip() for line in part.split("\n") if line.strip()], list[str]()
        for line in lines:
            kind = "heading" if line.startswith("## ") else "list" if line.startswith("- ") else None
            if kind is None:
                running.append(line)
                continue
            found, running = [*found, *_paragraph(running)], []
            text = line[3:].strip() if kind == "heading" else line[2:].strip()
            if kind == "list" and found and found[-1].kind == "list":
                found[-1] = Block("list", (*found[-1].texts, text))
            elif text:
                found.append(Block(kind, (text,)))
        found.extend(_paragraph(running))
    return found


def _paragraph(lines: list[str]) -> list[Block]:
    return [Block("paragraph", (" ".join(lines),))] if lines else []


def slug_of(title: str) -> str:
    """Make an address of a title: "Łąka & staw" becomes "laka-staw"; at most 80 characters, whole words."""
    slug = ""
    for word in fold(title):
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > _SLUG_LENGTH:
            break
        slug = longer
    return slug or "komunikat"

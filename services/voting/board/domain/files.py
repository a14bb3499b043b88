"""The log and the box as files of lines that anybody can keep and check on another machine (JSON Lines, UTF-8).

A log: one line that names the edition and the key of its heads, then the entries in their order, then the heads in
theirs. A box: one line that names the edition, then its envelopes. Neither holds a voter's tag.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from services.voting.board.domain.log import Entry, EntryKind, Head

M = TypeVar("M", bound=BaseModel)
_KINDS = {kind.name.lower(): kind for kind in EntryKind}


class Unreadable(ValueError):
    """A line is not what it should be; `line` counts from 1, the last one and one more where something is missing."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class LogLine(_Line):
    """The first line of a log."""

    edition: Annotated[str, Field(min_length=1, max_length=64)]
    public_key: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class EntryLine(_Line):
    """An entry; its place is the number of entries before it."""

    kind: Literal["cast", "superseded", "void", "quarantined", "released", "reinstated"]
    commitment: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class BoxLine(_Line):
    """The first line of a box."""

    edition: Annotated[str, Field(min_length=1, max_length=64)]


class EnvelopeLine(_Line):
    """An envelope: its place in the log, its state, how it came, and the sealed ballot in base 64."""

    seq: Annotated[int, Field(ge=0)]
    state: Literal["accepted", "quarantined", "superseded", "void", "rejected"]
    channel: Literal["online", "paper"]
    sealed: str

    @field_validator("sealed")
    @classmethod
    def _is_base64(cls, text: str) -> str:
        b64decode(text, validate=True)
        return text

    @property
    def ballot(self) -> bytes:
        """The sealed ballot."""
        return b64decode(self.sealed)


class LogFile(BaseModel):
    """A log read from its file."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    edition: str
    public_key: str
    entries: list[Entry]
    heads: list[Head]


def entry_line(entry: Entry) -> str:
    """Write an entry."""
    return EntryLine.model_validate(
        {"kind": entry.kind.name.lower(), "commitment": entry.commitment.hex()}
    ).model_dump_json()


def envelope_line(seq: int, state: str, channel: str, sealed: bytes) -> str:
    """Write an envelope."""
    told = {"seq": seq, "state": state, "channel": channel, "sealed": b64encode(sealed).decode()}
    return EnvelopeLine.model_validate(told).model_dump_json()


def read_log(lines: Iterable[str]) -> LogFile:
    """Read a log. Raises `Unreadable`."""
    numbered = enumerate(lines, start=1)
    first = _first(numbered, LogLine)
    entries, heads = list[Entry](), list[Head]()
    for number, text in numbered:
        if not heads and '"kind"' in text:
            line = _parsed(number, EntryLine, text)
            entries.append(Entry(_KINDS[line.kind], bytes.fromhex(line.commitment)))
        else:
            heads.append(_parsed(number, Head, text))
    return LogFile(edition=first.edition, public_key=first.public_key, entries=entries, heads=heads)


def read_box(lines: Iterable[str]) -> tuple[str, Iterator[EnvelopeLine]]:
    """Read a box: its edition, and its envelopes as they are walked. Both raise `Unreadable`."""
    numbered = enumerate(lines, start=1)
    first = _first(numbered, BoxLine)
    return first.edition, (_parsed(number, EnvelopeLine, text) for number, text in numbered)


def _first(numbered: Iterator[tuple[int, str]], model: type[M]) -> M:
    try:
        number, text = next(numbered)
    except StopIteration:
        raise Unreadable(1) from None
    return _parsed(number, model, text)


def _parsed(line: int, model: type[M], text: str) -> M:
    try:
        return model.model_validate_json(text)
    except ValidationError:
        raise Unreadable(line) from None

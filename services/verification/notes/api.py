"""JSON routes of internal notes, for staff alone."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.verification.cases.api import READERS
from services.verification.notes.service import Notes
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import Keyed

WRITERS = (Role.OFFICER, Role.UNIT_REVIEWER, Role.MAYOR)
"""Roles that may write notes; a unit's people only on the cases of their unit."""

NoteText = Annotated[str, Field(min_length=1, max_length=2_000)]


class NoteGiven(BaseModel):
    """A note to write."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    text: NoteText


class NoteWritten(BaseModel):
    """The note that was written."""

    note_id: str


class NoteShown(BaseModel):
    """A note; `by` is the name of who wrote it."""

    note_id: str
    text: str
    at: datetime
    by: str


class NoteList(BaseModel):
    """The notes on a case, the newest first, at most 200."""

    items: list[NoteShown]


def routes(notes: Notes) -> APIRouter:
    """Give the routes of notes."""
    router = APIRouter(prefix="/api/verification/v1", tags=["notes"])

    @router.get("/cases/{proposal_id}/notes", dependencies=[only(*READERS)])
    async def list_notes(proposal_id: Id) -> NoteList:
        """Give the internal notes on a case."""
        found = await notes.of_case(proposal_id)
        items = [NoteShown(note_id=note.id, text=note.text, at=note.at, by=note.by.name) for note in found]
        return NoteList(items=items)

    @router.post("/cases/{proposal_id}/notes", dependencies=[only(*WRITERS), Keyed])
    async def write_note(proposal_id: Id, given: NoteGiven, request: Request) -> NoteWritten:
        """Write an internal note on a case. 403 where the case is another unit's."""
        return NoteWritten.model_validate(await notes.write(proposal_id, given.text, by=signed_in(request)))

    return router

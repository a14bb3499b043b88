"""A service with nothing but the house in it: one write with a transaction and outbox, one with its event embedded.

python -m tests.benchmarks.sample PORT
"""

import sys
from datetime import UTC, datetime

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, ConfigDict

from deploy.serving import serve_app
from shared.access import anyone
from shared.contracts.media import ArticlePublishedV1
from shared.frame import Frame
from shared.settings import CommonSettings
from shared.store import Collection, Database, Transaction, new_id, transactional
from shared.web.requests import Keyed


class Note(BaseModel):
    """What is written; about the size of a proposal."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    version: int = 1


class NoteText(BaseModel):
    """The request's body."""

    model_config = ConfigDict(extra="forbid")

    text: str


def an_event(id: str) -> ArticlePublishedV1:
    """Make the event that goes with a note."""
    return ArticlePublishedV1(
        version=1, article_id=id, slug="note", title="Note", lead="A note.", published_at=datetime.now(UTC)
    )


class Notes:
    """One use case, in both forms."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.notes = Collection(database, "notes", Note, key="id")
        database.embeds_events("notes")

    @transactional
    async def write(self, tx: Transaction, text: str) -> str:
        """Write a note and its event in one transaction."""
        note = Note(id=new_id(), text=text)
        await self.notes.insert(tx, note)
        tx.publish(an_event(note.id))
        return note.id

    async def write_embedded(self, text: str) -> str:
        """Write a note with its event inside."""
        note = Note(id=new_id(), text=text)
        await self.database.insert_with_event("notes", self.notes.document(note), an_event(note.id))
        return note.id


def create_app(settings: CommonSettings) -> FastAPI:
    """Build the service."""
    frame = Frame("media", settings)
    notes = Notes(frame.database)
    router = APIRouter(prefix="/api/sample", dependencies=[anyone()])

    @router.post("/notes", dependencies=[Keyed])
    async def write(note: NoteText) -> dict[str, str]:
        return {"id": await notes.write(note.text)}

    @router.post("/embedded")
    async def write_embedded(note: NoteText) -> dict[str, str]:
        return {"id": await notes.write_embedded(note.text)}

    return frame.app(router)


class Settings(CommonSettings):
    """Those of a service that exists."""

    model_config = {**CommonSettings.model_config, "env_prefix": "MEDIA_"}


if __name__ == "__main__":
    serve_app(create_app(Settings()), int(sys.argv[1]))

"""Whom residents may ask about an edition, and its documents. They are no rules: freezing leaves them open."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

MOST_CONTACTS = 12
MOST_DOCUMENTS = 30
_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Contact(BaseModel):
    """A person or a desk of the office, as it is published."""

    model_config = _CLOSED

    name: Annotated[str, Field(min_length=3, max_length=100)]
    helps_with: Annotated[str, Field(min_length=3, max_length=200)]
    phone: Annotated[str, Field(pattern=r"^\+?[\d ]{7,20}$")] | None = None
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}$")] | None = None
    hours: Annotated[str, Field(max_length=100)] | None = None

    @model_validator(mode="after")
    def _reachable(self) -> "Contact":
        if self.phone is None and self.email is None:
            raise ValueError("a contact needs a phone or an e-mail")
        return self


class DocumentKind(StrEnum):
    """What a document is."""

    RULES = "rules"
    FORM = "form"
    REPORT = "report"
    OTHER = "other"


class Document(BaseModel):
    """A document of the edition: where it lies, on this site or elsewhere."""

    model_config = _CLOSED

    title: Annotated[str, Field(min_length=3, max_length=200)]
    address: Annotated[str, Field(max_length=500, pattern=r"^(https://[^\s\"<>]+|/[^/\s\"<>][^\s\"<>]*)$")]
    kind: DocumentKind = DocumentKind.OTHER
    issued_on: date | None = None


class HelpChange(BaseModel):
    """Who changed the lists, when and why."""

    model_config = ConfigDict(frozen=True)

    version: int
    changed_at: datetime
    person_name: str
    reason: str
    contacts: tuple[Contact, ...]
    documents: tuple[Document, ...]


class Help(BaseModel):
    """The lists of one edition; version 0 is before anybody has written one."""

    model_config = ConfigDict(frozen=True)

    id: str
    contacts: tuple[Contact, ...] = ()
    documents: tuple[Document, ...] = ()
    changes: tuple[HelpChange, ...] = ()
    version: int = 0

    def changed(
        self,
        contacts: tuple[Contact, ...],
        documents: tuple[Document, ...],
        *,
        reason: str,
        person_name: str,
        at: datetime,
    ) -> "Help":
        """Give the new lists, with what they are in the history."""
        change = HelpChange(
            version=self.version + 1,
            changed_at=at,
            person_name=person_name,
            reason=reason,
            contacts=contacts,
            documents=documents,
        )
        return Help(
            id=self.id,
            contacts=contacts,
            documents=documents,
            changes=(*self.changes, change),
            version=self.version + 1,
        )

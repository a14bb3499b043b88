"""The page on which officers keep the contacts and documents of an edition."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field, ValidationInfo, field_validator

from services.intake.editions.domain import NothingChanged
from services.intake.editions.domain.help import MOST_CONTACTS, MOST_DOCUMENTS, Contact, Document, DocumentKind
from services.intake.editions.help import Helps
from services.intake.editions.service import Editions
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read, said
from shared.web.render import Templates

_PLACE = "/panel/edycje/{edition_id}/pomoc"
_SPARE = 2
"""Empty rows under those that are filled."""
_MESSAGES = {
    "contacts:too_long": "Zmieść osoby w 12 wierszach.",
    "documents:too_long": "Zmieść dokumenty w 30 wierszach.",
    "reason": "Napisz powód zmiany: od 5 do 500 znaków.",
}


class ContactRow(Form):
    """One contact as typed."""

    name: str = Field(min_length=3, max_length=100)
    helps_with: str = Field(min_length=3, max_length=200)
    hours: str | None = Field(default=None, max_length=100)
    phone: str | None = Field(default=None, max_length=20)
    email: str | None = Field(default=None, max_length=254, validate_default=True)

    @field_validator("phone")
    @classmethod
    def _phone(cls, phone: str | None) -> str | None:
        if phone is not None and not phone.removeprefix("+").replace(" ", "").isdecimal():
            raise said("Wpisz numer samymi cyframi, na przykład 62 765 43 34.")
        if phone is not None and len(phone) < 7:
            raise said("Ten numer jest za krótki.")
        return phone

    @field_validator("email")
    @classmethod
    def _reachable(cls, email: str | None, info: ValidationInfo) -> str | None:
        if email is None and info.data.get("phone") is None:
            raise said("Podaj telefon albo e-mail.")
        if email is not None and ("@" not in email or "." not in email.rpartition("@")[2]):
            raise said("Sprawdź adres e-mail, na przykład wpks@um.kalisz.pl.")
        return email


class DocumentRow(Form):
    """One document as typed."""

    title: str = Field(min_length=3, max_length=200)
    address: str = Field(max_length=500)
    kind: DocumentKind = DocumentKind.OTHER
    issued_on: date | None = None

    @field_validator("address")
    @classmethod
    def _safe(cls, address: str) -> str:
        good = address.startswith("https://") or (address.startswith("/") and not address.startswith("//"))
        if not good or any(sign in address for sign in ' "<>'):
            raise said("Adres zaczyna się od https:// albo, na tej stronie, od /.")
        return address


class HelpForm(Form):
    """The lists, the version they were read in, and the reason."""

    contacts: Annotated[tuple[ContactRow, ...], Field(max_length=MOST_CONTACTS)] = ()
    documents: Annotated[tuple[DocumentRow, ...], Field(max_length=MOST_DOCUMENTS)] = ()
    reason: str = Field(min_length=5, max_length=500)
    version: int = Field(ge=0)


def pages(editions: Editions, helps: Helps, templates: Templates) -> APIRouter:
    """Give the page of contacts and documents."""
    router = APIRouter(include_in_schema=False, dependencies=[only(Role.OFFICER)])

    async def page(
        request: Request,
        edition_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        return templates.page(
            request,
            "edition_help.html",
            status_code=status,
            edition=await editions.edition(edition_id),
            help=await helps.of(edition_id),
            kinds=list(DocumentKind),
            rows={name: min(most, len(values.get(name) or ()) + _SPARE) for name, most in _MOST.items()},
            values=values,
            errors=errors,
            stale=stale,
        )

    @router.get(_PLACE)
    async def show(request: Request, edition_id: Id) -> Response:
        """Show the lists as fields."""
        now = await helps.of(edition_id)
        return await page(request, edition_id, now.model_dump(include={"contacts", "documents", "version"}), {})

    @router.post(_PLACE)
    async def save(request: Request, edition_id: Id) -> Response:
        """Publish them."""
        try:
            form = await read(request, HelpForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, edition_id, invalid.values, invalid.errors, 422)
        contacts = tuple(Contact(**row.model_dump()) for row in form.contacts)
        documents = tuple(Document(**row.model_dump()) for row in form.documents)
        try:
            await helps.change(edition_id, form.version, contacts, documents, form.reason, signed_in(request))
        except NothingChanged:
            return await page(request, edition_id, form.model_dump(), {"reason": "Nic się nie zmieniło."}, 422)
        except Stale:
            now = (await helps.of(edition_id)).version
            return await page(request, edition_id, {**form.model_dump(), "version": now}, {}, 412, stale=True)
        return RedirectResponse(f"/panel/edycje/{edition_id}", 303)

    return router


_MOST = {"contacts": MOST_CONTACTS, "documents": MOST_DOCUMENTS}

"""What staff look at: the list, one contract, its documents and copies. A unit sees what it carries out."""

import asyncio
from gettext import NullTranslations
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from services.intake.contracts.api import READERS, Number
from services.intake.contracts.domain.states import ContractState
from services.intake.contracts.pages.shown import LIST, PAGE, contract_page
from services.intake.contracts.parties import Parties
from services.intake.contracts.service import Contracts
from services.intake.contracts.wording import contract_text, giving_back, handover
from shared.access import only, signed_in
from shared.clock import warsaw
from shared.contracts.base import Id
from shared.documents import Document, as_docx, as_pdf
from shared.files import Files
from shared.store import NotFound
from shared.web.render import Templates
from shared.web.words import Words

Annex = Annotated[int, Path(ge=0, le=999)]
_A_PAGE = 50
_FORMATS = {
    "pdf": (as_pdf, "application/pdf"),
    "docx": (as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def reading(contracts: Contracts, parties: Parties, files: Files, templates: Templates, city: str) -> APIRouter:
    """Give the pages that change nothing. `city`: whose contracts they are, in the nominative."""
    router = APIRouter(dependencies=[only(*READERS)])
    words = Words("pl", NullTranslations(), contracts.clock)

    @router.get(LIST)
    async def listed(
        request: Request,
        stan: ContractState | None = None,
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List contracts, the newest first."""
        found = await contracts.listed(stan, (strona - 1) * _A_PAGE, _A_PAGE + 1, signed_in(request))
        return templates.page(
            request,
            "contracts.html",
            found=found[:_A_PAGE],
            more=len(found) > _A_PAGE,
            number=strona,
            state=stan,
            states=list(ContractState)[1:],
        )

    @router.get(PAGE)
    async def show(request: Request, initiative_id: Id) -> Response:
        """Show one: what waits, what holds, what was lent."""
        return await contract_page(request, contracts, templates, initiative_id, {}, {})

    @router.get(PAGE + "/umowa-{annex}.{format}")
    async def give_text(request: Request, initiative_id: Id, annex: Annex, format: Literal["pdf", "docx"]) -> Response:
        """Give the text of the contract (0) or of an annex, signed or in work."""
        one = await contracts.of_staff(initiative_id, signed_in(request))
        try:
            text = one.text(annex)
        except LookupError:
            raise NotFound("contract text", f"{initiative_id}-{annex}") from None
        party, today = await parties.party(initiative_id, signed_in(request)), warsaw(contracts.clock.now()).date()
        document = contract_text(one, text, party, today, words, city)
        return await _document(document, format, f"{one.number}-{annex}")

    @router.get(PAGE + "/rzeczy/{number}/{which}.{format}")
    async def give_protocol(
        request: Request,
        initiative_id: Id,
        number: Number,
        which: Literal["wydanie", "zwrot"],
        format: Literal["pdf", "docx"],
    ) -> Response:
        """Give the protocol of a thing that was handed over, or that is back."""
        one = await contracts.of_staff(initiative_id, signed_in(request))
        if number > len(one.items) or (which == "zwrot" and one.items[number - 1].returned_on is None):
            raise NotFound("protocol", f"{initiative_id}-{number}")
        write = handover if which == "wydanie" else giving_back
        party = await parties.party(initiative_id, signed_in(request))
        document = write(one, one.items[number - 1], party, words, city)
        return await _document(document, format, f"{one.number}-{which}-{number}")

    @router.get(PAGE + "/kopia/{annex}")
    async def give_copy(request: Request, initiative_id: Id, annex: Annex) -> Response:
        """Give the copy with the signatures."""
        one = await contracts.of_staff(initiative_id, signed_in(request))
        if annex >= len(one.signed):
            raise NotFound("signed copy", f"{initiative_id}-{annex}")
        file, body = await files.read(one.signed[annex].file_id)
        return Response(body, media_type=file.media_type, headers=_attached(file.filename))

    return router


async def _document(document: Document, format: Literal["pdf", "docx"], name: str) -> Response:
    make, kind = _FORMATS[format]
    body = await asyncio.to_thread(make, document)
    return Response(body, media_type=kind, headers=_attached(f"{name.replace('/', '-')}.{format}"))


def _attached(name: str) -> dict[str, str]:
    plain = name.encode("ascii", "replace").decode().replace('"', "").replace("?", "_")
    return {"Content-Disposition": f'attachment; filename="{plain}"', "Cache-Control": "no-store"}

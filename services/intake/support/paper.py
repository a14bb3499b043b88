"""The list that neighbours sign for a proposal, as a file to print: the proposal stands on it, the lines are empty."""

from pathlib import Path
from urllib.parse import quote

from fastapi import Response

from services.intake.editions.domain.rules import area_of, pool_of
from services.intake.letters.domain.wording import OFFICE
from services.intake.proposals.domain.receipt import signatures_of
from shared.contracts.intake import EditionRules
from shared.pdf import pdf

_SOURCE = Path(__file__).parent / "templates" / "support_list.typ"
_FEWEST, _MOST = 15, 150
"""Lines: a page is filled, and a list of ten pages is more than anybody carries about."""
_SPARE = 1.25
"""Lines for each needed signature: some will not count."""


def support_list(
    rules: EditionRules, title: str, summary: str, location: str, pool_id: str | None, area_id: str | None
) -> Response:
    """Give the list as a PDF to save: lines for the needed signatures and a quarter more, 15 to 150."""
    pool, area = pool_of(rules, pool_id), area_of(rules, area_id)
    needed = signatures_of(rules, pool_id, area_id) if pool_id else 0
    where = area.name if area is not None else pool.name if pool is not None else ""
    facts = [f"Miejsce: {', '.join(filter(None, (location, where)))}"] if location or where else []
    if needed:
        facts.append(f"Potrzebne podpisy mieszkańców: co najmniej {needed}.")
    body = pdf(
        _SOURCE,
        {
            "heading": f"Lista poparcia. {rules.name}",
            "office": OFFICE,
            "title": title,
            "summary": summary,
            "facts": facts,
            "city": rules.city,
            "rows": min(_MOST, max(_FEWEST, round(needed * _SPARE))),
        },
    )
    name = quote("lista-poparcia.pdf")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(body, media_type="application/pdf", headers=headers)

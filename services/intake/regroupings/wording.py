"""What letters about mergers and splits say beside their wording, in Polish: they go to residents."""

from collections.abc import Iterable, Mapping, Sequence

from services.intake.editions.domain.rules import area_of, pool_of
from services.intake.letters.domain.wording import OFFICE
from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.changes import Difference, PieceKind, TextChange
from services.intake.proposals.domain.draft import Draft
from services.intake.regroupings.domain import Regrouping, changed_by
from shared.contracts.intake import CostItem, EditionRules, RegroupingKind, RegroupingOutcome

PAPER = f"na papierze, z podpisem: w urzędzie albo pocztą na adres {OFFICE[-1]}."
WHAT: Mapping[RegroupingKind, str] = {
    RegroupingKind.MERGE: "połączenie projektów",
    RegroupingKind.SPLIT: "podział projektu",
}
_CLOSED: Mapping[RegroupingOutcome, str] = {
    RegroupingOutcome.REFUSED: "Ktoś z autorów się nie zgodził. Wszystko zostaje bez zmian.",
    RegroupingOutcome.EXPIRED: "Termin minął, a nie odpowiedzieli wszyscy autorzy. Wszystko zostaje bez zmian.",
    RegroupingOutcome.WITHDRAWN: "Nie prosimy już o zgodę. Nie musisz nic robić, wszystko zostaje bez zmian.",
    RegroupingOutcome.LAPSED: "Z jednym z tych projektów coś się stało: ktoś go wycofał albo zapadła w jego sprawie "
    "decyzja. Nie prosimy już o zgodę, wszystko zostaje bez zmian.",
}
_FIELDS: Mapping[str, str] = {
    "title": "Nazwa",
    "summary": "W dwóch zdaniach",
    "description": "Opis",
    "category": "Kategoria",
    "location": "Miejsce",
    "parcel": "Działka",
    "pool_id": "Pula",
    "area_id": "Osiedle albo sołectwo",
    "latitude": "Szerokość geograficzna",
    "longitude": "Długość geograficzna",
}


def on_page(address: str) -> str:
    """Say where an author with e-mail answers."""
    return f"pod tym adresem (tylko dla Ciebie, nie przekazuj go):\n{address}"


def closed_because(outcome: RegroupingOutcome) -> str:
    """Say how a plan without effect has ended. Raises KeyError for one that is done: that has its own letter."""
    return _CLOSED[outcome]


def contents(plan: Regrouping, proposals: Sequence[Proposal], rules: EditionRules) -> str:
    """Write out what each proposal says now, what it would say, and the difference. `proposals` as in the plan."""
    parts = [_text(f"TERAZ: {one.case} „{one.title}”", one, rules) for one in proposals]
    leading = proposals[0]
    if plan.kind is RegroupingKind.MERGE:
        others = ", ".join(one.case for one in proposals[1:])
        parts.append(_text(f"PO POŁĄCZENIU: {leading.case} „{plan.text.title}”", plan.text, rules))
        parts.append(
            f"Numer, znak sprawy i datę wpływu zachowuje {leading.case}. Koniec ma w nim {others}; wszyscy autorzy "
            f"zostają współautorami {leading.case}. Liczą się podpisy poparcia {leading.case}."
        )
    else:
        parts.append(_text(f"PO PODZIALE: {leading.case} „{plan.text.title}”", plan.text, rules))
        parts += [_text(f"NOWY PROJEKT: „{one.text.title}”", one.text, rules) for one in plan.new]
        parts.append(
            f"Nowe projekty mają tych samych autorów i tę samą datę wpływu co {leading.case}, własne numery i znaki. "
            "Listy poparcia zaczynają od zera: podpisy trzeba zebrać na nowo."
        )
    parts += [_difference(one, changed_by(one, plan.text), rules) for one in proposals]
    return "\n\n".join(parts)


def _text(heading: str, says: Proposal | Draft, rules: EditionRules) -> str:
    pool, area = pool_of(rules, says.pool_id), area_of(rules, says.area_id)
    where = ", ".join(filter(None, (says.location, area.name if area else None, pool.name if pool else None)))
    lines = [
        heading,
        f"W dwóch zdaniach: {says.summary}",
        f"Opis: {says.description.strip()}",
        f"Kategoria: {says.category}",
        f"Miejsce: {where}",
        f"Koszty: {_costs(says.cost_items)}",
    ]
    # A blank line would end the paragraph of a letter.
    return "\n".join(line for part in lines for line in part.splitlines() if line.strip())


def _difference(proposal: Proposal, found: Difference, rules: EditionRules) -> str:
    lines = [f"CO SIĘ ZMIENI WOBEC {proposal.case}:", *(_changed(one) for one in found.texts)]
    for value in found.values:
        old, new = (_name(rules, value.field, side) or "brak" for side in (value.before, value.after))
        lines.append(f"{_FIELDS[value.field]}: było {old}, będzie {new}.")
    for cost in found.costs:
        old, new = (_zloty(side) if side is not None else "brak" for side in (cost.before, cost.after))
        lines.append(f"Koszt „{cost.name}”: było {old}, będzie {new}.")
    return "\n".join(lines) if len(lines) > 1 else f"{lines[0]} nic."


def _changed(change: TextChange) -> str:
    """Write a text with what goes in square brackets and what comes in guillemets."""
    marks = {PieceKind.SAME: "{}", PieceKind.REMOVED: "[usunięte: {}] ", PieceKind.ADDED: "«dodane: {}» "}
    words = (
        marks[piece.kind].format(piece.text if piece.kind is PieceKind.SAME else piece.text.strip())
        for piece in change.pieces
    )
    text = " ".join("".join(words).split())
    return f"{_FIELDS[change.field]}: {text}"


def _name(rules: EditionRules, field: str, value: str | None) -> str | None:
    found = {"pool_id": pool_of, "area_id": area_of}[field](rules, value) if field in ("pool_id", "area_id") else None
    return found.name if found is not None else value


def _costs(items: Iterable[CostItem]) -> str:
    every = list(items)
    lines = "; ".join(f"{item.name} {_zloty(item.amount)}" for item in every)
    return f"{lines}. Razem {_zloty(sum(item.amount for item in every))}"


def _zloty(grosze: int) -> str:
    whole, rest = divmod(grosze, 100)
    return f"{whole:,}".replace(",", " ") + (f",{rest:02d}" if rest else "") + " zł"

"""What letters about arrangements say beside their wording, in Polish: they go to residents."""

from collections.abc import Mapping

from services.intake.letters.domain.wording import OFFICE
from shared.contracts.intake import ArrangementOutcome, ProposalPart

PAPER = f"na papierze: w urzędzie albo pocztą na adres {OFFICE[-1]}."
PARTS: Mapping[ProposalPart, str] = {
    ProposalPart.DESCRIPTION: "nazwa i opis",
    ProposalPart.PLACE: "miejsce",
    ProposalPart.COSTS: "koszty",
}
"""What may be changed, as a letter lists it."""
_CLOSED: Mapping[ArrangementOutcome, str] = {
    ArrangementOutcome.DECLINED: "Zapisaliśmy, że nie zgadzasz się na zmianę. Projekt zostaje bez zmian.",
    ArrangementOutcome.EXPIRED: "Termin minął i nie mamy odpowiedzi. Projekt zostaje bez zmian.",
    ArrangementOutcome.WITHDRAWN: "Nie prosimy już o zmianę. Nie musisz nic robić, projekt zostaje bez zmian.",
}


def on_own_page(own_page: str) -> str:
    """Say where an applicant with e-mail answers."""
    return f"pod tym adresem:\n{own_page}/uzgodnienie"


def closed_because(outcome: ArrangementOutcome) -> str:
    """Say how an arrangement without a change has ended. Raises KeyError for a revision: it has its own letter."""
    return _CLOSED[outcome]

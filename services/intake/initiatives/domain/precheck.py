"""What can be told of an application before it is filed. It decides nothing: filing and the formal check do."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from services.intake.guidance.domain import Line, State
from services.intake.initiatives.domain.content import Content
from services.intake.initiatives.domain.rules import Rules
from services.intake.initiatives.domain.shares import Balance
from services.intake.proposals.domain.draft import Attachment, AttachmentKind
from shared.clock import warsaw

_FOR_PEOPLE = (
    ("sphere_fits", "Zadanie mieści się w wybranym zakresie ustawy"),
    ("place_fits", "Teren nadaje się do tego i można z niego korzystać"),
    ("costs_real", "Koszty i wycena wkładu są realne"),
    ("residents", "Wniosek składają mieszkańcy miasta"),
)


def precheck(
    content: Content,
    rules: Rules,
    balance: Balance,
    now: datetime,
    attachments: Sequence[Attachment],
    declarations: int,
) -> list[Line]:
    """Hold an application against the rules: what is missing first, then what is met, then what a person judges.

    `declarations`: those that have not ended, signed or not.
    """
    found = [*_shares(balance, declarations), *_rest(content, rules, now, attachments)]
    found += [Line(code=code, text=text, state=State.PERSON) for code, text in _FOR_PEOPLE]
    order = tuple(State)
    return sorted(found, key=lambda line: order.index(line.state))


def _shares(balance: Balance, declarations: int) -> Iterator[Line]:
    yield _line(
        "own_share",
        "Wkład własny jest dość duży",
        balance.enough,
        None,
        "Zbierz więcej deklaracji albo poproś miasto o mniej." if declarations else "Zbierz deklaracje sąsiadów.",
    )
    yield _line(
        "own_side",
        "Część mieszkańców w kosztorysie równa się sumie deklaracji",
        balance.own_estimate == balance.own,
        "estimate",
        "Popraw kolumnę mieszkańców w kosztorysie.",
    )
    yield _line(
        "city_side",
        "Część miasta w kosztorysie równa się sumie tego, o co prosicie",
        balance.city_estimate == balance.city,
        "estimate",
        "Popraw kolumnę miasta w kosztorysie albo listę tego, o co prosicie.",
    )


def _rest(content: Content, rules: Rules, now: datetime, attachments: Sequence[Attachment]) -> Iterator[Line]:
    known = content.task_area in rules.spheres
    yield _line("sphere", "Zakres zadania jest na liście", known, "task_area", "Wybierz zakres z listy.")
    ahead = all(step.starts > warsaw(now).date() for step in content.steps)
    advice = "Zaplanuj kroki na później: najpierw jest ocena i umowa."
    yield _line("schedule", "Wszystkie kroki są przed nami", ahead, "steps", advice)
    if content.organisation:
        there = any(file.kind is AttachmentKind.AUTHORISATION for file in attachments)
        advice = "Dołącz je albo przynieś na papierze."
        yield _line("authorisation", "Jest upoważnienie organizacji", there, "authorisation", advice)
    if content.signatures:
        listed = any(file.kind is AttachmentKind.SUPPORT_LIST for file in attachments)
        advice = "Dołącz ją albo przynieś na papierze."
        yield _line("listed", "Jest lista poparcia", listed, "support_list", advice)


def _line(code: str, text: str, met: bool, field: str | None, advice: str) -> Line:
    return Line(
        code=code, text=text, state=State.MET if met else State.MISSING, field=field, advice="" if met else advice
    )

"""What letters to followers say, in Polish: they go to residents. None of them names anybody."""

from datetime import datetime

from services.reporting.followers.domain import Followed, Kind, News
from services.reporting.initiatives.domain.story import Entry, Turn
from shared.city_hall import DEPARTMENT, OFFICE
from shared.clock import warsaw
from shared.contracts.reporting import Stage

_GREETING = "Dzień dobry,"
_OFFICE = (DEPARTMENT, OFFICE)
_STAGES = {
    Stage.PLANNED: "plan realizacji",
    Stage.PREPARED: "przygotowanie",
    Stage.CONTRACTED: "umowa z wykonawcą",
    Stage.BUILT: "budowa",
    Stage.FINISHED: "gotowe",
    Stage.ABANDONED: "odstąpiono od realizacji",
}
_WHAT = {Kind.PROJECT: "projekt", Kind.INITIATIVE: "inicjatywę"}
_OF_WHAT = {Kind.PROJECT: "projektu", Kind.INITIATIVE: "inicjatywy"}
_HOW_IT_GOES = {Kind.PROJECT: "o realizacji projektu", Kind.INITIATIVE: "o inicjatywie"}
_TURNS = {
    Turn.SUBMITTED: "wniosek złożony",
    Turn.CALLED: "prośba o uzupełnienie wniosku",
    Turn.POSTPONED: "więcej czasu na uzupełnienie wniosku",
    Turn.CORRECTED: "wniosek uzupełniony",
    Turn.SCORED: "ocena Zespołu",
    Turn.EXTENDED: "odpowiedź przyjdzie później",
    Turn.FUNDS: "pieniądze zabezpieczone",
    Turn.CONVERTED: "powstał z niej szkic projektu do budżetu obywatelskiego",
    Turn.CONTRACT: "umowa podpisana",
    Turn.ANNEX: "aneks do umowy",
    Turn.TERMINATED: "umowa rozwiązana",
    Turn.RETURNED: "rozliczenie do poprawy",
    Turn.SETTLED: "rozliczona",
    Turn.WITHDRAWN: "wycofana przez wnioskodawców",
}
_DECISIONS = {
    "approved": "prezydent przyjął inicjatywę",
    "rejected": "prezydent nie przyjął inicjatywy",
    "left_unconsidered": "wniosek bez rozpatrzenia",
}


def confirm(followed: Followed, link: str, until: str) -> tuple[str, str]:
    """Ask whoever reads the address whether they want to be told. Gives subject and text."""
    return f"Potwierdź obserwowanie {_OF_WHAT[followed.kind]}", _letter(
        f"ktoś podał ten adres, żeby dostawać wiadomości {_HOW_IT_GOES[followed.kind]} „{followed.title}”.",
        f"Jeśli to Ty, otwórz stronę i naciśnij przycisk. Masz czas do {until}:\n{link}",
        "Jeśli to nie Ty, nie musisz nic robić: nie napiszemy więcej, a adres usuniemy.",
    )


def already(followed: Followed, leave: str) -> tuple[str, str]:
    """Tell a follower who has asked once more that nothing is left to do. Gives subject and text."""
    this = "tę" if followed.kind is Kind.INITIATIVE else "ten"
    return f"Już obserwujesz {this} {_WHAT[followed.kind]}", _letter(
        "ktoś jeszcze raz podał ten adres, żeby dostawać wiadomości "
        f"{_HOW_IT_GOES[followed.kind]} „{followed.title}”. Dostajesz je już: nie musisz nic robić.",
        f"Nie chcesz ich więcej? Zrezygnuj tutaj:\n{leave}",
    )


def news(told: News | Entry, followed: Followed, page: str, leave: str) -> tuple[str, str]:
    """Tell what is new. Gives subject and text."""
    return _step(told, followed, page, leave) if isinstance(told, Entry) else _word(told, page, leave)


def _word(told: News, page: str, leave: str) -> tuple[str, str]:
    last = told.stage in (Stage.FINISHED, Stage.ABANDONED)
    return f"{told.title}: {_STAGES[told.stage]}"[:200], _letter(
        f"jest nowa informacja o projekcie „{told.title}”. Realizuje go {told.unit_name}.",
        "\n".join(_facts(told)),
        told.note,
        f"Cała droga projektu{' i zdjęcia' if told.photographs else ''}:\n{page}",
        *(("To ostatnia wiadomość o tym projekcie. Twój adres usuniemy.",) if last else ()),
        f"Nie chcesz tych wiadomości? Zrezygnuj jednym kliknięciem:\n{leave}",
    )


def _step(told: Entry, followed: Followed, page: str, leave: str) -> tuple[str, str]:
    # After a refusal there may still be the word that a project was made of it.
    last = told.last and told.turn is not Turn.DECIDED
    return f"{followed.title}: {_turn(told)}"[:200], _letter(
        f"jest nowa informacja o inicjatywie „{followed.title}” ({followed.case}): {_turn(told)}.",
        *([text] if (text := _said(told)) else []),
        f"Cała droga inicjatywy:\n{page}",
        *(("To ostatnia wiadomość o tej inicjatywie. Twój adres usuniemy.",) if last else ()),
        f"Nie chcesz tych wiadomości? Zrezygnuj jednym kliknięciem:\n{leave}",
    )


def _turn(told: Entry) -> str:
    match told.turn:
        case Turn.CHECKED:
            return "wniosek jest kompletny" if told.positive else "wniosek nie spełnia wymagań"
        case Turn.OPINION:
            return "opinia za" if told.positive else "opinia przeciw"
        case Turn.DECIDED:
            return _DECISIONS[told.which]
        case turn:
            return _TURNS[turn]


def _said(told: Entry) -> str:
    """Give what the life line says beside the title, one line for each thing."""
    match told:
        case Entry(turn=Turn.OPINION):
            lines = [f"Opiniuje: {', '.join(told.reasons)}.", told.text]
        case Entry(turn=Turn.CHECKED, positive=True):
            lines = [f"O opinię poproszono: {told.text}."] if told.text else []
        case Entry(turn=Turn.SCORED, mean=int(mean), most=int(most)):
            lines = [f"Średnio {f'{mean / 100:.2f}'.rstrip('0').rstrip('.').replace('.', ',')} na {most} punktów."]
        case Entry(turn=Turn.DECIDED, positive=True, amount=int(city)):
            lines = [told.text, f"Miasto da najwyżej {_zloty(city)}."]
        case Entry(turn=Turn.FUNDS, amount=int(city)):
            lines = [f"{_zloty(city)} w budżecie miasta."]
        case Entry(turn=Turn.CONTRACT, amount=int(city)):
            lines = [f"Umowa {told.text}. Miasto daje {_zloty(city)}."]
        case Entry(turn=Turn.ANNEX, amount=int(city)):
            lines = [told.text, f"Miasto daje teraz {_zloty(city)}."]
        case Entry(turn=Turn.SETTLED, amount=int(city)):
            lines = [f"Miasto wydało {_zloty(city)}.", told.text]
        case _:
            lines = [*told.reasons, told.text]
    return "\n".join([line for line in lines if line] + _until(told.due_at))


def _until(due_at: datetime | None) -> list[str]:
    return [f"Termin: {warsaw(due_at):%d.%m.%Y}."] if due_at else []


def _facts(told: News) -> list[str]:
    facts = [f"Etap: {_STAGES[told.stage]}."]
    if told.stage is not Stage.ABANDONED:
        facts.append(f"Zaawansowanie: {told.percent}%.")
    if told.stage is Stage.FINISHED:
        facts.append(f"Koszt: {_zloty(told.spent)}, planowano {_zloty(told.budget)}.")
    elif told.spent:
        facts.append(f"Wydano: {_zloty(told.spent)} z {_zloty(told.budget)}.")
    if told.delay_reason:
        facts.append(f"Termin się przesuwa. {told.delay_reason}")
    if told.planned_end and told.stage is not Stage.FINISHED:
        facts.append(f"Planowany koniec prac: {told.planned_end:%d.%m.%Y}.")
    if told.overrun_reason:
        facts.append(f"Dlaczego drożej: {told.overrun_reason}")
    if told.photographs:
        facts.append(f"Nowe zdjęcia: {told.photographs}.")
    return facts


def _zloty(grosze: int) -> str:
    zloty, rest = divmod(grosze, 100)
    whole = f"{zloty:,}".replace(",", "\u00a0")
    return f"{whole},{rest:02d} zł" if rest else f"{whole} zł"


def _letter(*paragraphs: str) -> str:
    return "\n\n".join((_GREETING, *paragraphs, "\n".join(_OFFICE))) + "\n"

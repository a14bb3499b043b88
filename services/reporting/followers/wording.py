"""What letters to followers say, in Polish: they go to residents. None of them names anybody."""

from services.reporting.followers.domain import News
from shared.contracts.reporting import Stage

_GREETING = "Dzień dobry,"
_OFFICE = ("Wydział Partycypacji i Komunikacji Społecznej", "Urząd Miasta Kalisza")
_STAGES = {
    Stage.PLANNED: "plan realizacji",
    Stage.PREPARED: "przygotowanie",
    Stage.CONTRACTED: "umowa z wykonawcą",
    Stage.BUILT: "budowa",
    Stage.FINISHED: "gotowe",
    Stage.ABANDONED: "odstąpiono od realizacji",
}


def confirm(title: str, link: str, until: str) -> tuple[str, str]:
    """Ask whoever reads the address whether they want to be told. Gives subject and text."""
    return "Potwierdź obserwowanie projektu", _letter(
        f"ktoś podał ten adres, żeby dostawać wiadomości o realizacji projektu „{title}”.",
        f"Jeśli to Ty, otwórz stronę i naciśnij przycisk. Masz czas do {until}:\n{link}",
        "Jeśli to nie Ty, nie musisz nic robić: nie napiszemy więcej, a adres usuniemy.",
    )


def already(title: str, leave: str) -> tuple[str, str]:
    """Tell a follower who has asked once more that nothing is left to do. Gives subject and text."""
    return "Już obserwujesz ten projekt", _letter(
        f"ktoś jeszcze raz podał ten adres, żeby dostawać wiadomości o realizacji projektu „{title}”. "
        "Dostajesz je już: nie musisz nic robić.",
        f"Nie chcesz ich więcej? Zrezygnuj tutaj:\n{leave}",
    )


def news(told: News, page: str, leave: str) -> tuple[str, str]:
    """Tell what is new. Gives subject and text."""
    last = told.stage in (Stage.FINISHED, Stage.ABANDONED)
    return f"{told.title}: {_STAGES[told.stage]}"[:200], _letter(
        f"jest nowa informacja o projekcie „{told.title}”. Realizuje go {told.unit_name}.",
        "\n".join(_facts(told)),
        told.note,
        f"Cała droga projektu{' i zdjęcia' if told.photographs else ''}:\n{page}",
        *(("To ostatnia wiadomość o tym projekcie. Twój adres usuniemy.",) if last else ()),
        f"Nie chcesz tych wiadomości? Zrezygnuj jednym kliknięciem:\n{leave}",
    )


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

"""What mails and letters about initiatives say beside their wording, in Polish: they go to residents."""

from collections.abc import Sequence
from datetime import datetime

from services.intake.initiatives.domain.declarations import Declaration
from services.intake.letters.domain.wording import GREETING, OFFICE
from shared.clock import warsaw
from shared.contracts.initiatives.intake import ContractSignedV1, ContributionKind
from shared.contracts.initiatives.reporting import InitiativeSettledV1, SettlementOutcome, SettlementReminderDueV1
from shared.contracts.initiatives.verification import (
    InitiativeCheckFinishedV1,
    InitiativeDecidedV1,
    InitiativeOpinionGivenV1,
    InitiativeScoredV1,
)

PAPER = f"na papierze: w urzędzie albo pocztą na adres {OFFICE[-1]}."
ASKED = "Czy włączysz się w inicjatywę sąsiadów?"
SIGNED = "Mamy Twoją deklarację"
ALL_ANSWERED = "Sąsiedzi odpowiedzieli o deklaracjach"
SAVED = "Twój szkic inicjatywy lokalnej"
WAITS = "Twój szkic inicjatywy lokalnej czeka"
ANSWERED = "Odpowiedź urzędu o Twoim szkicu"
CONVERTED = (
    "Możesz zrobić z tego wniosku szkic projektu do budżetu obywatelskiego, gdy trwa zgłaszanie projektów: "
    "na stronie swojej inicjatywy, bez przepisywania."
)
_KINDS = {ContributionKind.WORK: "praca", ContributionKind.IN_KIND: "rzecz", ContributionKind.MONEY: "pieniądze"}


def money(grosze: int) -> str:
    """Write an amount as Polish texts do: 9 000,00 zł."""
    return f"{grosze // 100:,}".replace(",", " ") + f",{grosze % 100:02d} zł"


def hours(minutes: int) -> str:
    """Write a length of work: 10 godz. 30 min."""
    whole, rest = divmod(minutes, 60)
    return " ".join([*([f"{whole} godz."] if whole else []), *([f"{rest} min"] if rest else [])])


def numbered(points: Sequence[str]) -> str:
    """Write points one under the other."""
    return "\n".join(f"{number}. {point}" for number, point in enumerate(points, 1))


def saved(link: str, delete_at: datetime) -> str:
    """Write to who has saved a draft for the first time."""
    return _mail(
        "zapisaliśmy szkic Twojej inicjatywy lokalnej. To jeszcze nie wniosek.",
        f"Dokończysz go pod tym adresem (tylko dla Ciebie, nie przekazuj go):\n{link}",
        f"Niewysłany szkic usuniemy {warsaw(delete_at):%d.%m.%Y}. Każdy zapis przesuwa ten dzień.",
        "Jeśli to nie Ty, nie musisz nic robić.",
    )


def waits(link: str, delete_at: datetime) -> str:
    """Remind of a draft that will be deleted."""
    return _mail(
        f"Twój szkic inicjatywy lokalnej nie jest wysłany. Usuniemy go {warsaw(delete_at):%d.%m.%Y}, "
        "razem z deklaracjami sąsiadów.",
        f"Dokończysz go albo zachowasz na dłużej, gdy zapiszesz go pod tym adresem:\n{link}",
    )


def asked(title: str, summary: str, link: str) -> str:
    """Ask somebody for a declaration."""
    return _mail(
        f"ktoś z sąsiadów prosi Cię o wkład w inicjatywę lokalną „{title}”.",
        summary,
        "Możesz zadeklarować pracę, rzecz albo pieniądze. Podpiszesz to w kilka minut, także na telefonie. "
        f"Ten adres jest tylko dla Ciebie:\n{link}",
        "Jeśli nie chcesz, powiedz to na tej stronie albo nic nie rób. Gdy odmówisz, usuniemy Twoje dane.",
    )


def signed(title: str, declaration: Declaration, link: str) -> str:
    """Say to somebody what they have declared."""
    assert declaration.kind is not None
    assert declaration.value is not None  # it is signed
    of_work = f", {hours(declaration.minutes)}" if declaration.minutes else ""
    return _mail(
        f"dziękujemy za deklarację w inicjatywie lokalnej „{title}”.",
        f"Dajesz: {_KINDS[declaration.kind]}{of_work} ({declaration.subject})\nWartość: {money(declaration.value)}",
        f"Dopóki wniosek nie jest złożony, możesz ją wycofać:\n{link}",
    )


def all_answered(title: str, count: int, value: int, link: str) -> str:
    """Say to the applicants that nobody whom they have asked is waited for; `value`: grosze of what is signed."""
    return _mail(
        f"odpowiedzieli wszyscy, których prosisz o deklaracje w inicjatywie lokalnej „{title}”.",
        f"Podpisane deklaracje: {count}, o wartości {money(value)}.",
        f"Sprawdź, czy wkład własny wystarcza, i zobacz, co dalej:\n{link}",
    )


def answered(answer: str, link: str) -> str:
    """Send what the office says of a draft."""
    return _mail(
        "pytałeś albo pytałaś nas o szkic inicjatywy lokalnej. Odpowiadamy:",
        answer,
        f"Szkic jest nadal tylko Twój. Poprawisz go i wyślesz tutaj:\n{link}",
    )


def after_check(event: InitiativeCheckFinishedV1) -> str:
    """Say what comes after a check that was passed."""
    asked = f"Prosimy o opinie: {', '.join(event.units)}. " if event.units else ""
    return f"{asked}Potem oceni go Zespół według kryteriów z uchwały, a rozstrzygnie prezydent."


def opinion(event: InitiativeOpinionGivenV1) -> str:
    """Say whether a unit is for it."""
    return "Opinia jest pozytywna." if event.favourable else "Opinia jest negatywna."


def points(event: InitiativeScoredV1) -> str:
    """Say how many points the Team has given."""
    least = f" Próg to {event.pass_mark}." if event.pass_mark is not None else ""
    return f"Średnio {event.mean / 100:.2f} z {event.most} punktów.".replace(".", ",", 1) + least


def after_approval(event: InitiativeDecidedV1) -> str:
    """Say what comes after an approval."""
    with_whom = f" Po stronie miasta zajmie się tym: {event.unit_name}." if event.unit_name else ""
    return f"Teraz skarbnik zabezpieczy pieniądze, a my przygotujemy umowę.{with_whom}"


def contracted(event: ContractSignedV1) -> str:
    """Say what a contract lays down."""
    return "\n".join(
        (
            f"Numer umowy: {event.contract}" + (f", aneks {event.annex}" if event.annex else ""),
            f"Podpisana: {event.signed_on:%d.%m.%Y}",
            f"Realizacja: od {event.starts:%d.%m.%Y} do {event.ends:%d.%m.%Y}",
            f"Wkład mieszkańców: {money(event.own)}",
            f"Wkład miasta: {money(event.city)}",
            f"Rozliczenie do: {event.settle_by:%d.%m.%Y}",
        )
    )


def reminded(event: SettlementReminderDueV1) -> str:
    """Say how much time is left to settle, or how long it is over."""
    if event.days > 0:
        return f"Zostało dni: {event.days}."
    if event.days == 0:
        return "Termin mija dzisiaj."
    return f"Termin minął, dni po terminie: {-event.days}. Złóż rozliczenie jak najszybciej."


SETTLED = {
    SettlementOutcome.SETTLED: "Wszystko się zgadza.",
    SettlementOutcome.SETTLED_WITH_CORRECTION: "Rozliczenie przyjęliśmy z poprawką.",
    SettlementOutcome.TERMINATED: "Umowa została rozwiązana i rozliczona.",
}


def settled(event: InitiativeSettledV1) -> str:
    """Say what was declared and planned, delivered and spent; and where less was given than declared, how much."""
    missing = event.own_declared - event.own_delivered
    less = [f"To o {money(missing)} mniej, niż zadeklarowano."] if missing > 0 else []
    beyond = [f"Ponad umowę wydano {money(event.excess)}: tę kwotę pokrywają wnioskodawcy."] if event.excess else []
    return "\n".join(
        (
            f"Mieszkańcy zadeklarowali {money(event.own_declared)}, dali {money(event.own_delivered)}.",
            *less,
            f"Miasto zaplanowało {money(event.city_planned)}, wydało {money(event.city_spent)}.",
            *beyond,
        )
    )


def _mail(*parts: str) -> str:
    return "\n\n".join((GREETING, *parts, "\n".join(OFFICE))) + "\n"

"""What the errors of reporting mean on the web: type, status, and the Polish words a person reads."""

from services.reporting.implementation.domain import (
    CallClosed,
    CallLinkBroken,
    NoSuchUpdate,
    NotStarted,
    ProgressIncomplete,
    UpdateDecided,
    UpdateWaits,
    WorkOver,
)
from shared.web.problems import Problem
from shared.web.sign_in import SIGN_IN_PROBLEMS

PROBLEMS: dict[type[Exception], Problem] = {
    **SIGN_IN_PROBLEMS,
    NotStarted: Problem(409, "work-not-started", "Ten projekt nie ma jeszcze jednostki", "Poczekaj na decyzję."),
    WorkOver: Problem(
        409, "work-over", "Realizacja tego projektu jest zakończona", "Niczego więcej nie trzeba wpisywać."
    ),
    UpdateWaits: Problem(
        409, "update-waits", "Poprzedni wpis czeka na zatwierdzenie", "Poczekaj na decyzję wydziału albo zadzwoń."
    ),
    UpdateDecided: Problem(409, "update-decided", "O tym wpisie już zdecydowano", "Otwórz stronę realizacji od nowa."),
    NoSuchUpdate: Problem(404, "update-unknown", "Nie ma takiego wpisu", "Otwórz stronę realizacji od nowa."),
    CallLinkBroken: Problem(
        404, "call-link-broken", "Ten adres jest niepełny", "Skopiuj z wiadomości cały adres i otwórz go jeszcze raz."
    ),
    CallClosed: Problem(
        409, "call-closed", "To wezwanie ma już odpowiedź", "Nic więcej nie trzeba robić. Następne przyślemy mailem."
    ),
    ProgressIncomplete: Problem(
        422, "progress-incomplete", "We wpisie o postępach czegoś brakuje", "Uzupełnij wskazane pole."
    ),
}

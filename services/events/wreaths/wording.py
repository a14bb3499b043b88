"""What delegations are written about a ceremony at which they lay something. Plain Polish; it decides nothing."""

from services.events.wreaths.domain import Delegation, Notice, Offering, WreathOrder
from shared.city_hall import ADDRESS, OFFICE

_LAID: dict[Offering, str] = {
    Offering.WREATH: "składają Państwo wieniec",
    Offering.FLOWERS: "składają Państwo wiązankę",
    Offering.CANDLE: "zapalają Państwo znicz",
}
_FOOT = f"{OFFICE}\n{ADDRESS}\n"


def subject(order: WreathOrder, one: Delegation) -> str:
    """Give the subject of a mail to a delegation."""
    what = "Odwołane" if order.off else "Zmiana" if one.known else "Złożenie wieńców"
    return f"{what}: {' '.join(order.title.split())}"


def text(order: WreathOrder, one: Delegation, notice: Notice) -> str:
    """Give the text of such a mail; what was written before stands in it, so that nobody mixes up two papers."""
    laid = _LAID[one.given.offering]
    if notice.off:
        return (
            f"Dzień dobry,\n\nuroczystość „{order.title}”, na której {laid}, w tym terminie się nie odbędzie.\n"
            f"Miała być: {notice.when}.\nGdy będzie nowy termin, napiszemy.\n\n{_FOOT}"
        )
    before = f"Wcześniej pisaliśmy: {_said(one.known)}.\n" if one.known and not one.known.off else ""
    return (
        f"Dzień dobry,\n\noto miejsce i godzina uroczystości „{order.title}”, na której {laid}.\n\n"
        f"Kiedy: {notice.when}\n{_place(notice)}Miejsce w kolejności: {notice.place}\n{before}\n"
        f"Jeśli coś się nie zgadza, prosimy o odpowiedź na tę wiadomość.\n\n{_FOOT}"
    )


def _place(notice: Notice) -> str:
    other = notice.where and notice.where != notice.site
    return f"Gdzie: {notice.where}\nPrzy czym: {notice.site}\n" if other else f"Gdzie: {notice.site}\n"


def _said(notice: Notice) -> str:
    return f"{notice.when}, {notice.site}, miejsce {notice.place}"

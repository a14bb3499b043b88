"""What the letters of the newsletter say, in Polish: they go to residents. None of them names anybody.

Pages in mail have no styles of ours: what mail programs and our own preview show alike is plain markup.
"""

from collections.abc import Mapping, Sequence
from html import escape

from services.media.newsletter.domain.issue import Content
from services.media.newsletter.domain.mailing import LEAVE, Letter
from services.media.newsletter.domain.readers import Topic
from shared.city_hall import DEPARTMENT, OFFICE
from shared.clock import warsaw
from shared.contracts.media import CrisisMessageIssuedV1, WarningKind

_OFFICE = (DEPARTMENT, OFFICE)
_LEAVE_TEXT = "Nie chcesz tych wiadomości? Zrezygnuj jednym kliknięciem:"
TOPICS: Mapping[Topic, str] = {
    Topic.NEWS: "aktualności",
    Topic.RELEASES: "komunikaty prasowe",
    Topic.WARNINGS: "ostrzeżenia",
    Topic.CIVIC_BUDGET: "budżet obywatelski",
}
_KINDS = {
    WarningKind.ALERT: "Ostrzeżenie",
    WarningKind.UPDATE: "Nowe informacje",
    WarningKind.CANCEL: "Odwołanie ostrzeżenia",
}


def confirm(topics: Sequence[Topic], link: str, until: str) -> Letter:
    """Ask whoever reads the address whether they want the newsletter."""
    chosen = ", ".join(TOPICS[topic] for topic in topics)
    return Letter(
        subject="Potwierdź zapis na newsletter miasta",
        text=_text(
            "Dzień dobry,",
            f"ktoś podał ten adres, żeby dostawać newsletter miasta. Tematy: {chosen}.",
            f"Jeśli to Ty, otwórz stronę i naciśnij przycisk. Masz czas do {until}:\n{link}",
            "Jeśli to nie Ty, nie musisz nic robić: nie napiszemy więcej, a adres usuniemy.",
        ),
    )


def already(choice: str, leave: str) -> Letter:
    """Tell a reader who has asked once more where the choice is changed."""
    return Letter(
        subject="Dostajesz już newsletter miasta",
        text=_text(
            "Dzień dobry,",
            "ktoś jeszcze raz podał ten adres, żeby dostawać newsletter miasta. Dostajesz go już.",
            f"Tematy zmienisz tutaj:\n{choice}",
            f"{_LEAVE_TEXT}\n{leave}",
        ),
    )


def issue(content: Content, origin: str) -> Letter:
    """Write an issue, as text and as a page."""
    parts = [f"{item.title}\n{item.lead}\n{origin}{item.page}" for item in content.items]
    rows = "".join(
        f'<h2><a href="{escape(origin + item.page)}">{escape(item.title)}</a></h2><p>{escape(item.lead)}</p>'
        for item in content.items
    )
    return Letter(
        subject=content.subject,
        text=_text(content.opening, *parts, f"{_LEAVE_TEXT}\n{LEAVE}"),
        html=_page(content.subject, _paragraphs(content.opening) + rows),
    )


def warning(told: CrisisMessageIssuedV1, origin: str) -> Letter:
    """Pass a warning on. The texts of an exercise say themselves that they are one."""
    ends = warsaw(told.expires)
    over = told.kind is WarningKind.CANCEL
    rows = [
        ("Co się stało", told.description),
        ("Gdzie", told.area),
        ("Co robić", told.instruction),
        *([] if over else [("Do kiedy", f"{ends:%d.%m.%Y}, godz. {ends:%H:%M}")]),
        ("Gdzie dzwonić", told.contact),
    ]
    page = f"{origin}{told.page}"
    html = "".join(f"<h2>{name}</h2>{_paragraphs(words)}" for name, words in rows)
    kind = _KINDS[told.kind]
    # "ĆWICZENIE: Silny wiatr" stays first: whoever reads only the beginning must know.
    subject = f"{told.headline} ({kind.lower()})" if told.exercise else f"{kind}: {told.headline}"
    return Letter(
        subject=subject[:200],
        text=_text(
            told.headline,
            *(f"{name}: {words}" for name, words in rows),
            page,
            f"{_LEAVE_TEXT}\n{LEAVE}",
        ),
        html=_page(told.headline, f'{html}<p><a href="{escape(page)}">Całe ostrzeżenie na stronie miasta</a></p>'),
    )


def expired(subject: str, page: str) -> Letter:
    """Tell that a warning holds no longer."""
    return Letter(
        subject=f"Już nie obowiązuje: {subject}"[:200],
        text=_text(
            f"To ostrzeżenie już nie obowiązuje: {subject}.",
            f"Przed czym miasto teraz ostrzega:\n{page}",
            f"{_LEAVE_TEXT}\n{LEAVE}",
        ),
    )


def _text(*paragraphs: str) -> str:
    return "\n\n".join((*paragraphs, "\n".join(_OFFICE))) + "\n"


def _paragraphs(text: str) -> str:
    found = (part.strip() for part in text.replace("\r\n", "\n").split("\n\n"))
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in found if part)


def _page(title: str, inside: str) -> str:
    return (
        f'<!doctype html><html lang="pl"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head><body>'
        '<main><table width="100%" role="presentation" cellpadding="16"><tr><td align="center">'
        '<table width="100%" role="presentation" cellpadding="8"><tr><td align="left">'
        f"<h1>{escape(title)}</h1>{inside}<hr>"
        f'<p>{"<br>".join(_OFFICE)}</p><p><a href="{LEAVE}">Nie chcę tych wiadomości</a></p>'
        "</td></tr></table></td></tr></table></main></body></html>"
    )

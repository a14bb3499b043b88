"""What is said through gateways, in Polish: short, as a telephone shows it."""

from services.media.channels.domain.gateways import Notice
from shared.clock import warsaw
from shared.contracts.media import ArticlePublishedV1, CrisisMessageIssuedV1, PressReleasePublishedV1, WarningKind


def warning(told: CrisisMessageIssuedV1, origin: str) -> Notice:
    """Pass a warning on: what, where, what to do, until when. An exercise's texts say themselves that they are one."""
    ends = warsaw(told.expires)
    over = told.kind is WarningKind.CANCEL
    parts = [
        told.headline,
        told.area,
        told.instruction,
        "Ostrzeżenie odwołane." if over else f"Do {ends:%d.%m.%Y}, godz. {ends:%H:%M}.",
        f"{origin}{told.page}",
    ]
    return Notice(message_id=told.message_id, title=told.headline, text="\n".join(parts), urgent=True)


def article(told: ArticlePublishedV1, origin: str) -> Notice:
    """Tell of a new article."""
    text = f"{told.title}\n{told.lead}\n{origin}/aktualnosci/{told.slug}"
    return Notice(message_id=told.article_id, title=told.title, text=text)


def release(told: PressReleasePublishedV1, origin: str) -> Notice:
    """Tell of a press release."""
    return Notice(message_id=told.release_id, title=told.title, text=f"{told.title}\n{told.lead}\n{origin}{told.page}")


def dropped(notice: Notice) -> str:
    """Say in the log that a message was not sent: it was withdrawn, or has ended, before the gateway took it."""
    return f"Nie wysłano, bo już nieaktualne: {notice.title}"


def test(message_id: str) -> Notice:
    """Say that a gateway is being tried."""
    text = "To próba kanału Urzędu Miasta. Nic się nie dzieje i nie trzeba nic robić."
    return Notice(message_id=message_id, title="Próba kanału", text=text)

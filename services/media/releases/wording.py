"""What press releases say outside of pages, in Polish: mails to journalists, documents, the list in the press kit."""

from datetime import datetime

from services.media.releases.domain.release import Kind, Release
from services.media.releases.domain.steps import State
from services.media.releases.domain.text import Block, Text
from shared.city_hall import ADDRESS, OF_OFFICE, OFFICE
from shared.clock import warsaw
from shared.documents import Document, Facts, Heading, Paragraph

_SIGNED = (f"Biuro prasowe {OF_OFFICE}", ADDRESS)
_WHY = (
    "Piszemy do Państwa, bo zgodzili się Państwo być na liście dziennikarzy biura prasowego. Jeśli nie chcą Państwo "
    "dostawać tych wiadomości, wystarczy odpisać."
)


def moment(at: datetime) -> str:
    """Write a moment as it stands in a mail: 18.02.2027, godz. 10:00."""
    return f"{warsaw(at):%d.%m.%Y, godz. %H:%M}"


def embargo_line(until: datetime) -> str:
    """Give the line that stands before anything of a text under embargo."""
    return (
        f"EMBARGO do {moment(until)}. Do tej chwili prosimy niczego z tego tekstu nie publikować ani nie przekazywać."
    )


def release_subject(release: Release) -> str:
    """Give the subject of a mail with a release."""
    if release.state is State.APPROVED and release.embargo is not None:
        return f"EMBARGO do {moment(release.embargo)}: {release.text.title}"
    return f"{release.number}: {release.text.title}"


def release_mail(release: Release, origin: str) -> str:
    """Give the mail with a release; under embargo that comes first, and no address of a page, for there is none yet."""
    if release.state is State.APPROVED and release.embargo is not None:
        end = "Strona komunikatu, zdjęcia i pliki będą dostępne po zakończeniu embarga."
        return _mail(embargo_line(release.embargo), _told(release.text), end)
    return _mail(_told(release.text), f"Strona komunikatu, zdjęcia i pliki:\n{origin}{release.page}")


def recalled_mail(release: Release) -> tuple[str, str]:
    """Give subject and text for those who had it under embargo: it is not out, and will not be as it was."""
    text = (
        f"komunikat „{release.text.title}”, który dostali Państwo pod embargiem, został cofnięty. Prosimy go nie "
        "publikować, także po chwili, którą podaliśmy. Jeśli powstanie nowy, wyślemy go osobno."
    )
    return f"NIE PUBLIKOWAĆ: cofnięty komunikat „{release.text.title}”", _mail(f"Dzień dobry,\n\n{text}")


def corrected_mail(release: Release, origin: str) -> tuple[str, str]:
    """Give subject and text of what was put right, with the whole text as it stands now."""
    what = release.corrections[-1].what
    text = _mail(
        f"SPROSTOWANIE komunikatu {release.number}: {what}",
        f"Cały tekst po zmianie:\n\n{_told(release.text)}",
        f"Strona komunikatu:\n{origin}{release.page}",
    )
    return f"Sprostowanie komunikatu {release.number}: {release.text.title}", text


def withdrawn_mail(release: Release, origin: str) -> tuple[str, str]:
    """Give subject and text of a withdrawal with its reason."""
    text = (
        f"komunikat {release.number} „{release.text.title}” został wycofany. Powód: {release.withdrawal_reason}\n\n"
        f"Strona komunikatu:\n{origin}{release.page}"
    )
    return f"Wycofany komunikat {release.number}: {release.text.title}", _mail(f"Dzień dobry,\n\n{text}")


def document(release: Release, at: datetime) -> Document:
    """Give a release as a document; what is not out says so first."""
    text = release.text
    head: list[Paragraph | Facts] = []
    if release.published_at is None:
        line = embargo_line(release.embargo) if release.embargo else "PROJEKT. Komunikat nie jest jeszcze opublikowany."
        head.append(Paragraph(line))
    else:
        head.append(Facts([("Komunikat prasowy", str(release.number)), ("Opublikowano", moment(release.published_at))]))
    head.extend(Paragraph(f"Sprostowano {moment(one.at)}: {one.what}") for one in release.corrections)
    body = [part for block in text.blocks for part in _written(block)]
    tail = [Facts([("Kontakt dla mediów", text.contact)])]
    blocks = [*head, Paragraph(text.lead), *body, *tail]
    return Document(title=text.title, author=OFFICE, day=warsaw(release.published_at or at).date(), blocks=blocks)


def captions(release: Release) -> str:
    """Give the list of what is in the press kit: what each picture shows, whose it is, on what terms."""
    lines = [f"{release.number}: {release.text.title}", ""]
    for part, name in zip(release.parts, kit_names(release), strict=True):
        lines.append(name)
        lines.append(f"  {'Na zdjęciu' if part.kind is Kind.PHOTOGRAPH else 'Co to jest'}: {part.told}")
        if part.kind is Kind.PHOTOGRAPH:
            lines += [f"  Autor: {part.author}", f"  Licencja: {part.licence}"]
        lines.append("")
    return "\n".join(lines)


def kit_names(release: Release) -> list[str]:
    """Give the names in the press kit of the parts, in their order: no two are the same, none leads elsewhere."""
    names, numbers = [], dict.fromkeys(Kind, 0)
    for part in release.parts:
        numbers[part.kind] += 1
        folder = "zdjecia" if part.kind is Kind.PHOTOGRAPH else "pliki"
        names.append(f"{folder}/{numbers[part.kind]:02d}-{part.safe_name}")
    return names


def _written(block: Block) -> list[Heading | Paragraph]:
    if block.kind == "heading":
        return [Heading(block.texts[0])]
    mark = "– " if block.kind == "list" else ""
    return [Paragraph(f"{mark}{text}") for text in block.texts]


def _told(text: Text) -> str:
    parts = [text.title.upper(), text.lead]
    for block in text.blocks:
        parts.append("\n".join(f"- {one}" for one in block.texts) if block.kind == "list" else block.texts[0])
    return "\n\n".join([*parts, f"Kontakt dla mediów: {text.contact}"])


def _mail(*parts: str) -> str:
    return "\n\n".join([*parts, "\n".join(_SIGNED), _WHY]) + "\n"

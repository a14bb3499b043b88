"""The protocol of the destruction, as the commission signs it: what, by whom, on what basis, and what stays."""

from services.voting.ballots.domain.election import Election
from services.voting.complaints.domain import Period
from services.voting.destruction.domain import Destruction
from services.voting.destruction.sentences import BASIS, NAMES, STAYS
from shared.clock import warsaw
from shared.documents import Block, Document, Facts, Heading, Paragraph, Signatures, Table
from shared.web.words import Words

_AUTHOR = "Komisja do spraw przeprowadzenia głosowania"


def protocol(election: Election, period: Period, destruction: Destruction, words: Words) -> Document:
    """Write the protocol of a destruction that is done."""
    assert destruction.finished_at is not None
    assert destruction.confirmed_at is not None
    rows = [
        [NAMES[part.kind], words.number(part.count), words.when(part.done_at) if part.done_at else "–"]
        for part in destruction.parts
    ]
    blocks: list[Block] = [
        Paragraph(f"{election.rules.name}. Podstawa głosowania: {election.rules.resolution}."),
        Heading("Kto i kiedy"),
        Facts(
            [
                ("Wyniki ogłoszono", words.when(period.began_at)),
                ("Ostatni dzień na skargi", words.full_date(period.until)),
                ("Skarg złożonych", words.number(period.received)),
                ("w tym uwzględnionych", words.number(period.upheld)),
                ("Zniszczenie zaproponowano", words.when(destruction.proposed_at)),
                ("Zaproponowała osoba", destruction.proposed_by_name),
                ("Zniszczenie potwierdzono", words.when(destruction.confirmed_at)),
                ("Potwierdziła druga osoba", destruction.confirmed_by_name or "–"),
                ("Zniszczenie zakończono", words.when(destruction.finished_at)),
                ("Podstawa prawna", BASIS),
            ]
        ),
        Heading("Co zniszczono"),
        Table("Zniszczone klucze i dane osobowe", ["Co", "Ile", "Kiedy"], rows, frozenset({1})),
        Paragraph(
            "Klucz edycji leżał w osobnym pliku, poza bazą danych i jej kopiami. Bez niego znaczników w "
            "kopiach bazy danych nikt nie powiąże z osobami, a zaszyfrowanych danych osobowych nikt nie odczyta."
        ),
        Heading("Co zostało i dlaczego"),
        Table("Co zostało", ["Co", "Dlaczego"], STAYS),
        Heading("Klucz prywatny komisji"),
        Paragraph(
            "Klucz prywatny, którym otwarto urnę, jest podzielony na arkusze z udziałami i nie ma go w systemie. Każda "
            "osoba, która ma arkusz, niszczy go teraz przy pozostałych i potwierdza to znakiem w tabeli. Bez udziałów "
            "kart w kopertach nikt już nie otworzy."
        ),
        Table(
            "Zniszczenie udziałów klucza (zaznacza komisja)",
            ["Osoba", "Mój arkusz z udziałem", "Nie mam arkusza"],
            [[member, "[   ] zniszczony", "[   ]"] for member in destruction.members],
        ),
        Paragraph(
            "Osoby nieobecne, które mają arkusze, i dzień ich zniszczenia (wpisuje komisja): ...................."
        ),
        Paragraph(
            "Kopię pliku klucza edycji, jeżeli ją zrobiono, zniszczono (wpisuje administrator): ...................."
        ),
        Heading("Podpisy"),
        Signatures(list(destruction.members)),
    ]
    title = f"Protokół zniszczenia kluczy i danych osobowych. {election.rules.name}"
    return Document(title, _AUTHOR, warsaw(destruction.finished_at).date(), blocks)

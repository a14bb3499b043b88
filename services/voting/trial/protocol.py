"""The protocol of a test vote: what was put in, what was expected, what was counted."""

from services.voting.ballots.domain.election import Election
from services.voting.trial.domain import Line, Way
from services.voting.trial.service import Trial
from shared.clock import warsaw
from shared.documents import Block, Document, Facts, Heading, Paragraph, Signatures, Table

_AUTHOR = "Komisja do spraw przeprowadzenia głosowania"
_WAYS = {Way.ONLINE: "przez internet", Way.PAPER: "na papierze", Way.VOID: "nieważna"}


def protocol(election: Election, trial: Trial) -> Document:
    """Write the protocol of a test vote, of one that did not agree too."""
    summary, names = trial.summary, {pool.id: pool.name for pool in election.rules.pools}
    agreed = "Wynik jest taki, jakiego się spodziewano." if summary.agrees else "Wynik różni się od spodziewanego."
    blocks: list[Block] = [
        Paragraph(f"{election.rules.name}. Podstawa: {election.rules.resolution}."),
        Paragraph(
            f"{agreed} Karty próbne zapieczętowano, włożono do osobnej urny z osobnym dziennikiem, zamknięto ją, "
            "sprawdzono dziennik, otwarto i policzono dwa razy: tym samym programem, który policzy głosy. "
            "Urnę próbną skasowano. Prawdziwa urna i jej dziennik są puste."
        ),
        Heading("Przebieg"),
        Facts(
            [
                ("Próba", str(trial.number)),
                ("Przeprowadzono", warsaw(trial.held_at).strftime("%d.%m.%Y, godz. %H:%M")),
                ("Przeprowadził(a)", trial.by_name),
                ("Kart w urnie, spodziewano się", str(summary.ballots_expected)),
                ("Kart w urnie", str(summary.ballots)),
                ("Nieważnych, spodziewano się", str(summary.void_expected)),
                ("Nieważnych", str(summary.void)),
                ("Wpisów w dzienniku próbnym", str(trial.log_size)),
            ]
        ),
        Heading("Karty próbne"),
        Table(
            "Karty próbne",
            ["Ile kart", "Jak", "Zaznaczone projekty"],
            [[str(one.copies), _WAYS[one.way], one.marks] for one in trial.sheet],
            frozenset({0}),
        ),
        Heading("Porównanie"),
    ]
    for pool in dict.fromkeys(line.pool_id for line in summary.lines):
        blocks.append(
            Table(
                f"Porównanie: {names[pool]}",
                ["Projekt", "Spodziewano się", "Policzono", "Spodziewany wybór", "Wybór", "Zgodność"],
                [_row(line) for line in summary.lines if line.pool_id == pool],
                frozenset({1, 2}),
            )
        )
    blocks += [
        Heading("Dowody"),
        Facts(
            [
                ("Skrót zasad i listy (SHA-256)", trial.rules_hash),
                ("Próbny klucz publiczny", trial.public_key),
                ("Korzeń zamkniętego dziennika próbnego", trial.log_root),
                ("Skrót wyniku próbnego (SHA-256)", trial.digest),
            ]
        ),
        Heading("Podpisy"),
        Signatures(["Przewodniczący komisji", "Członek komisji", "Członek komisji"]),
    ]
    title = f"Protokół z głosowania próbnego. {election.rules.name}"
    return Document(title, _AUTHOR, warsaw(trial.held_at).date(), blocks)


def _row(line: Line) -> list[str]:
    due = ("losy: " if line.drawn else "") + ("wybrany" if line.expected_to_win else "niewybrany")
    return [
        f"{line.number} {line.title}",
        str(line.expected),
        str(line.counted),
        due,
        "wybrany" if line.won else "niewybrany",
        "tak" if line.agrees else "różnica",
    ]

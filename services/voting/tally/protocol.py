"""The protocol of the count, as the commission signs it: what was counted, how, with which result and why."""

from datetime import datetime

from services.voting.ballots.domain.election import Election
from services.voting.tally.service import Count
from shared.clock import warsaw
from shared.contracts.intake import Selection
from shared.contracts.voting import Outcome, PoolResult, ProjectResult
from shared.documents import Block, Document, Facts, Heading, Paragraph, Signatures, Table

_AUTHOR = "Komisja do spraw przeprowadzenia głosowania"
_RULES = {
    "greedy": "Projekty stoją od największej liczby głosów. Wybierano po kolei te, na które wystarczało pieniędzy; te, "
    "które się nie mieściły, pomijano.",
    "greedy-no-skip": "Projekty stoją od największej liczby głosów. Wybierano po kolei, dopóki wystarczało pieniędzy; "
    "pierwszy, który się nie mieścił, kończył wybór.",
}
_TIES = {
    "draw": "O kolejności projektów z tym samym wynikiem rozstrzygnęło losowanie, które każdy może powtórzyć.",
    "lower_cost": "Z projektów z tym samym wynikiem pierwszy jest tańszy.",
    "earlier_submission": "Z projektów z tym samym wynikiem pierwszy jest zgłoszony wcześniej.",
}
_OUTCOMES = {
    Outcome.SELECTED: "wybrany",
    Outcome.DID_NOT_FIT: "zabrakło pieniędzy",
    Outcome.BELOW_THRESHOLD: "za mało głosów",
    Outcome.AFTER_STOP: "po wyczerpaniu pieniędzy",
    Outcome.EXCLUDED_BY_CONFLICT: "wyklucza się z wybranym",
}


def protocol(election: Election, counted: Count) -> Document:
    """Write the protocol of a counted vote, published or not."""
    titles = {entry.proposal_id: f"{entry.number} {entry.title}" for entry in election.entries}
    blocks: list[Block] = [
        Paragraph(f"{election.rules.name}. Podstawa: {election.rules.resolution}."),
        Heading("Przebieg głosowania"),
        Facts(_course(election, counted)),
        Heading("Karty"),
        Facts(_ballots(counted)),
        Heading("Sposób ustalenia wyniku"),
        Paragraph(_how(election.rules.selection)),
        Heading("Wyniki"),
    ]
    names = {pool.id: pool.name for pool in election.rules.pools}
    for pool in counted.pools:
        rows = [row for row in counted.projects if row.pool_id == pool.pool_id]
        if rows:
            blocks += _pool(names[pool.pool_id], pool, rows, titles)
    blocks += [
        Heading("Dowody"),
        Paragraph(
            "Los każdego projektu to skrót SHA-256 tekstu: tekst losowania, korzeń zamkniętego dziennika urny i numer "
            "projektu, rozdzielone znakiem |. Najniższy los jest pierwszy."
        ),
        Facts(_evidence(election, counted)),
        Heading("Podpisy"),
        Paragraph("Głosy policzono dwa razy, z tym samym wynikiem. Uwagi członków komisji:"),
        Signatures(["Przewodniczący komisji", "Członek komisji", "Członek komisji"]),
    ]
    return Document(
        f"Protokół z liczenia głosów. {election.rules.name}", _AUTHOR, warsaw(counted.counted_at).date(), blocks
    )


def _course(election: Election, counted: Count) -> list[tuple[str, str]]:
    opens, closes = election.window
    return [
        ("Głosowanie w internecie", f"od {_moment(opens)} do {_moment(closes)}"),
        ("Zasady zamrożono i urnę otwarto", _moment(election.opened_at)),
        ("Urnę zamknięto", _moment(election.closed_at)),
        ("Głosy policzono", _moment(counted.counted_at)),
        ("Projektów na liście", str(len(election.entries))),
        ("Uprawnionych w spisie", _number(counted.entitled)),
    ]


def _ballots(counted: Count) -> list[tuple[str, str]]:
    turnout = f"{100 * counted.ballots / counted.entitled:.2f}".replace(".", ",") if counted.entitled else "0"
    return [
        ("Kart w urnie", _number(counted.ballots)),
        ("w tym nieważnych", _number(counted.void)),
        ("Frekwencja", f"{turnout}%"),
    ]


def _how(selection: Selection) -> str:
    least = f" Projekt potrzebował co najmniej {selection.min_votes} głosów." if selection.min_votes else ""
    return f"{_RULES.get(selection.rule, selection.rule)}{least} {_TIES[selection.tie]}"


def _pool(name: str, pool: PoolResult, rows: list[ProjectResult], titles: dict[str, str]) -> list[Block]:
    pointed = any(row.points != row.votes for row in rows)
    head = ["Miejsce", "Projekt", "Głosy", *(["Punkty"] if pointed else []), "Koszt", "Wynik"]
    table = [
        [
            str(row.place),
            titles[row.proposal_id],
            _number(row.votes),
            *([_number(row.points)] if pointed else []),
            _money(row.cost),
            _OUTCOMES[row.outcome] + (f": {titles[row.excluded_by]}" if row.excluded_by else ""),
        ]
        for row in sorted(rows, key=lambda row: row.place)
    ]
    blocks: list[Block] = [
        Heading(name, 2),
        Facts([("Kwota puli", _money(pool.amount)), ("Rozdzielono", _money(pool.spent))]),
        Table(f"Lista rankingowa: {name}", head, table, frozenset(range(2, len(head) - 1))),
    ]
    reserve = [row for row in rows if row.outcome is Outcome.DID_NOT_FIT]
    if reserve:
        first = sorted(reserve, key=lambda row: row.place)
        listed = "; ".join(f"{place}. {titles[row.proposal_id]}" for place, row in enumerate(first, start=1))
        blocks.append(Paragraph(f"Lista rezerwowa, gdyby zostały oszczędności: {listed}."))
    for tie in pool.ties:
        blocks.append(Paragraph(f"Remis, o którym rozstrzygnęła kolejność: {', '.join(titles[id] for id in tie)}."))
    return blocks


def _evidence(election: Election, counted: Count) -> list[tuple[str, str]]:
    return [
        ("Tekst losowania numerów na liście", election.list_seed or ""),
        ("Skrót zamrożonych zasad (SHA-256)", election.rules_hash or ""),
        ("Klucz publiczny komisji", election.public_key or ""),
        ("Klucz podpisów dziennika urny", election.log_key or ""),
        ("Korzeń zamkniętego dziennika urny", election.digest or ""),
        ("Ogłoszony przed głosowaniem skrót tekstu losowania", election.draw_commitment or ""),
        ("Tekst losowania", counted.secret),
        ("Skrót wyniku (SHA-256)", counted.digest),
    ]


def _moment(moment: datetime | None) -> str:
    return warsaw(moment).strftime("%d.%m.%Y, godz. %H:%M") if moment else "–"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u00a0")


def _money(grosze: int) -> str:
    whole, rest = divmod(grosze, 100)
    return f"{_number(whole)}{f',{rest:02}' if rest else ''}\u00a0zł"

"""The protocol of the count, as the commission signs it: what was counted, how, with which result and why."""

from collections.abc import Mapping
from datetime import datetime

from services.voting.ballots.domain.double import DoubleVote
from services.voting.ballots.domain.election import Election
from services.voting.paper.domain.points import Sheet
from services.voting.rolls.domain import DECLARED
from services.voting.rolls.domain.batches import CodeFigures
from services.voting.tally.domain import Rule
from services.voting.tally.draws import Draw, draw_of, numbers_of
from services.voting.tally.kept_off import kept_off
from services.voting.tally.service import Count
from shared.clock import warsaw
from shared.contracts.intake import Pool, Selection
from shared.contracts.voting import Outcome, PoolResult, ProjectResult
from shared.documents import Block, Document, Facts, Heading, Paragraph, Signatures, Table
from shared.web.words import Words

_AUTHOR = "Komisja do spraw przeprowadzenia głosowania"
_GREEDY = (
    "Projekty stoją od największej liczby głosów. Wybierano po kolei te, na które wystarczało pieniędzy; te, które się "
    "nie mieściły, pomijano."
)
_SHARES = (
    "Metoda równych udziałów: każda głosująca osoba dostała równą część pieniędzy puli, a projekt opłacali ci, którzy "
    "go zaznaczyli. Pierwszy był ten, który kosztował ich najmniej."
)
_RAISED = f"{_SHARES} Udziały podnoszono złotówka po złotówce, dopóki wybrane projekty mieściły się w puli."
RULES = {
    Rule.GREEDY: _GREEDY,
    Rule.GREEDY_NO_SKIP: "Projekty stoją od największej liczby głosów. Wybierano po kolei, dopóki wystarczało "
    "pieniędzy; pierwszy, który się nie mieścił, kończył wybór.",
    Rule.GREEDY_THRESHOLD: _GREEDY,
    Rule.GREEDY_EXCLUSIVE: f"{_GREEDY} Z projektów, które się wykluczają, wybierano najwyżej jeden.",
    Rule.EQUAL_SHARES: _SHARES,
    Rule.EQUAL_SHARES_ADD1: _RAISED,
    Rule.EQUAL_SHARES_COMPARED: f"{_RAISED} Jeżeli więcej osób zyskiwało na wyborze według liczby głosów, obowiązywał "
    "ten wybór.",
}
"""How each rule is told to people."""
_TIES = {
    "draw": "O kolejności projektów z tym samym wynikiem rozstrzygnęło losowanie, które każdy może powtórzyć.",
    "lower_cost": "Z projektów z tym samym wynikiem pierwszy jest tańszy.",
    "earlier_submission": "Z projektów z tym samym wynikiem pierwszy jest zgłoszony wcześniej.",
}
_REPLACED = {
    DoubleVote.FIRST: "Zastąpionych innym głosem (liczy się pierwszy głos osoby), nieotwartych",
    DoubleVote.LAST: "Zastąpionych późniejszym głosem tej samej osoby, nieotwartych",
    DoubleVote.PAPER_WINS: "Głosów z internetu zastąpionych kartą papierową tej samej osoby, nieotwartych",
    DoubleVote.VOID_ALL: "Zastąpionych innym głosem (z dwóch głosów osoby nieważne są oba), nieotwartych",
}
"""What replaced what, by the rule of the edition."""
OUTCOMES = {
    Outcome.SELECTED: "wybrany",
    Outcome.DID_NOT_FIT: "zabrakło pieniędzy",
    Outcome.BELOW_THRESHOLD: "za mało głosów",
    Outcome.AFTER_STOP: "po wyczerpaniu pieniędzy",
    Outcome.EXCLUDED_BY_CONFLICT: "wyklucza się z wybranym",
    Outcome.LOST_TIE: "przegrał remis",
}
"""What the count decided about a project, in words."""


def protocol(election: Election, counted: Count, words: Words, codes: CodeFigures | None = None) -> Document:
    """Write the protocol of a counted vote, published or not; `codes`: what was handed out, where one votes by code."""
    titles = {entry.proposal_id: f"{entry.number} {entry.title}" for entry in election.entries}
    blocks: list[Block] = [
        Paragraph(f"{election.rules.name}. Podstawa: {election.rules.resolution}."),
        Heading("Przebieg głosowania"),
        Facts(_course(election, counted, words)),
        Heading("Karty"),
        Facts(_ballots(election, counted, words)),
        *_codes(codes, words),
        *_paper(counted, words),
        Heading("Sposób ustalenia wyniku"),
        Paragraph(_how(election.rules.selection, words)),
        Heading("Wyniki"),
    ]
    own, off = {pool.id: pool for pool in election.rules.pools}, kept_off(election, counted)
    for pool in counted.pools:
        rows = [row for row in counted.projects if row.pool_id == pool.pool_id]
        if rows:
            blocks += _pool(own[pool.pool_id], pool, rows, off, titles, words)
    blocks += [
        Heading("Dowody"),
        Facts(_evidence(election, counted)),
        *_draws(election, counted),
        Heading("Skargi i uwagi"),
        Paragraph("Skargi i zastrzeżenia zgłoszone w czasie głosowania (wpisuje komisja): ...................."),
        Heading("Podpisy"),
        Paragraph(
            "Głosy policzono dwa razy, z tym samym wynikiem: najpierw z otwartej urny, potem z plików z głosami (.pb), "
            "które dostaną wszyscy. Uwagi członków komisji:"
        ),
        Signatures(["Przewodniczący komisji", "Członek komisji", "Członek komisji"]),
    ]
    return Document(
        f"Protokół z liczenia głosów. {election.rules.name}", _AUTHOR, warsaw(counted.counted_at).date(), blocks
    )


def _course(election: Election, counted: Count, words: Words) -> list[tuple[str, str]]:
    return [
        ("Głosowanie w internecie", _window(election.window, words)),
        *([("Głosowanie na papierze", _window(election.paper_window, words))] if election.paper_window else []),
        ("Zasady zamrożono i urnę otwarto", _moment(words, election.opened_at)),
        ("Urnę zamknięto", _moment(words, election.closed_at)),
        ("Głosy policzono", _moment(words, counted.counted_at)),
        ("Projektów na liście", str(len(election.entries))),
        _entitled(election, counted, words),
    ]


def _window(window: tuple[datetime, datetime], words: Words) -> str:
    opens, closes = window
    return f"od {_moment(words, opens)} do {_moment(words, closes)}"


def _entitled(election: Election, counted: Count, words: Words) -> tuple[str, str]:
    if election.rules.identity in DECLARED:
        return "Uprawnieni", "spisu nie było: głosujący oświadczali, że mieszkają w mieście"
    return "Uprawnionych w spisie", words.number(counted.entitled)


def _ballots(election: Election, counted: Count, words: Words) -> list[tuple[str, str]]:
    turnout = words.number(round(100 * counted.ballots / counted.entitled, 2)) if counted.entitled else "0"
    return [
        ("Kart w urnie", words.number(counted.ballots + counted.left_out.all)),
        (_REPLACED[DoubleVote(election.rules.double_vote)], words.number(counted.left_out.superseded)),
        ("Unieważnionych przed liczeniem, nieotwartych", words.number(counted.left_out.void)),
        ("Wstrzymanych, nieotwartych", words.number(counted.left_out.quarantined)),
        ("Kart otwartych i policzonych", words.number(counted.ballots)),
        ("w tym na papierze", words.number(counted.paper)),
        ("w tym nieważnych po otwarciu", words.number(counted.void)),
        ("Frekwencja", f"{turnout}%"),
    ]


def _codes(codes: CodeFigures | None, words: Words) -> list[Block]:
    if codes is None:
        return []
    during = words.number(codes.during)
    if codes.during:
        during += f", partii: {words.number(codes.batches_during)}, każda potwierdzona przez drugą osobę z komisji"
    return [
        Heading("Kody do głosowania", 2),
        Facts([("Wydane przed otwarciem urny", words.number(codes.before)), ("Wydane w czasie głosowania", during)]),
    ]


def _how(selection: Selection, words: Words) -> str:
    least = f" Najmniejszy wynik, z którym projekt mógł wygrać: {words.number(selection.min_votes)}."
    return f"{RULES[Rule(selection.rule)]}{least if selection.min_votes else ''} {_TIES[selection.tie]}"


def _pool(
    own: Pool,
    pool: PoolResult,
    rows: list[ProjectResult],
    off: Mapping[str, str],
    titles: Mapping[str, str],
    words: Words,
) -> list[Block]:
    name, least = own.name, own.min_votes
    pointed = any(row.points != row.votes for row in rows)
    head = ["Miejsce", "Projekt", "Głosy", *(["Punkty"] if pointed else []), "Koszt", "Wynik"]
    table = [
        [
            str(row.place),
            titles[row.proposal_id],
            words.number(row.votes),
            *([words.number(row.points)] if pointed else []),
            words.money(row.cost),
            _reason(row, off, titles),
        ]
        for row in sorted(rows, key=lambda row: row.place)
    ]
    blocks: list[Block] = [
        Heading(name, 2),
        Facts(
            [
                ("Kwota puli", words.money(pool.amount)),
                ("Rozdzielono", words.money(pool.spent)),
                *([] if least is None else [("Najmniejszy wynik, z którym projekt mógł wygrać", words.number(least))]),
            ]
        ),
        Table(f"Lista rankingowa: {name}", head, table, frozenset(range(2, len(head) - 1))),
    ]
    if pool.reserve:
        costs = {row.proposal_id: words.money(row.cost) for row in rows}
        listed = [[str(place), titles[id], costs[id]] for place, id in enumerate(pool.reserve, start=1)]
        blocks += [
            Paragraph("Gdyby w puli zostały oszczędności, następne są projekty z listy rezerwowej, w tej kolejności:"),
            Table(f"Lista rezerwowa: {name}", ["Kolejność", "Projekt", "Koszt"], listed),
        ]
    else:
        blocks.append(Paragraph("Lista rezerwowa jest pusta."))
    blocks += [
        Paragraph(
            f"Poza listą rezerwową: {titles[row.proposal_id]}, bo wyklucza się z wybranym: "
            f"{titles[off[row.proposal_id]]}."
        )
        for row in sorted(rows, key=lambda row: row.place)
        if row.proposal_id in off
    ]
    for tie in pool.ties:
        blocks.append(Paragraph(f"Remis, o którym rozstrzygnęła kolejność: {', '.join(titles[id] for id in tie)}."))
    return blocks


def _reason(row: ProjectResult, off: Mapping[str, str], titles: Mapping[str, str]) -> str:
    said = OUTCOMES[row.outcome]
    if row.excluded_by:
        return f"{said}: {titles[row.excluded_by]}"
    if row.proposal_id in off:
        return f"{said}; nie jest na liście rezerwowej, bo wyklucza się z wybranym: {titles[off[row.proposal_id]]}"
    return said


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


def _draws(election: Election, counted: Count) -> list[Block]:
    """Give what anybody needs to repeat both draws; that among equals only where they are drawn."""
    blocks: list[Block] = []
    if (draw := draw_of(election, counted)) is not None:
        blocks += [
            Heading("Losowanie kolejności projektów z tym samym wynikiem", 2),
            Paragraph(
                "Los projektu to skrót SHA-256 tekstu: tekst losowania, korzeń zamkniętego dziennika urny i "
                "identyfikator projektu, rozdzielone znakiem |. Pierwszy jest projekt z najniższym losem."
            ),
            *_by_hand(draw),
        ]
        if not draw.ties:
            blocks.append(Paragraph("Żaden remis nie zmienił tego, kto wygrał."))
        for tie in draw.ties:
            # No table: a lot is wider than what is left of a page beside the others.
            drawn = [
                (f"{place}. {one.number} {one.title}", f"identyfikator {one.id}, los {one.lot}")
                for place, one in enumerate(tie.projects, start=1)
            ]
            blocks += [Paragraph(f"Losy remisu, w ich kolejności: {tie.pool}."), Facts(drawn)]
    return [
        *blocks,
        Heading("Losowanie numerów na karcie", 2),
        Paragraph(
            "Los projektu to skrót SHA-256 tekstu: tekst losowania numerów i identyfikator projektu, rozdzielone "
            "znakiem |. Wśród numerów z tą samą literą pierwszy ma projekt z najniższym losem. Identyfikatory "
            "wszystkich projektów są w ogłoszonym pliku CSV, w kolumnie „projekt”."
        ),
        *_by_hand(numbers_of(election)),
    ]


def _by_hand(draw: Draw) -> list[Block]:
    return [
        Paragraph(
            f"Los projektu {draw.example.number} wypisze to polecenie. Dla innego projektu zmienia się w nim tylko "
            "identyfikator, na końcu tekstu. To jeden wiersz, także gdy tu jest złamany."
        ),
        Paragraph(draw.line),
        Paragraph(f"Wynik: {draw.example.lot}"),
    ]


def _moment(words: Words, moment: datetime | None) -> str:
    return words.when(moment) if moment else "–"


def _paper(counted: Count, words: Words) -> list[Block]:
    """Give what became of the paper cards, point by point, and why some are void; nothing where there was no paper."""
    blocks: list[Block] = []
    if counted.sheets or counted.cards:
        blocks.append(Heading("Karty papierowe", 2))
    if counted.cards:
        sums = [
            ("Kart papierowych z punktów głosowania", words.number(counted.cards.came)),
            ("w tym nieważnych, niewłożonych do urny (kart, nie przyczyn)", words.number(counted.cards.void)),
            ("w tym włożonych do urny", words.number(counted.cards.in_box)),
        ]
        blocks.append(Facts(sums))
    if counted.sheets:
        figures = [(one.name, one.sheet) for one in counted.sheets]
        rows = [
            [name, *map(words.number, (sheet.issued, sheet.cast, sheet.spoiled, sheet.returned, sheet.difference))]
            for name, sheet in figures
        ]
        whole = [sum(sheet_figures) for sheet_figures in zip(*(_figures(sheet) for _, sheet in figures), strict=True)]
        rows.append(["Razem", *map(words.number, whole)])
        head = ["Punkt", "Wydane", "Wrzucone", "Zepsute", "Zwrócone", "Różnica"]
        blocks.append(Table("Rozliczenie kart papierowych", head, rows, frozenset(range(1, 6))))
        explained = [name for name, sheet in figures if sheet.explanation is not None]
        if explained:
            # In the officers' own words, which may name people: the protocol is public, the files are not.
            blocks.append(Paragraph(f"Różnice wyjaśniono na piśmie, w aktach komisji: {', '.join(explained)}."))
    if counted.void_cards:
        voids = [[one.sentence, words.number(one.cards)] for one in counted.void_cards]
        blocks.append(Table("Nieważne karty papierowe według przyczyn", ["Przyczyna", "Kart"], voids, frozenset({1})))
        blocks.append(Paragraph("Karta może mieć kilka przyczyn: jest policzona przy każdej."))
    return blocks


def _figures(sheet: Sheet) -> tuple[int, ...]:
    return sheet.issued, sheet.cast, sheet.spoiled, sheet.returned, sheet.difference

"""The texts of contracts, annexes and protocols, in Polish: they are documents of the city."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.intake.contracts.domain.contract import Contract
from services.intake.contracts.domain.items import LentItem
from services.intake.contracts.domain.parts import Signed, Text
from services.intake.contracts.domain.party import Party
from services.intake.contracts.domain.terms import Fault, Terms
from shared.contracts.initiatives.intake import CityShareKind, ContributionKind
from shared.documents import Block, Document, Facts, Heading, Paragraph, Signatures, Table
from shared.web.words import Words

BASIS = "art. 19d–19h ustawy z 24 kwietnia 2003 r. o działalności pożytku publicznego i o wolontariacie"
CLAUSES = "\n".join(
    (
        "Porozumiewanie się. Strony kontaktują się pisemnie albo pocztą elektroniczną. O każdej przeszkodzie, "
        "która może opóźnić prace, strona mówi drugiej od razu, najpóźniej w ciągu 7 dni.",
        "Bezpieczeństwo. Wnioskodawcy prowadzą prace zgodnie z przepisami i zaleceniami Miasta, a osobom, które "
        "pracują społecznie, mówią o zagrożeniach. Za szkody każda strona odpowiada według Kodeksu cywilnego.",
        "Kontrola. Miasto może w każdym czasie sprawdzić, jak idą prace, i obejrzeć ich dokumentację.",
        "Rozliczenie. Wnioskodawcy prowadzą dziennik pracy społecznej i rozliczają wkład własny najpóźniej w dniu,"
        " który podaje umowa.",
        "Koniec umowy. Każda strona może rozwiązać umowę z 14-dniowym wypowiedzeniem na piśmie z podaniem powodu. "
        "Rzeczy użyczone wracają wtedy do Miasta od razu.",
        "Zmiany umowy wymagają aneksu na piśmie pod rygorem nieważności.",
    )
)
"""What a new contract starts with. Officers write it anew for each case."""

CITY_SHARES: Mapping[CityShareKind, str] = {
    CityShareKind.PURCHASE: "zakup",
    CityShareKind.EXPERT: "pomoc specjalisty",
    CityShareKind.TRAINING: "szkolenie",
    CityShareKind.VENUE: "miejsce",
    CityShareKind.EQUIPMENT: "sprzęt",
}
CONTRIBUTIONS: Mapping[ContributionKind, str] = {
    ContributionKind.WORK: "praca społeczna",
    ContributionKind.IN_KIND: "wkład rzeczowy",
    ContributionKind.MONEY: "pieniądze",
}
FAULTS: Mapping[Fault, str] = {
    Fault.DATES_MISSING: "Wpisz początek i koniec umowy oraz dzień rozliczenia.",
    Fault.DATES_REVERSED: "Umowa zaczyna się przed końcem, a rozliczenie jest najwcześniej w jej ostatnim dniu.",
    Fault.STEP_OUTSIDE: "Każdy etap harmonogramu mieści się między początkiem a końcem umowy.",
    Fault.NOTHING_DECLARED: "Nikt nie zadeklarował wkładu własnego.",
    Fault.WORK_MISCOUNTED: "Wartość pracy to godziny razy stawka.",
    Fault.OWN_NOT_ESTIMATE: "Deklaracje i część mieszkańców w kosztorysie to ta sama suma.",
    Fault.CITY_NOT_ESTIMATE: "Wkład Miasta i część Miasta w kosztorysie to ta sama suma.",
    Fault.CITY_ABOVE_DECISION: "Wkład Miasta nie przekracza tego, co przyznał Prezydent i potwierdził skarbnik.",
    Fault.OWN_BELOW_LEAST: "Wkład własny osiąga próg z uchwały.",
}
"""What must hold before terms can be agreed on, as an officer reads it where it does not."""

_SIGNED_FOR_CITY = ("Prezydent Miasta", "Skarbnik Miasta (kontrasygnata)")


def contract_text(contract: Contract, text: Text, party: Party, day: date, words: Words, city: str) -> Document:
    """Write the contract, or one annex, as both sides sign it; while that very text is in work it says so.

    `day`: of the document where it is not signed yet. `city`: the city's name in the nominative.
    """
    opening = "Umowa" if text.annex == 0 else f"Aneks nr {text.annex} do umowy"
    blocks: list[Block] = []
    if text.draft:
        blocks.append(Paragraph("PROJEKT: treść nie jest jeszcze uzgodniona."))
    blocks += [
        Facts(
            [
                ("Podstawa prawna", BASIS),
                ("Wniosek", f"{text.about.case}, {text.about.title}"),
                ("Miasto", f"{_side(city)}, reprezentowane przez Prezydenta Miasta"),
                ("Wnioskodawcy", _named(party)),
            ]
        )
    ]
    if text.annex and text.reason:
        blocks += [Heading("Dlaczego zmieniamy umowę"), Paragraph(text.reason)]
    blocks += _paragraphs(text.terms, text.about.place, words)
    blocks += [
        Heading("Podpisy"),
        Signatures([*_SIGNED_FOR_CITY, f"W imieniu wnioskodawców: {party.name}"]),
    ]
    title = f"{opening} {contract.number} o wykonanie inicjatywy lokalnej"
    return Document(title, _side(city), text.signed_on or day, blocks)


def handover(contract: Contract, item: LentItem, party: Party, words: Words, city: str) -> Document:
    """Write the protocol by which a thing was handed over."""
    facts = [
        ("Umowa", contract.number),
        ("Rzecz", item.name),
        ("Wartość", words.money(item.value)),
        ("Stan przy wydaniu", item.condition),
        ("Wydano", words.full_date(item.handed_over_on)),
        ("Zwrot najpóźniej", words.full_date(item.return_by)),
    ]
    return _protocol(f"Protokół wydania rzeczy nr {item.number}", item.handed_over_on, facts, party, city)


def giving_back(contract: Contract, item: LentItem, party: Party, words: Words, city: str) -> Document:
    """Write the protocol by which a thing came back."""
    assert item.returned_on is not None
    facts = [
        ("Umowa", contract.number),
        ("Rzecz", item.name),
        ("Stan przy wydaniu", item.condition),
        ("Stan przy zwrocie", item.returned_condition or "–"),
        ("Wróciła", "cała" if item.complete else "uszkodzona albo niekompletna"),
        ("Wydano", words.full_date(item.handed_over_on)),
        ("Zwrócono", words.full_date(item.returned_on)),
    ]
    return _protocol(f"Protokół zwrotu rzeczy nr {item.number}", item.returned_on, facts, party, city)


def name_of(signed: Signed) -> str:
    """Say what was signed: the contract, or which annex."""
    return "Umowa" if signed.annex == 0 else f"Aneks nr {signed.annex}"


def _protocol(title: str, day: date, facts: Sequence[tuple[str, str]], party: Party, city: str) -> Document:
    signatures = Signatures(["W imieniu Miasta", f"W imieniu wnioskodawców: {party.name}"])
    return Document(title, _side(city), day, [Facts([*facts, ("Wnioskodawcy", _named(party))]), signatures])


def _side(city: str) -> str:
    return f"Miasto {city}"


def _named(party: Party) -> str:
    person = f"{party.name}, {party.address}"
    return f"{party.organisation}, w jej imieniu {person}" if party.organisation else person


def _paragraphs(terms: Terms, place: str, words: Words) -> list[Block]:
    days = [
        (name, words.full_date(day) if day else "jeszcze nie ustalono")
        for name, day in (("Początek", terms.starts), ("Koniec", terms.ends), ("Rozliczenie do", terms.settle_by))
    ]
    work = [
        [
            str(one.number),
            f"{CONTRIBUTIONS[one.kind]}: {one.subject}",
            f"{words.number(round(one.minutes / 60, 2))} godz." if one.minutes else "–",
            words.money(one.rate) if one.rate else "–",
            words.money(one.value),
        ]
        for one in terms.declared
    ]
    return [
        Heading("§ 1. Co robimy razem i kiedy"),
        Facts([("Miejsce", place), *days]),
        Table(
            "Harmonogram",
            ["Etap", "Od", "Do"],
            [[one.name, words.full_date(one.starts), words.full_date(one.ends)] for one in terms.steps],
        ),
        Heading("§ 2. Co daje Miasto"),
        Table(
            "Wkład Miasta",
            ["Co", "Wartość"],
            [
                *[[f"{CITY_SHARES[one.kind]}: {one.subject}", words.money(one.value)] for one in terms.city_shares],
                ["Razem", words.money(terms.city)],
            ],
            frozenset({1}),
        ),
        Heading("§ 3. Co dają mieszkańcy"),
        Paragraph("Każda deklaracja ma numer. Kto ją podpisał, zapisano w aktach sprawy."),
        Table(
            "Wkład własny według deklaracji",
            ["Nr", "Co", "Ile", "Stawka za godzinę", "Wartość"],
            [*work, ["", "Razem", "", "", words.money(terms.own)]],
            frozenset({2, 3, 4}),
        ),
        Heading("§ 4. Kosztorys"),
        Table(
            "Kosztorys",
            ["Pozycja", "Mieszkańcy", "Miasto", "Razem"],
            [
                *[
                    [one.name, words.money(one.own), words.money(one.city), words.money(one.own + one.city)]
                    for one in terms.estimate
                ],
                ["Razem", words.money(terms.own), words.money(terms.city), words.money(terms.own + terms.city)],
            ],
            frozenset({1, 2, 3}),
        ),
        Heading("§ 5. Pozostałe postanowienia"),
        *[Paragraph(line) for line in terms.clauses.splitlines() if line.strip()],
    ]

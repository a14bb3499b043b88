"""The wording that the house comes with, in plain Polish. The department may change each (`LetterText`)."""

from collections.abc import Mapping

from services.intake.letters.domain import LetterText
from services.intake.letters.domain.initiatives.wording import INITIATIVES
from services.intake.letters.domain.kinds import LetterKind
from shared import city_hall
from shared.city_hall import ADDRESS, DEPARTMENT

OFFICE = (DEPARTMENT, city_hall.OFFICE, ADDRESS)
"""Who signs, and where papers are brought or posted."""
TOWN = city_hall.CITY
GREETING = "Dzień dobry,"
COPY = "Piszemy do Ciebie jako do współautora. Odpowiada osoba, która złożyła projekt."
"""What stands under a letter that a co-author gets."""
INVITATION = (
    "ktoś podał Twój adres jako współautora projektu „{title}” ({case}) w budżecie obywatelskim.\n\n"
    "Potwierdź to albo odmów pod tym adresem (nie przekazuj go nikomu):\n{place}\n\n"
    "Jeśli nic nie zrobisz, nie będziesz współautorem."
)
"""How somebody is asked who was named as a co-author."""

_WORDING: Mapping[LetterKind, tuple[str, str]] = {
    LetterKind.RECEIVED: (
        "przyjęliśmy Twój projekt",
        "przyjęliśmy projekt „{title}”.\n\n"
        "Numer: {case}\nZnak sprawy: {sign}\nData wpływu: {received_at}\n\n"
        "Teraz sprawdzimy, czy zgłoszenie jest kompletne. "
        "Jeśli czegoś zabraknie, napiszemy, co uzupełnić i do kiedy.\n\n"
        "Drogę projektu każdy może śledzić tutaj:\n{public_page}",
    ),
    LetterKind.CALLED: (
        "uzupełnij projekt do {due_on}",
        "sprawdziliśmy projekt „{title}” ({case}). Żeby mógł iść dalej, trzeba uzupełnić:\n\n"
        "{points}\n\n"
        "Można to zrobić do {due_at} {where}\n\n"
        "Jak policzyliśmy termin: {explanation}\n\n"
        "Jeśli do tego czasu nic nie zmienisz, ocenimy projekt w obecnej postaci.\n"
        "Coś jest niejasne? Zadzwoń albo przyjdź: pomagamy bezpłatnie.",
    ),
    LetterKind.ANSWERED: (
        "mamy Twoje uzupełnienie",
        "mamy uzupełnienie projektu „{title}” ({case}). Sprawdzimy je i napiszemy, co dalej.",
    ),
    LetterKind.CHECK_PASSED: (
        "ocena formalna pozytywna",
        "projekt „{title}” ({case}) przeszedł ocenę formalną.\n\n{next_step}",
    ),
    LetterKind.CHECK_FAILED: (
        "projekt nie przeszedł oceny formalnej",
        "projekt „{title}” ({case}) nie przeszedł oceny formalnej.\n\nDlaczego:\n{reasons}\n\n{way_to_appeal}",
    ),
    LetterKind.ADMITTED: (
        "projekt dopuszczony do głosowania",
        "projekt „{title}” ({case}) został dopuszczony do głosowania. Gratulujemy!\n\n"
        "{vote}\n\nNumer na karcie poznasz, gdy ogłosimy listę projektów.",
    ),
    LetterKind.REFUSED: (
        "projekt nie został dopuszczony do głosowania",
        "projekt „{title}” ({case}) nie został dopuszczony do głosowania.\n\nDlaczego:\n{reasons}\n\n{way_to_appeal}",
    ),
    LetterKind.APPEALED: (
        "mamy Twoje odwołanie",
        "mamy odwołanie w sprawie projektu „{title}” ({case}).\n\n"
        "Projekt oceni jeszcze raz ktoś, kto nie robił pierwszej oceny. "
        "Potem rozstrzygnie prezydent. O wyniku napiszemy.",
    ),
    LetterKind.APPEAL_UPHELD: (
        "odwołanie uwzględnione",
        "odwołanie w sprawie projektu „{title}” ({case}) zostało uwzględnione.\n\n"
        "Uzasadnienie:\n{reasons}\n\nProjekt idzie dalej. O następnym kroku napiszemy osobno.",
    ),
    LetterKind.APPEAL_DISMISSED: (
        "odwołanie oddalone",
        "odwołanie w sprawie projektu „{title}” ({case}) zostało oddalone.\n\n"
        "Uzasadnienie:\n{reasons}\n\nTa decyzja jest ostateczna: projekt nie trafi na listę do głosowania.",
    ),
    LetterKind.ARRANGEMENT_OPENED: (
        "prosimy o zmianę w projekcie do {due_on}",
        "prosimy o zmianę w projekcie „{title}” ({case}):\n\n{change}\n\n"
        "Podstawa: {legal_basis}\nCo możesz zmienić: {parts}\n\n"
        "Zmienisz projekt albo odmówisz do {due_at} {where}\n\n"
        "Jeśli odmówisz albo nie odpowiesz, projekt zostanie bez zmian i w tej postaci go ocenimy.\n"
        "Coś jest niejasne? Zadzwoń albo przyjdź: pomagamy bezpłatnie.",
    ),
    LetterKind.ARRANGEMENT_REMINDED: (
        "czekamy na odpowiedź do {due_on}",
        "prosiliśmy o zmianę w projekcie „{title}” ({case}) i nie mamy jeszcze odpowiedzi:\n\n{change}\n\n"
        "Odpowiesz do {due_at} {where}\n\n"
        "Bez odpowiedzi projekt zostanie bez zmian i w tej postaci go ocenimy.",
    ),
    LetterKind.ARRANGEMENT_CLOSED: (
        "koniec uzgodnienia",
        "piszemy o zmianie, o którą prosiliśmy w projekcie „{title}” ({case}).\n\n{outcome}",
    ),
    LetterKind.REVISED: (
        "mamy Twoje zmiany",
        "mamy zmiany w projekcie „{title}” ({case}). Dalej oceniamy go w nowej postaci.",
    ),
    LetterKind.REGROUPING_OPENED: (
        "czy się zgadzasz: {what}? Odpowiedz do {due_on}",
        "prosimy o Twoją zgodę jako autora projektu „{title}” ({case}). Chodzi o {what}.\n\n"
        "Dlaczego:\n{change}\n\n"
        "{contents}\n\n"
        "Odpowiedz „tak” albo „nie” do {due_at} {where}\n\n"
        "Zmiana nastąpi tylko wtedy, gdy zgodzą się wszyscy autorzy. "
        "Jeśli ktoś odmówi albo nie odpowie, wszystko zostanie bez zmian.\n"
        "Coś jest niejasne? Zadzwoń albo przyjdź: pomagamy bezpłatnie.",
    ),
    LetterKind.REGROUPING_REMINDED: (
        "czekamy na Twoją odpowiedź do {due_on}",
        "prosiliśmy o Twoją zgodę jako autora projektu „{title}” ({case}). Chodzi o {what}. "
        "Nie mamy jeszcze odpowiedzi.\n\nDlaczego:\n{change}\n\n{contents}\n\n"
        "Odpowiedz „tak” albo „nie” do {due_at} {where}\n\n"
        "Bez odpowiedzi wszystko zostanie bez zmian.",
    ),
    LetterKind.REGROUPING_CLOSED: (
        "bez zmian: {what}",
        "prosiliśmy o zgodę autorów w sprawie projektu „{title}” ({case}). Chodziło o {what}.\n\n{outcome}",
    ),
    LetterKind.REGROUPING_DONE: (
        "wszyscy się zgodzili: {what}",
        "wszyscy autorzy się zgodzili. Chodziło o {what} i projekt „{title}” ({case}).\n\n"
        "{outcome}\n\nDrogę projektu każdy może śledzić tutaj:\n{where}",
    ),
    LetterKind.SPLIT_OFF: (
        "nowy projekt z podziału {original}",
        "za zgodą wszystkich autorów z projektu {original} powstał projekt „{title}”.\n\n"
        "Numer: {case}\nZnak sprawy: {sign}\nData wpływu: {received_at}, taka jak projektu {original}\n\n"
        "Ten projekt nie ma jeszcze podpisów poparcia. Zbierz je na nowo: lista do druku jest na stronie zgłoszenia. "
        "Teraz sprawdzimy, czy zgłoszenie jest kompletne. Jeśli czegoś zabraknie, napiszemy, co uzupełnić i do kiedy."
        "\n\nDrogę projektu każdy może śledzić tutaj:\n{public_page}",
    ),
    LetterKind.POSTPONED: (
        "masz więcej czasu: do {due_on}",
        "na odpowiedź w sprawie projektu „{title}” ({case}) masz więcej czasu, niż pisaliśmy. "
        "Możesz odpowiedzieć do {due_at} {where}\n\n"
        "Dlaczego: {explanation}\n\n"
        "O co prosimy, bez zmian:\n{points}",
    ),
    LetterKind.PROGRESS: (
        "jak idzie realizacja: {stage}",
        "jest nowa informacja o realizacji projektu „{title}” ({case}).\n\n{facts}\n\n{note}\n\n"
        "Zdjęcia i całą drogę projektu każdy może śledzić tutaj:\n{public_page}",
    ),
    **INITIATIVES,
}

SAMPLES: Mapping[str, str] = {
    "case": "BO-2027-088",
    "sign": "WPKS.0632.88.2026",
    "title": "Tężnia przy Parku Miejskim",
    "received_at": "14.04.2026, 09:30",
    "public_page": "https://ratusz.example/budzet-obywatelski/projekty/88",
    "points": "1. Brakuje podpisów: jest 11, potrzeba 14.\n2. Kosztorys nie obejmuje przyłącza wody.",
    "due_at": "28.04.2026, 23:59",
    "due_on": "28.04.2026",
    "offered_on": "20.04.2026",
    "text": "umowę",
    "where": "na papierze, w urzędzie albo pocztą.",
    "explanation": "7 dni od wezwania.",
    "change": "Przenieś huśtawki o 10 metrów: pod planowanym miejscem biegnie gazociąg.",
    "legal_basis": "§ 12 ust. 3 uchwały o budżecie obywatelskim",
    "parts": "miejsce, koszty",
    "outcome": "Termin minął i nie mamy odpowiedzi. Projekt zostaje bez zmian.",
    "what": "połączenie projektów",
    "contents": "TERAZ: BO-2027-088 „Tężnia przy Parku Miejskim”\nW dwóch zdaniach: Tężnia z ławkami.\n\n"
    "PO POŁĄCZENIU: BO-2027-088 „Tężnia i ogród przy Parku Miejskim”\nW dwóch zdaniach: Tężnia w ogrodzie z ławkami.",
    "original": "BO-2027-088",
    "next_step": "Teraz oceni go Zarząd Dróg Miejskich: czy da się go wykonać i za ile.",
    "reasons": "Teren nie należy do miasta.",
    "way_to_appeal": "Możesz się odwołać do 21.08.2026, 23:59.",
    "stage": "umowa z wykonawcą",
    "facts": "Realizuje: Zarząd Dróg Miejskich.\nEtap: umowa z wykonawcą.\nZaawansowanie: 40%.",
    "note": "Podpisaliśmy umowę. Prace ruszą w maju.",
    "vote": "Głosowanie trwa od 21.09.2026 do 02.10.2026.",
    "unit": "Wydział Gospodarki Komunalnej",
    "amount": "9 000,00 zł",
    "year": "2027",
}
"""What the slots hold where somebody tries a wording."""


def default(kind: LetterKind) -> LetterText:
    """Give the wording that the house comes with."""
    subject, body = _WORDING[kind]
    return LetterText(id=text_id(kind, 0), kind=kind, version=0, subject=subject, body=body)


def text_id(kind: LetterKind, version: int) -> str:
    """Give the id of a version of a wording; they sort by version."""
    return f"{kind}-{version:06d}"

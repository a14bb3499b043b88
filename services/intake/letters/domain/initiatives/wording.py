"""The wording that the house comes with for letters about local initiatives, in plain Polish."""

from collections.abc import Mapping

from services.intake.letters.domain.kinds import LetterKind

INITIATIVES: Mapping[LetterKind, tuple[str, str]] = {
    LetterKind.INITIATIVE_RECEIVED: (
        "przyjęliśmy wniosek o inicjatywę lokalną",
        "przyjęliśmy wniosek o inicjatywę lokalną „{title}”.\n\n"
        "Numer: {case}\nZnak sprawy: {sign}\nData wpływu: {received_at}\n\n"
        "Teraz sprawdzimy, czy wniosek jest kompletny. Jeśli czegoś zabraknie, napiszemy, co uzupełnić i do kiedy. "
        "Potem zaopiniują go wydziały, oceni Zespół, a rozstrzygnie prezydent.\n\n"
        "Drogę inicjatywy każdy może śledzić tutaj:\n{public_page}",
    ),
    LetterKind.INITIATIVE_CALLED: (
        "uzupełnij wniosek do {due_on}",
        "sprawdziliśmy wniosek o inicjatywę lokalną „{title}” ({case}). Żeby mógł iść dalej, trzeba uzupełnić:\n\n"
        "{points}\n\n"
        "Można to zrobić do {due_at} {where}\n\n"
        "Jak policzyliśmy termin: {explanation}\n\n"
        "Jeśli do tego czasu nie uzupełnisz wniosku, zostawimy go bez rozpatrzenia (art. 64 § 2 k.p.a.).\n"
        "Coś jest niejasne? Zadzwoń albo przyjdź: pomagamy bezpłatnie.",
    ),
    LetterKind.INITIATIVE_POSTPONED: (
        "masz więcej czasu: do {due_on}",
        "na uzupełnienie wniosku „{title}” ({case}) masz więcej czasu, niż pisaliśmy. "
        "Możesz odpowiedzieć do {due_at} {where}\n\n"
        "Dlaczego: {explanation}\n\n"
        "O co prosimy, bez zmian:\n{points}",
    ),
    LetterKind.INITIATIVE_ANSWERED: (
        "mamy Twoje uzupełnienie",
        "mamy uzupełnienie wniosku „{title}” ({case}). Sprawdzimy je i napiszemy, co dalej.",
    ),
    LetterKind.INITIATIVE_WITHDRAWN: (
        "wniosek wycofany",
        "wniosek o inicjatywę lokalną „{title}” ({case}) jest wycofany. Nic więcej nie musisz robić.\n\n"
        "Gdy zechcesz do niego wrócić, złóż nowy wniosek.",
    ),
    LetterKind.INITIATIVE_CHECKED: (
        "wniosek jest kompletny",
        "wniosek „{title}” ({case}) przeszedł ocenę formalną.\n\n{next_step}",
    ),
    LetterKind.INITIATIVE_OPINION: (
        "opinia: {unit}",
        "jest opinia o inicjatywie „{title}” ({case}). Opiniuje: {unit}. {outcome}\n\n{reasons}\n\n"
        "Opinia nie wiąże ani Zespołu, ani prezydenta.",
    ),
    LetterKind.INITIATIVE_SCORED: (
        "inicjatywa oceniona przez Zespół",
        "Zespół ocenił inicjatywę „{title}” ({case}).\n\n{points}\n\n"
        "Teraz rozstrzygnie prezydent. Punkty za każde kryterium są tutaj:\n{public_page}",
    ),
    LetterKind.INITIATIVE_EXTENDED: (
        "odpowiedź przyjdzie później: do {due_on}",
        "na odpowiedź w sprawie wniosku „{title}” ({case}) trzeba poczekać dłużej, niż pisaliśmy: do {due_on} "
        "(art. 36 § 1 k.p.a.).\n\n"
        "Dlaczego:\n{reasons}\n\n"
        "Możesz wnieść ponaglenie, jeśli uważasz, że załatwiamy sprawę za długo (art. 37 k.p.a.). "
        "Napisz w nim, dlaczego tak uważasz. Ponaglenie do samorządowego kolegium odwoławczego składa się "
        "za naszym pośrednictwem: pocztą, w kancelarii albo przez ePUAP lub e-Doręczenia.\n\n"
        "Teraz nie musisz nic robić.",
    ),
    LetterKind.INITIATIVE_APPROVED: (
        "inicjatywa przyjęta do realizacji",
        "prezydent przyjął inicjatywę „{title}” ({case}) do realizacji. Gratulujemy!\n\n"
        "Miasto da najwyżej: {amount}\n\nUzasadnienie:\n{reasons}\n\n{next_step}",
    ),
    LetterKind.INITIATIVE_REJECTED: (
        "inicjatywa nie została przyjęta",
        "prezydent nie przyjął inicjatywy „{title}” ({case}).\n\nUzasadnienie:\n{reasons}\n\n{where}",
    ),
    LetterKind.INITIATIVE_LEFT: (
        "wniosek bez rozpatrzenia",
        "wniosek „{title}” ({case}) zostaje bez rozpatrzenia, bo nie uzupełniono go w terminie "
        "(art. 64 § 2 k.p.a.).\n\n{reasons}\n\n{where}",
    ),
    LetterKind.INITIATIVE_FUNDED: (
        "pieniądze są zabezpieczone",
        "skarbnik zabezpieczył pieniądze na inicjatywę „{title}” ({case}): {amount} w budżecie na {year} rok.\n\n"
        "Teraz przygotujemy umowę i umówimy się na jej podpisanie.",
    ),
    LetterKind.INITIATIVE_TERMS: (
        "sprawdź treść umowy",
        "przygotowaliśmy {text} o inicjatywę „{title}” ({case}). Przeczytaj całą treść i napisz, czy się zgadzasz, "
        "czy coś trzeba zmienić. Zrób to {where}\n\n"
        "Gdy się zgodzisz, umówimy się na podpisanie. Bez Twojej zgody niczego nie podpiszemy.",
    ),
    LetterKind.INITIATIVE_TERMS_REMINDED: (
        "czekamy na odpowiedź o umowie",
        "{offered_on} wysłaliśmy do sprawdzenia {text} o inicjatywę „{title}” ({case}) i nie mamy jeszcze odpowiedzi. "
        "Przeczytaj całą treść i napisz, czy się zgadzasz, czy coś trzeba zmienić. Zrób to {where}\n\n"
        "Coś jest niejasne? Zadzwoń albo przyjdź: pomagamy bezpłatnie.",
    ),
    LetterKind.INITIATIVE_CONTRACT: (
        "umowa podpisana",
        "umowa o realizację inicjatywy „{title}” ({case}) jest podpisana.\n\n{facts}\n\n"
        "Wpisujcie na bieżąco, kto i ile pracował i co daliście, {where}",
    ),
    LetterKind.INITIATIVE_ANNEX: (
        "aneks do umowy podpisany",
        "aneks do umowy o realizację inicjatywy „{title}” ({case}) jest podpisany.\n\n{facts}\n\nDlaczego:\n{reasons}",
    ),
    LetterKind.INITIATIVE_TERMINATED: (
        "umowa rozwiązana",
        "umowa o realizację inicjatywy „{title}” ({case}) została rozwiązana {due_on}.\n\nDlaczego:\n{reasons}",
    ),
    LetterKind.INITIATIVE_RETURNED: (
        "popraw rozliczenie do {due_on}",
        "sprawdziliśmy rozliczenie inicjatywy „{title}” ({case}). Popraw je do {due_at}:\n\n{points}\n\n"
        "Jak policzyliśmy termin: {explanation}\n\nPopraw je {where}",
    ),
    LetterKind.INITIATIVE_REMINDED: (
        "rozliczenie inicjatywy: termin {due_on}",
        "przypominamy o rozliczeniu inicjatywy „{title}” ({case}). Termin: {due_on}. {outcome}\n\n"
        "Wpisz, co daliście, i złóż rozliczenie {where}\n\n"
        "Nie wiesz, jak je zrobić? Zadzwoń albo przyjdź: pomagamy bezpłatnie.",
    ),
    LetterKind.INITIATIVE_SETTLED: (
        "inicjatywa rozliczona",
        "inicjatywa „{title}” ({case}) jest rozliczona. {outcome}\n\n{facts}\n\n{note}\n\n"
        "Dziękujemy za wspólną pracę. Co razem zrobiliśmy, każdy zobaczy tutaj:\n{public_page}",
    ),
}
"""Subject and body of each kind."""

"""The lines of the review on the merits, and what the machine can tell about them. It judges no proposal."""

from services.verification.cases.domain import zloty
from services.verification.cases.domain.checks import Check, Finding, Result

CHECKS = (
    Check(
        code="lawful",
        text="Projekt jest zgodny z prawem",
        guidance="Sprawdź przepisy, które dotyczą tego rodzaju zadania, i akty prawa miejscowego, w tym plan "
        "miejscowy. W razie wątpliwości zapytaj radcę prawnego.",
    ),
    Check(
        code="own_task",
        text="To zadanie własne miasta",
        guidance="Zajrzyj do ustaw o samorządzie gminnym i powiatowym: Kalisz jest miastem na prawach powiatu. "
        "Drogi krajowej poza miastem czy budynku wspólnoty miasto nie wyremontuje.",
    ),
    Check(
        code="standards",
        text="Spełnia normy i standardy techniczne",
        guidance="Porównaj opis z normami i ze standardami miasta: dla dróg, zieleni, placów zabaw i dostępności. "
        "Napisz, co trzeba zmienić, jeśli da się to poprawić.",
    ),
    Check(
        code="strategies",
        text="Nie jest sprzeczny ze strategią miasta i wieloletnią prognozą finansową",
        guidance="Porównaj projekt ze strategią rozwoju, programami miasta i wykazem przedsięwzięć w prognozie. "
        "Samo to, że projektu tam nie ma, nie jest sprzecznością.",
    ),
    Check(
        code="rights",
        text="Nie narusza praw innych osób, także autorskich",
        guidance="Zobacz, czy projekt korzysta z cudzego utworu, nazwy albo wizerunku i czy jest na to zgoda. "
        "Pomyśl też o sąsiadach: o dojeździe, hałasie i świetle.",
    ),
    Check(
        code="neutral",
        text="Nie wskazuje wykonawcy ani marki",
        guidance="Poszukaj w opisie i kosztorysie nazw firm, produktów i modeli. "
        "Dopuszczalne są parametry, które może spełnić więcej niż jeden wykonawca.",
    ),
    Check(
        code="land",
        text="Miasto ma prawo dysponować terenem",
        guidance="Znajdź działkę w miejskim systemie mapowym i w księdze wieczystej. "
        "Jeśli teren jest w zarządzie albo dzierżawie, potrzebna jest zgoda tego, kto nim zarządza.",
    ),
    Check(
        code="feasible",
        text="Da się go wykonać w tym miejscu i nie koliduje z planowanymi pracami",
        guidance="Sprawdź sieci podziemne, drzewa, ochronę zabytków i plan prac innych jednostek. "
        "Najlepiej obejrzyj to miejsce.",
    ),
    Check(
        code="warranty",
        text="Nie narusza gwarancji na wykonane już prace",
        guidance="Zapytaj jednostkę, która ostatnio coś tam budowała, do kiedy trwa gwarancja i co obejmuje.",
    ),
    Check(
        code="technology",
        text="Technologia jest dostępna i sprawdzona",
        guidance="Zobacz, czy takie rozwiązanie ktoś już wykonał, czy da się je kupić i kto będzie je serwisował.",
    ),
    Check(
        code="not_papers_only",
        text="To nie sama dokumentacja",
        guidance="Wynikiem ma być coś, z czego mieszkańcy skorzystają. Sam projekt budowlany, analiza albo koncepcja "
        "nie wystarczą.",
    ),
    Check(
        code="permits",
        text="Pozwolenia i uzgodnienia można uzyskać w ciągu roku",
        guidance="Wypisz potrzebne decyzje: pozwolenie na budowę albo zgłoszenie, zgodę konserwatora, "
        "decyzję środowiskową. Dodaj terminy ustawowe.",
    ),
    Check(
        code="one_year",
        text="Da się go wykonać w jednym roku budżetowym",
        guidance="Policz po kolei: projekt, pozwolenia, przetarg, budowa i odbiór. "
        "Weź pod uwagę porę roku, na przykład terminy sadzenia.",
    ),
    Check(
        code="whole",
        text="Nie wymaga dalszych etapów",
        guidance="Po wykonaniu ma działać bez kolejnych wydatków na dokończenie. "
        "Koszty utrzymania to nie etap: opisz je w opinii.",
    ),
    Check(
        code="free",
        text="Będzie bezpłatny dla mieszkańców",
        guidance="Ani wstęp, ani korzystanie nie może kosztować. Sprawdź zasady obiektu, w którym projekt powstanie.",
    ),
    Check(
        code="open_to_all",
        text="Będzie ogólnodostępny w godzinach dogodnych dla mieszkańców",
        guidance="Ustal z zarządcą godziny otwarcia. Dla porównania: w Warszawie to co najmniej 25 godzin w tygodniu "
        "między 6 a 22, także w sobotę albo niedzielę.",
    ),
    Check(
        code="recruitment",
        text="Gdy liczba miejsc jest ograniczona, zasady zapisów są jasne i równe",
        guidance="Dotyczy zajęć, wycieczek i warsztatów. Każdy ma mieć tę samą szansę: ważne, kto, kiedy i jak się "
        "zapisuje. Przy budowie zaznacz „nie dotyczy”.",
    ),
    Check(
        code="cost_known",
        text="Koszt oszacowano na podstawie obecnych cen",
        guidance="Porównaj każdą pozycję z ostatnimi przetargami i umowami jednostki. "
        "Dopisz, czego brakuje: projekt, nadzór, przyłącza.",
    ),
    Check(
        code="within_cap",
        text="Koszt według jednostki mieści się w limicie",
        guidance="Limit zależy od puli i osiedla. Automat porównuje go z sumą Twojego kosztorysu. "
        "Projektu droższego niż limit prezydent nie może dopuścić.",
    ),
)
"""The card, after the cards that Polish cities use (domain.md §1.7). A city's own regulations decide the wording."""


def findings(cost: int, cap: int) -> dict[str, Finding]:
    """Find what can be told from figures alone, by the code of the check. `cost` and `cap` in grosze."""
    result = Result.MET if cost <= cap else Result.NOT_MET
    note = f"Koszt {zloty(cost)}, limit {zloty(cap)}."
    return {"within_cap": Finding(code="within_cap", result=result, note=note)}

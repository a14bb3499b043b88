"""What the plans say that come with the program, and the texts of mails and requests, in Polish: they go to people.

Nothing here counts as approved: a press officer or the mayor approves each plan first.
"""

from collections.abc import Mapping
from typing import Any

from services.media.crisis.domain.area import area_text
from services.media.crisis.domain.cap import Issuer
from services.media.crisis.domain.content import Certainty, Severity, Urgency, Words
from services.media.crisis.domain.hazards import HAZARDS, hazard
from services.media.crisis.domain.message import EXERCISE, NOT_REAL, Kind, Message
from services.media.crisis.domain.plan import Plan, PlanContent
from services.media.crisis.domain.record import Channel
from shared.clock import warsaw

_E112 = "112, gdy ktoś jest w niebezpieczeństwie"


def _words(headline: str, description: str, instruction: str) -> Words:
    return Words(headline=headline, description=description, instruction=instruction)


def _plan(warning: Words, cancellation: Words, contact: str = _E112, **other: Any) -> PlanContent:
    usual: dict[str, Any] = {
        "severity": Severity.SEVERE,
        "urgency": Urgency.IMMEDIATE,
        "certainty": Certainty.OBSERVED,
        "target_minutes": 15,
        "hours": 6,
    }
    return PlanContent(warning=warning, cancellation=cancellation, contact=contact, **{**usual, **other})


_TEXTS: Mapping[str, PlanContent] = {
    "wind": _plan(
        _words(
            "Silny wiatr i burze",
            "Wieje bardzo silny wiatr. Może łamać drzewa, zrywać dachówki i linie energetyczne.",
            "Zostań w domu, zamknij okna. Zabierz z balkonu to, co może spaść. Nie stój pod drzewami i nie parkuj "
            "pod nimi. Nie dotykaj zerwanych przewodów.",
        ),
        _words(
            "Wiatr osłabł",
            "Wiatr nie jest już groźny. Nadal mogą spadać nadłamane gałęzie.",
            "Uważaj na nadłamane drzewa i zerwane przewody. Szkody zgłoś straży pożarnej.",
        ),
        urgency=Urgency.EXPECTED,
        certainty=Certainty.LIKELY,
        target_minutes=30,
    ),
    "rain": _plan(
        _words(
            "Ulewa i podtopienia",
            "Pada ulewny deszcz. Woda zalewa ulice, przejazdy pod wiaduktami i piwnice.",
            "Nie wjeżdżaj w zalane ulice i nie schodź do zalanych piwnic. Przenieś cenne rzeczy wyżej. Wyłącz prąd "
            "tam, gdzie może dojść woda.",
        ),
        _words(
            "Ulewa minęła",
            "Deszcz ustał, woda z ulic opada.",
            "Sprawdź piwnicę, zanim włączysz w niej prąd. Szkody zgłoś straży pożarnej.",
        ),
    ),
    "flood": _plan(
        _words(
            "Powódź: grozi zalanie",
            "Rzeka przybiera i może zalać domy. Woda podnosi się szybko.",
            "Przygotuj dokumenty, leki, telefon i ciepłe ubranie. Odłącz prąd i gaz. Gdy służby każą wyjść, wyjdź od "
            "razu. Nie wchodź na wały i mosty.",
        ),
        _words(
            "Powódź już nie grozi",
            "Poziom rzeki opada i nie zagraża domom.",
            "Wróć do domu, gdy służby na to pozwolą. Nie pij wody ze studni, dopóki sanepid jej nie zbada.",
        ),
        severity=Severity.EXTREME,
        hours=24,
    ),
    "frost": _plan(
        _words(
            "Silny mróz",
            "Temperatura spada poniżej 15 stopni mrozu. Grozi wychłodzenie i odmrożenia.",
            "Ubierz się ciepło i nie zostawaj długo na dworze. Zajrzyj do starszych sąsiadów. Gdy widzisz kogoś bez "
            "schronienia, zadzwoń.",
        ),
        _words(
            "Mróz zelżał",
            "Temperatura wzrosła i nie zagraża zdrowiu.",
            "Uważaj na sople i śliskie chodniki.",
        ),
        contact="112; Straż Miejska, gdy ktoś śpi na mrozie: 986",
        urgency=Urgency.EXPECTED,
        certainty=Certainty.LIKELY,
        target_minutes=60,
        hours=24,
    ),
    "ice": _plan(
        _words(
            "Śnieżyca i gołoledź",
            "Drogi i chodniki są zasypane albo oblodzone. Autobusy mogą się spóźniać.",
            "Nie wyjeżdżaj, jeśli nie musisz. Idź powoli, w butach z dobrą podeszwą. Zostaw pługom miejsce na ulicy.",
        ),
        _words(
            "Drogi są przejezdne",
            "Główne ulice i chodniki są odśnieżone i posypane.",
            "Jedź ostrożnie: boczne ulice mogą być jeszcze śliskie.",
        ),
        severity=Severity.MODERATE,
        urgency=Urgency.EXPECTED,
        target_minutes=60,
        hours=12,
    ),
    "heat": _plan(
        _words(
            "Upał: chroń się przed słońcem",
            "Temperatura przekracza 34 stopnie. Grozi udar i odwodnienie.",
            "Pij wodę, nawet gdy nie czujesz pragnienia. Nie wychodź w południe. Nie zostawiaj dzieci ani zwierząt "
            "w samochodzie. Zajrzyj do starszych sąsiadów.",
        ),
        _words("Upał minął", "Temperatura spadła i nie zagraża zdrowiu.", "Nie musisz już robić nic szczególnego."),
        severity=Severity.MODERATE,
        urgency=Urgency.EXPECTED,
        certainty=Certainty.LIKELY,
        target_minutes=60,
        hours=12,
    ),
    "smog": _plan(
        _words(
            "Smog: złe powietrze",
            "W powietrzu jest bardzo dużo pyłu. Szkodzi płucom i sercu, najbardziej dzieciom i starszym.",
            "Zostań w domu i zamknij okna. Nie biegaj i nie ćwicz na dworze. Nie pal w kominku.",
        ),
        _words("Powietrze jest lepsze", "Pyłu w powietrzu jest już mniej.", "Możesz otworzyć okna i wyjść na spacer."),
        severity=Severity.MODERATE,
        urgency=Urgency.EXPECTED,
        target_minutes=60,
        hours=24,
    ),
    "water": _plan(
        _words(
            "Brak wody w kranach",
            "Pękła rura wodociągowa i w kranach nie ma wody. Ekipa usuwa awarię.",
            "Zakręć krany, żeby nie zalało mieszkania, gdy woda wróci. Po wodę do picia przyjdź do beczkowozu, weź "
            "własne naczynie.",
        ),
        _words(
            "Woda wróciła",
            "Awaria wodociągu jest usunięta.",
            "Odkręć kran na kilka minut, aż woda będzie czysta. Potem możesz ją pić.",
        ),
        contact="Pogotowie wodociągowe: 994",
        severity=Severity.MODERATE,
        target_minutes=30,
        hours=12,
    ),
    "water_quality": _plan(
        _words(
            "Nie pij wody z kranu",
            "W wodzie wykryto bakterie. Woda z kranu nie nadaje się do picia.",
            "Nie pij wody z kranu, nie gotuj na niej i nie myj nią zębów ani jedzenia. Możesz spuszczać nią toaletę. "
            "Wodę do picia wydajemy z beczkowozów.",
        ),
        _words(
            "Wodę z kranu można pić",
            "Badania pokazują, że woda jest znów czysta.",
            "Odkręć każdy kran na kilka minut, zanim się napijesz.",
        ),
        contact="Pogotowie wodociągowe: 994",
        hours=24,
    ),
    "power": _plan(
        _words(
            "Brak prądu",
            "W części miasta nie ma prądu. Energetycy usuwają awarię.",
            "Nie dotykaj zerwanych przewodów. Oszczędzaj telefon. Jeśli sprzęt medyczny w domu wymaga prądu, zadzwoń "
            "od razu. Nie używaj grilla ani agregatu w mieszkaniu.",
        ),
        _words(
            "Prąd wrócił",
            "Awaria jest usunięta.",
            "Sprawdź lodówkę i ogrzewanie. Jeśli nadal nie masz prądu, zadzwoń.",
        ),
        contact="Pogotowie energetyczne: 991; gdy zagrożone jest życie: 112",
        target_minutes=30,
    ),
    "heating": _plan(
        _words(
            "Brak ogrzewania",
            "Pękła rura ciepłownicza i kaloryfery są zimne. Ekipa usuwa awarię.",
            "Zamknij okna i ubierz się cieplej. Nie ogrzewaj mieszkania kuchenką gazową: grozi zaczadzeniem.",
        ),
        _words(
            "Ogrzewanie wróciło",
            "Awaria jest usunięta, kaloryfery nagrzewają się.",
            "Jeśli po kilku godzinach nadal jest zimno, zadzwoń.",
        ),
        contact="Pogotowie ciepłownicze: 993",
        severity=Severity.MODERATE,
        target_minutes=60,
        hours=12,
    ),
    "gas": _plan(
        _words(
            "Wyciek gazu",
            "Ulatnia się gaz. Grozi wybuch.",
            "Odejdź od tego miejsca. Nie zapalaj światła, ognia ani silnika. Nie dzwoń z telefonu tam, gdzie czuć gaz. "
            "Słuchaj straży pożarnej.",
        ),
        _words(
            "Wyciek gazu zatrzymany",
            "Gaz już się nie ulatnia i nie grozi wybuchem.",
            "Możesz wrócić. Przewietrz mieszkanie. Gdy znów poczujesz gaz, wyjdź i zadzwoń.",
        ),
        contact="Pogotowie gazowe: 992; straż pożarna: 998 lub 112",
        severity=Severity.EXTREME,
        target_minutes=10,
    ),
    "chemical": _plan(
        _words(
            "Skażenie: zostań w domu i zamknij okna",
            "Do powietrza wydostała się trująca substancja.",
            "Wejdź do budynku, zamknij okna i drzwi, wyłącz wentylację. Uszczelnij okna mokrym ręcznikiem. Nie "
            "wychodź, dopóki tego nie odwołamy.",
        ),
        _words(
            "Powietrze jest bezpieczne",
            "Trującej substancji nie ma już w powietrzu.",
            "Otwórz okna i przewietrz mieszkanie. Jeśli źle się czujesz, zadzwoń.",
        ),
        severity=Severity.EXTREME,
        target_minutes=10,
    ),
    "fire": _plan(
        _words(
            "Duży pożar: zamknij okna",
            "Trwa duży pożar. Dym może być trujący.",
            "Zamknij okna i zostań w domu. Nie podchodź do pożaru. Zostaw wolne drogi dla straży pożarnej.",
        ),
        _words("Pożar ugaszony", "Pożar jest ugaszony, dymu już nie ma.", "Możesz otworzyć okna i wyjść z domu."),
        target_minutes=10,
    ),
    "traffic": _plan(
        _words(
            "Zamknięta droga",
            "Droga jest zamknięta. Ruch odbywa się objazdem.",
            "Wybierz inną trasę albo idź pieszo. Stosuj się do znaków i poleceń policji.",
        ),
        _words("Droga otwarta", "Droga jest znów przejezdna.", "Możesz jechać zwykłą trasą."),
        contact="Dyżurny miasta: 62 765 43 34",
        severity=Severity.MINOR,
        target_minutes=30,
    ),
}  # fmt: skip


def shipped(code: str) -> Plan:
    """Give the plan that comes with the program, approved by nobody. Raises `UnknownHazard`."""
    return Plan(hazard=hazard(code).code, content=_TEXTS[hazard(code).code])


assert set(_TEXTS) == {one.code for one in HAZARDS}

_TITLES = {Kind.ALERT: "Ostrzeżenie", Kind.UPDATE: "Nowe ostrzeżenie", Kind.CANCEL: "Odwołanie ostrzeżenia"}


def subject(message: Message) -> str:
    """Give the subject of a mail; that of an exercise begins with the word."""
    words = message.content.words.headline
    title = f"{_TITLES[message.kind]}: {words}"
    return f"{EXERCISE}: {title}" if message.exercise else title


def announcement(message: Message, issuer: Issuer) -> str:
    """Give the whole text as people read it: what, where, what to do, until when, whom to call."""
    content, ends = message.content, warsaw(message.content.expires)
    parts = [
        message.headline,
        f"Co się stało: {message.description}",
        f"Gdzie: {area_text(content.area, issuer.city)}",
        f"Co robić: {message.instruction}",
        "Ostrzeżenie odwołane." if message.kind is Kind.CANCEL else f"Do kiedy: {ends:%d.%m.%Y}, godz. {ends:%H:%M}",
        f"Gdzie dzwonić: {content.contact}",
        issuer.page(message.id),
    ]
    if message.exercise:
        parts.append(f"{EXERCISE}. {NOT_REAL}")
    return "\n\n".join([*parts, issuer.sender_name])


_ASKED: Mapping[Channel, str] = {
    Channel.RSO: (
        "Do: Wojewódzkie Centrum Zarządzania Kryzysowego\n"
        "Prosimy o komunikat w Regionalnym Systemie Ostrzegania. Proponowana treść:"
    ),
    Channel.RCB: (
        "Do: Wojewódzkie Centrum Zarządzania Kryzysowego\n"
        "Prosimy o przekazanie do RCB wniosku o Alert RCB, bo zagrożenie jest bezpośrednie. Proponowana treść:"
    ),
}


def request(channel: Channel, message: Message, issuer: Issuer) -> str:
    """Give the text by which the city asks for a channel that is not its own. Raises KeyError for one that is."""
    begin = f"{EXERCISE}. {NOT_REAL}\n\n" if message.exercise else ""
    return f"{begin}{_ASKED[channel]}\n\n{announcement(message, issuer)}"

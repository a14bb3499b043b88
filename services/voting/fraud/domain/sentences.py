"""What a flag says, in Polish with its figures. It accuses nobody."""

from services.voting.fraud.domain.signals import FlagKind

TITLES = {
    FlagKind.AGE: "Niemożliwy wiek",
    FlagKind.EQUAL_AGES: "Wiele osób w tym samym wieku",
    FlagKind.NETWORK: "Wiele głosów z jednego adresu sieciowego",
    FlagKind.PHONE: "Wiele osób z jednym telefonem",
    FlagKind.HOME: "Wiele osób pod jednym adresem",
    FlagKind.REGULAR: "Głosy przychodzą zbyt równo",
    FlagKind.STAFF: "Karty wpisywane zbyt szybko",
}
"""What a flag is called."""

_SENTENCES = {
    FlagKind.AGE: "Głosy z wiekiem spoza przedziału od 0 do {limit} lat: {count}.",
    FlagKind.EQUAL_AGES: "Głosy osób w dokładnie tym samym wieku: {count}. W sąsiednich rocznikach jest ich "
    "wielokrotnie mniej; sprawdzamy od {above}.",
    FlagKind.NETWORK: "Głosy z jednego adresu sieciowego jednego dnia: {count}. Sprawdzamy od {above}.",
    FlagKind.PHONE: "Głosy osób z jednym numerem telefonu: {count}. Sprawdzamy od {above}.",
    FlagKind.HOME: "Głosy osób spod jednego adresu: {count}. Sprawdzamy od {above}.",
    FlagKind.REGULAR: "Głosy z jednego adresu sieciowego, które przychodziły równo jak z automatu: {count}. "
    "Trwało to co najmniej {limit} razy po pięć minut.",
    FlagKind.STAFF: "Karty wpisane przez jedną osobę w ciągu pięciu minut: {count}. Sprawdzamy od {above}.",
}


def sentence(kind: FlagKind, count: int, limit: int) -> str:
    """Say what was found, with its figures."""
    return _SENTENCES[kind].format(count=count, limit=limit, above=limit + 1)

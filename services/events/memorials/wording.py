"""The mails to who proposes a memorial, in Polish."""

from datetime import date


def received(name: str, until: str) -> str:
    """Tell that the proposal came in, and until when somebody has looked at it."""
    return f"dostaliśmy wniosek o upamiętnienie: „{name}”. Sprawdzimy go do {until}."


def accepted() -> str:
    """Tell that it goes on."""
    return "wniosek o upamiętnienie jest kompletny. Teraz pytamy o opinie i zgody; na końcu decyduje Rada Miasta."


def refused(reason: str) -> str:
    """Tell that the city does not build it, and why."""
    return f"upamiętnienie nie powstanie.\n\n{reason}"


def withdrawn(reason: str) -> str:
    """Tell that the case was closed as taken back."""
    return f"wniosek o upamiętnienie został zamknięty jako wycofany.\n\n{reason}"


def unveiled(on: date) -> str:
    """Tell that it stands and is cared for."""
    return f"upamiętnienie odsłonięto {on:%d.%m.%Y}. Jest w rejestrze miejsc pamięci i pod opieką miasta."

"""The made-up people of the demonstration. Real staff sign in with the city's own identity provider.

Symbols of real signs of cases: KRM, WO, WRM, WGOŚ, WE. The other symbols, and which schools there are, are assumed.
"""

from shared.access import Person, Role

_UNITS = (
    ("p-marek", "Marek Zieliński", "ZDM", "Zarząd Dróg Miejskich"),
    ("p-ewa", "Ewa Kłos", "WGOŚ", "Wydział Gospodarki Komunalnej i Ochrony Środowiska"),
    ("p-jan", "Jan Sroka", "WRM", "Wydział Rozbudowy Miasta"),
    ("p-dorota", "Dorota Wilk", "WRM", "Wydział Rozbudowy Miasta"),
    ("p-iwona", "Iwona Gaj", "WE", "Wydział Edukacji"),
    ("p-rafal", "Rafał Mucha", "OSRiR", "Ośrodek Sportu, Rehabilitacji i Rekreacji"),
    ("p-beata", "Beata Wolska", "MZBM", "Miejski Zarząd Budynków Mieszkalnych"),
    ("p-lucyna", "Lucyna Wrona", "MBP", "Miejska Biblioteka Publiczna im. Adama Asnyka"),
    ("p-irena", "Irena Kos", "WSSM", "Wydział Spraw Społecznych i Mieszkaniowych"),
    ("p-wojtek", "Wojciech Bąk", "SM", "Straż Miejska Kalisza"),
)
"""Who speaks for the units that review proposals and build what was chosen."""

_REPORTING_UNITS = (
    ("p-agata", "Agata Czyż", "KRM", "Kancelaria Rady Miasta"),
    ("p-bogdan", "Bogdan Wróbel", "WO", "Wydział Organizacyjny"),
    ("p-celina", "Celina Sowińska", "WSR", "Wydział Strategii i Rozwoju"),
    ("p-damian", "Damian Jeleń", "WSO", "Wydział Spraw Obywatelskich"),
    ("p-edyta", "Edyta Zając", "WF", "Wydział Finansowy"),
    ("p-filip", "Filip Borsuk", "WAG", "Wydział Administracyjno-Gospodarczy"),
    ("p-gabriela", "Gabriela Żuraw", "USC", "Urząd Stanu Cywilnego"),
    ("p-henryk", "Henryk Dzięcioł", "KP", "Kancelaria Prezydenta Miasta"),
    ("p-izabela", "Izabela Kuna", "BR", "Biuro Rewitalizacji"),
    ("p-jerzy", "Jerzy Szpak", "BOI", "Biuro Obsługi Interesantów"),
    ("p-kinga", "Kinga Drozd", "COP", "Centrum Organizacji Pozarządowych"),
    ("p-leszek", "Leszek Karaś", "DD", "Dom Dziecka"),
    ("p-marta", "Marta Jaskółka", "COM", "Centrum Opiekuńczo-Mieszkalne"),
    ("p-norbert", "Norbert Lin", "MOPS", "Miejski Ośrodek Pomocy Społecznej"),
    ("p-oliwia", "Oliwia Perkoz", "SP1", "Szkoła Podstawowa nr 1"),
    ("p-pawel", "Paweł Czapla", "SP2", "Szkoła Podstawowa nr 2"),
    ("p-renata", "Renata Gil", "SP3", "Szkoła Podstawowa nr 3"),
    ("p-sylwia", "Sylwia Sikorka", "SP4", "Szkoła Podstawowa nr 4"),
    ("p-teresa", "Teresa Kawka", "SP5", "Szkoła Podstawowa nr 5"),
    ("p-urszula", "Urszula Wilga", "SP6", "Szkoła Podstawowa nr 6"),
    ("p-wiktor", "Wiktor Bocian", "SP7", "Szkoła Podstawowa nr 7"),
)


def _of_unit(id: str, name: str, unit: str, unit_name: str) -> Person:
    return Person(id=id, name=name, role=Role.UNIT_REVIEWER, unit=unit, unit_name=unit_name)


REPORTING_PEOPLE = tuple(_of_unit(*one) for one in _REPORTING_UNITS)
"""Who speaks for the units that have nothing to do here but to report to the council."""

DEMO_PEOPLE = (
    Person(id="p-anna", name="Anna Bielecka", role=Role.OFFICER, unit="WPKS"),
    Person(id="p-ola", name="Aleksandra Nowik", role=Role.OFFICER, unit="WPKS"),
    *(_of_unit(*one) for one in _UNITS),
    Person(id="p-mayor", name="Prezydent Miasta (wersja pokazowa)", role=Role.MAYOR),
    Person(id="p-olga", name="Olga Maj", role=Role.PRESS_OFFICER, unit="WPKS"),
    Person(id="p-kamil", name="Kamil Sikorski", role=Role.PRESS_OFFICER, unit="WPKS"),
    Person(id="p-hubert", name="Hubert Kania", role=Role.DUTY_OFFICER),
    Person(id="p-piotr", name="Piotr Lis", role=Role.PROTOCOL_OFFICER, unit="WPKS"),
    Person(id="p-zofia", name="Zofia Rutkowska", role=Role.COMMISSION),
    Person(id="p-hanna", name="Hanna Mazur", role=Role.COMMISSION),
    Person(id="p-barbara", name="Barbara Kruk", role=Role.TEAM_CHAIR),
    Person(id="p-czeslaw", name="Czesław Rój", role=Role.TEAM_MEMBER),
    Person(id="p-danuta", name="Danuta Łoś", role=Role.TEAM_MEMBER),
    Person(id="p-grzegorz", name="Grzegorz Sikora", role=Role.TEAM_MEMBER),
    Person(id="p-krystyna", name="Krystyna Bober", role=Role.TREASURER),
    Person(id="p-adam", name="Adam Cichy", role=Role.AUDITOR),
    Person(id="p-tomasz", name="Tomasz Sowa", role=Role.ADMIN),
    *REPORTING_PEOPLE,
)
"""All of them, as they stand where one chooses."""

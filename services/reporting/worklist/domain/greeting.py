"""How one is greeted by name in Polish, where names change when one is called. It guesses no name it does not know."""

_CALLED = {
    "Adam": "Adamie", "Agata": "Agato", "Agnieszka": "Agnieszko", "Aleksandra": "Aleksandro", "Alicja": "Alicjo",
    "Andrzej": "Andrzeju", "Anna": "Anno", "Artur": "Arturze", "Barbara": "Barbaro", "Beata": "Beato",
    "Bogdan": "Bogdanie", "Celina": "Celino", "Czesław": "Czesławie", "Damian": "Damianie", "Danuta": "Danuto",
    "Dariusz": "Dariuszu", "Dorota": "Doroto", "Edyta": "Edyto", "Elżbieta": "Elżbieto", "Ewa": "Ewo",
    "Filip": "Filipie", "Gabriela": "Gabrielo", "Grażyna": "Grażyno", "Grzegorz": "Grzegorzu", "Halina": "Halino",
    "Hanna": "Hanno", "Henryk": "Henryku", "Hubert": "Hubercie", "Irena": "Ireno", "Iwona": "Iwono",
    "Izabela": "Izabelo", "Jacek": "Jacku", "Jan": "Janie", "Janusz": "Januszu", "Jerzy": "Jerzy",
    "Joanna": "Joanno", "Jolanta": "Jolanto", "Józef": "Józefie", "Julia": "Julio", "Justyna": "Justyno",
    "Kamil": "Kamilu", "Karolina": "Karolino", "Katarzyna": "Katarzyno", "Kinga": "Kingo", "Krystyna": "Krystyno",
    "Krzysztof": "Krzysztofie", "Leszek": "Leszku", "Lucyna": "Lucyno", "Łukasz": "Łukaszu", "Maciej": "Macieju",
    "Magdalena": "Magdaleno", "Małgorzata": "Małgorzato", "Marcin": "Marcinie", "Marek": "Marku", "Maria": "Mario",
    "Mariusz": "Mariuszu", "Marta": "Marto", "Mateusz": "Mateuszu", "Michał": "Michale", "Monika": "Moniko",
    "Natalia": "Natalio", "Norbert": "Norbercie", "Olga": "Olgo", "Oliwia": "Oliwio", "Paweł": "Pawle",
    "Piotr": "Piotrze", "Rafał": "Rafale", "Renata": "Renato", "Robert": "Robercie", "Ryszard": "Ryszardzie",
    "Stanisław": "Stanisławie", "Stefan": "Stefanie", "Sylwia": "Sylwio", "Tadeusz": "Tadeuszu", "Teresa": "Tereso",
    "Tomasz": "Tomaszu", "Urszula": "Urszulo", "Wiesława": "Wiesławo", "Wiktor": "Wiktorze",
    "Wojciech": "Wojciechu", "Zbigniew": "Zbigniewie", "Zofia": "Zofio",
}  # fmt: skip


def called(name: str) -> str | None:
    """Give the first name of a person as one calls it: "Anna Bielecka" is "Anno". None where the name is not known."""
    return _CALLED.get(name.split(" ")[0])

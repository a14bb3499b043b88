"""How people are told what was destroyed and what stays. It decides neither."""

from services.voting.destruction.domain import Kind

NAMES = {
    Kind.MAILS: "Niedoręczone listy e-mail o skargach",
    Kind.COMPLAINTS: "Skargi: dane osobowe, treść i odpowiedzi",
    Kind.DOUBTS: "Prośby o ustalenie, kim jest głosujący",
    Kind.ENQUIRIES: "Pytania, czy ktoś zagłosował za tę osobę",
    Kind.REPORTS: "Zgłoszenia „to nie mój głos” i co o nich ustalono",
    Kind.ROLL: "Spis uprawnionych: nazwiska, adresy, kody i znaczniki",
    Kind.CARDS: "Karty papierowe: treść obu wpisów i uwagi",
    Kind.WORDS: "Opisy różnic i zmian w punktach głosowania i uzasadnienia kodów",
    Kind.FLAGS: "Uzasadnienia komisji o głosach w kwarantannie",
    Kind.SUSPECTS: "Powiązania głosów z flagami",
    Kind.SIGHTINGS: "Ślady tego, jak przychodziły głosy",
    Kind.ENVELOPES: "Znaczniki głosujących na kopertach w urnie",
    Kind.KEY: "Klucz edycji",
}
"""What each kind is called, in the protocol and on the page."""
STAYS = (
    ("Publiczny dziennik urny z podpisami i dowodami", "Każdy może sprawdzić, że urna się nie zmieniła."),
    ("Koperty w urnie bez znaczników głosujących", "Zgadzają się z dziennikiem. Nikt nie wie, czyje są."),
    ("Karty po liczeniu i wyniki", "Każdy może policzyć głosy od nowa."),
    ("Protokół z liczenia i dowody losowania", "Dokument z głosowania."),
    ("Liczby: uprawnionych, głosów, kart, flag i skarg", "Nie da się z nich poznać osoby."),
    ("Kto z urzędu wpisał i potwierdził każdą kartę", "Pokazuje, że każdą kartę sprawdziły dwie osoby."),
)
"""What stays, and why."""
BASIS = (
    "Art. 5 ust. 1 lit. e i art. 17 ust. 1 lit. a rozporządzenia (UE) 2016/679 (RODO): danych osobowych nie "
    "przechowuje się dłużej, niż są potrzebne do celu, dla którego je zebrano"
)
"""Why the data go: storage limitation, and erasure of what is no longer needed (GDPR)."""

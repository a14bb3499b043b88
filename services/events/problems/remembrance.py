"""What the errors of anniversaries, ceremonies, wreaths, memorials and partners mean on the web."""

from services.events.anniversaries.domain import NoSuchStep, NotInPlan, OtherYear, PlanApproved, PlanTooFar, StepUnknown
from services.events.ceremonies.domain import (
    CeremonyFull,
    CeremonyNotNow,
    HourMissing,
    NotACeremony,
    NotYetHeld,
    OwnCeremony,
    RefusalStands,
    ScenarioEmpty,
    ScenarioThere,
)
from services.events.ceremonies.domain.military import CopyBroken, NothingAsked, NothingNew, RequestNotNow
from services.events.ceremonies.domain.permits import DayUnfit as PermitDayUnfit
from services.events.ceremonies.domain.permits import KindUnknown, PermitKnown, PermitLacking, PermitNotNow
from services.events.ceremonies.domain.scenario import Elsewhere, NoSuchItem, PostTaken, TooManyItems
from services.events.ceremonies.service.reports import SpeechUnknown
from services.events.memorials.domain import (
    CareClosed,
    InspectedAhead,
    InspectionsMissing,
    MemorialWithdrawn,
    TooManyPhotographs,
)
from services.events.memorials.domain.proposals import DayAhead, NotNow, ProposalClosed
from services.events.memorials.service.applications import TooManyProposals
from services.events.memorials.service.telling import ProposalLinkBroken
from services.events.partners.domain import NoSuchNote, NoteAhead, PartnerEnded, PartnerKnown, TooManyNotes
from services.events.precedence.domain import NothingMoved, RankNamed, RankUnknown, RankUsed, TooManyRanks
from services.events.precedence.domain import NothingToUndo as NoVersionToUndo
from services.events.wreaths.domain import (
    DelegationGone,
    NoMoveToUndo,
    NothingToTell,
    OrderClosed,
    SiteTaken,
    SpotUnknown,
    TooManyDelegations,
)
from shared.web.problems import Problem

PROBLEMS: dict[type[Exception], Problem] = {
    NotInPlan: Problem(
        409,
        "not-in-plan",
        "Tej rocznicy nie ma w planie",
        "Skreślono ją w tym roku. Zmień to w jej wpisie w kalendarzu.",
    ),
    NoSuchStep: Problem(
        409, "no-such-step", "Tego zadania nie można teraz zmienić", "Może ktoś już je zmienił. Nic nie zapisaliśmy."
    ),
    StepUnknown: Problem(422, "step-unknown", "Na liście zadań nie ma takiego kroku", "Wybierz krok z listy."),
    OtherYear: Problem(422, "other-year", "To dzień innego roku", "Podaj dzień w roku, na który jest ten plan."),
    PlanApproved: Problem(409, "plan-approved", "Ten plan jest już zatwierdzony", "Zmieniaj pojedyncze rocznice."),
    PlanTooFar: Problem(
        422, "plan-too-far", "Na ten rok planu teraz nie ułożymy", "Wybierz rok bieżący albo jeden z trzech następnych."
    ),
    MemorialWithdrawn: Problem(
        409, "memorial-withdrawn", "To miejsce wykreślono z rejestru", "Nic w nim już nie zmienisz."
    ),
    TooManyPhotographs: Problem(
        409, "too-many-photographs", "To miejsce ma już tyle zdjęć, ile może", "Usuń najpierw jedno z nich."
    ),
    CareClosed: Problem(
        409, "care-closed", "Tego roku opieki nie można teraz zmienić", "Jest zamknięty albo nie jest to rok bieżący."
    ),
    InspectionsMissing: Problem(
        409,
        "inspections-missing",
        "Nie każde miejsce ma oględziny",
        "Rok zamkniesz, gdy każde miejsce z planu będzie obejrzane.",
    ),
    InspectedAhead: Problem(
        422, "inspected-ahead", "Ten dzień nie pasuje", "Podaj dzień, który już był, w roku tego planu."
    ),
    ProposalClosed: Problem(409, "memorial-proposal-closed", "Ta sprawa jest zakończona", "Nic nie zapisaliśmy."),
    TooManyProposals: Problem(409, "too-many-proposals", "Z tego adresu czekają już 3 wnioski. Poczekaj na odpowiedź."),
    ProposalLinkBroken: Problem(404, "link-broken", "Ten adres jest niepełny", "Skopiuj cały adres z wiadomości."),
    NotNow: Problem(
        409,
        "memorial-step-not-now",
        "Na ten krok jeszcze nie pora",
        "Najpierw potrzebne są pozostałe opinie i zgody. Nic nie zapisaliśmy.",
    ),
    DayAhead: Problem(
        422,
        "day-ahead",
        "Ten dzień nie pasuje",
        "Podaj dzień, który już był i nie jest wcześniejszy niż poprzedni krok.",
    ),
    NothingMoved: Problem(409, "nothing-moved", "To już stoi w tym miejscu", "Nic nie zapisaliśmy."),
    RankNamed: Problem(409, "rank-named", "Jest już ranga o tej nazwie", "Podaj inną nazwę."),
    RankUnknown: Problem(
        409, "rank-unknown", "Nie ma takiej rangi", "Zakończono ją albo usunięto. Wybierz inną z precedencji."
    ),
    RankUsed: Problem(409, "rank-used", "Ktoś ma tę rangę", "Zakończ ją zamiast usuwać."),
    TooManyRanks: Problem(409, "too-many-ranks", "Rang jest już tyle, ile może być", "Zakończ najpierw jedną z nich."),
    NoVersionToUndo: Problem(
        409, "no-version-to-undo", "Nie ma czego cofnąć", "Cofnąć można tylko ostatnią zmianę, raz."
    ),
    OrderClosed: Problem(
        409,
        "wreaths-closed",
        "Tej kolejności już się nie zmienia",
        "Uroczystość już była albo jej nie będzie.",
    ),
    DelegationGone: Problem(
        409, "delegation-gone", "Ktoś wycofał albo przywrócił już tę delegację", "Otwórz kolejność jeszcze raz."
    ),
    SpotUnknown: Problem(409, "no-such-spot", "Nie ma już takiego miejsca", "Otwórz kolejność jeszcze raz."),
    SiteTaken: Problem(
        409,
        "site-taken",
        "Tego miejsca nie można tak zmienić",
        "Jest już na liście, jest jedyne albo ktoś składa tu wieniec.",
    ),
    TooManyDelegations: Problem(409, "too-many-delegations", "Miejsc albo delegacji jest już tyle, ile może być"),
    NothingToTell: Problem(409, "nothing-to-tell", "Delegacje już to wiedzą", "Otwórz kolejność jeszcze raz."),
    NoMoveToUndo: Problem(
        409, "no-move-to-undo", "Nie ma czego cofnąć", "Cofnąć można tylko ostatnie przesunięcie, raz."
    ),
    PartnerKnown: Problem(409, "partner-known", "Ta organizacja jest już w rejestrze", "Znajdź ją po nazwie."),
    PartnerEnded: Problem(
        409, "partner-ended", "Z tym partnerem już nie współpracujemy", "Przywróć go albo wybierz innego."
    ),
    NoSuchNote: Problem(409, "no-such-note", "Tego wpisu już nie ma", "Nic nie zapisaliśmy."),
    TooManyNotes: Problem(409, "too-many-notes", "Wpisów jest już tyle, ile może być"),
    NoteAhead: Problem(422, "note-ahead", "Ten dzień jeszcze nie nadszedł", "Podaj dzień, który już był."),
    CeremonyNotNow: Problem(
        409, "ceremony-not-there", "Uroczystość nie czeka teraz na ten krok", "Otwórz ją jeszcze raz."
    ),
    OwnCeremony: Problem(
        409, "own-ceremony", "To robi ktoś inny niż autor zmian", "Poproś osobę, która ich nie pisała."
    ),
    NotACeremony: Problem(
        409,
        "not-a-ceremony",
        "Ten wpis w kalendarzu nie jest uroczystością, która się odbędzie",
        "Sprawdź jego rodzaj.",
    ),
    HourMissing: Problem(409, "hour-missing", "Uroczystość nie ma jeszcze godziny", "Podaj ją we wpisie w kalendarzu."),
    ScenarioEmpty: Problem(409, "scenario-empty", "Scenariusz jest pusty", "Najpierw ułóż punkty."),
    ScenarioThere: Problem(409, "scenario-there", "Scenariusz ma już punkty", "Zmień te, które są."),
    NotYetHeld: Problem(409, "not-yet-held", "Uroczystość jeszcze się nie zaczęła", "Zapisz to po jej rozpoczęciu."),
    CeremonyFull: Problem(409, "too-many", "Więcej się tu nie zmieści"),
    TooManyItems: Problem(409, "too-many-items", "Scenariusz ma już tyle punktów albo stanowisk, ile może"),
    Elsewhere: Problem(
        409,
        "post-elsewhere",
        "Ta osoba albo to miejsce jest wtedy potrzebne w innym punkcie",
        "Zmień godziny, miejsce albo stanowisko. Nic nie zapisaliśmy.",
    ),
    NoSuchItem: Problem(404, "no-such-item", "Nie ma takiego punktu albo stanowiska", "Otwórz scenariusz jeszcze raz."),
    PostTaken: Problem(409, "post-taken", "Na tym stanowisku ktoś już jest", "Sztandar też może mieć tylko jedno."),
    RequestNotNow: Problem(409, "request-not-there", "Wniosek o asystę nie czeka teraz na ten krok"),
    NothingAsked: Problem(409, "nothing-asked", "Wniosek o asystę o nic nie prosi", "Najpierw zaznacz, o co prosimy."),
    NothingNew: Problem(409, "nothing-new", "Garnizon ma już ten scenariusz i ten wniosek", "Nic nie wysłaliśmy."),
    CopyBroken: Problem(
        500,
        "copy-broken",
        "Kopia scenariusza nie zgadza się ze swoim skrótem",
        "Zgłoś to administratorowi i odtwórz ją z kopii zapasowej.",
    ),
    KindUnknown: Problem(422, "kind-unknown", "Nie znamy tego rodzaju", "Wybierz z listy."),
    PermitKnown: Problem(409, "permit-known", "To zezwolenie jest już na liście"),
    PermitLacking: Problem(
        409,
        "permit-lacking",
        "Na tyle osób potrzebne jest zezwolenie, którego nie ma na liście",
        "Dodaj je do zezwoleń albo podaj powód.",
    ),
    RefusalStands: Problem(
        409,
        "refusal-stands",
        "Odmówiono zezwolenia albo asysty",
        "Wystąp jeszcze raz albo podaj powód, by zamknąć mimo to.",
    ),
    PermitNotNow: Problem(409, "permit-not-there", "To zezwolenie nie czeka teraz na ten krok"),
    PermitDayUnfit: Problem(422, "ceremony-day-unfit", "Ten dzień jeszcze nie nadszedł", "Popraw datę."),
    SpeechUnknown: Problem(422, "speech-unknown", "Nie ma takiego wystąpienia", "Sprawdź jego adres."),
}

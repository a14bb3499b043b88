"""What the errors of media mean on the web: type, status, and the Polish words a person reads."""

from services.media.accessibility.domain import ReviewUnfit
from services.media.bip.domain import Ended, MadeAhead
from services.media.channels.domain.gateways import DeliveryNotThere, GatewayGone
from services.media.channels.domain.profiles import ProfileAlready
from services.media.channels.domain.said import SaidAhead
from services.media.conferences.domain import NotNow as ConferenceNotNow
from services.media.conferences.domain import TooManyMaterials
from services.media.conferences.domain.admission import AdmissionClosed, AdmissionDecided
from services.media.conferences.domain.programme import ProgrammeUnfit, SeriesTooFar, TimesUnfit
from services.media.conferences.service import InvitationBroken
from services.media.contacts.domain import AccreditationEnded, ConsentAhead, ConsentWithdrawn, PeriodBackwards
from services.media.crisis.domain.hazards import UnknownHazard
from services.media.crisis.domain.message import ExpiryUnfit, NotInForce, NotPreApproved, SamePerson, WrongState
from services.media.crisis.domain.plan import PlanApproved
from services.media.crisis.domain.reached import NotToTryAgain
from services.media.crisis.domain.record import AlreadyHandedOver
from services.media.crisis.domain.rota import RotaFull, ShiftOverlaps, ShiftUnfit
from services.media.monitoring.domain.mention import TooManyRulings
from services.media.monitoring.domain.source import SourceAlready
from services.media.monitoring.service import TooManySources, TooManyTopics
from services.media.newsletter.domain.issue import IssueNotThere, ItemWithdrawn, NothingInside, SameEditor
from services.media.newsletter.domain.mailing import MailingNotThere
from services.media.newsletter.domain.readers import ReaderLinkBroken, ReaderLinkExpired
from services.media.releases.domain.release import (
    CorrectionWaits,
    EmbargoNotSaid,
    EmbargoUnfit,
    NothingCorrected,
    NothingToConfirm,
    SameEyes,
    TooMuch,
)
from services.media.releases.domain.steps import NotNow as ReleaseNotNow
from services.media.requests.domain import (
    GroundUnfit,
    KindUnfit,
    PublicationMissing,
    ReceivedAhead,
    SendersWords,
    TooManyCorrections,
    TooManyVersions,
    UnitUnchanged,
)
from services.media.requests.domain.clocks import DayNotNamed
from services.media.requests.domain.steps import NotNow
from services.media.requests.domain.timing import (
    ExtendedAlready,
    ExtensionTooFar,
    ExtensionTooLate,
    TermOver,
    TermRuns,
    TermStands,
)
from services.media.requests.domain.units import UnitUnknown
from services.media.requests.sealed import LinkBroken, LinkEnded, LinkTakenOut
from services.media.requests.service import TooManyWaiting
from services.media.requests.service.answering import AnsweredAhead, WayMissing
from services.media.website.domain.article import ArticleWithdrawn, NotPublished, OwnText, SlugTaken
from services.media.website.domain.article import NotNow as ArticleNotNow
from shared.files import FileRefused
from shared.web.problems import Problem
from shared.web.series import SERIES_PROBLEMS

PROBLEMS: dict[type[Exception], Problem] = {
    NotNow: Problem(
        409, "press-request-not-there", "Ktoś zrobił już następny krok w tej sprawie", "Otwórz sprawę jeszcze raz."
    ),
    ReleaseNotNow: Problem(
        409,
        "release-not-there",
        "Tego nie można już zrobić z tym komunikatem",
        "Otwórz go jeszcze raz i zobacz, co się z nim stało.",
    ),
    ConferenceNotNow: Problem(
        409,
        "conference-not-there",
        "Tego nie można już zrobić z tą konferencją",
        "Otwórz ją jeszcze raz i zobacz, co się z nią stało.",
    ),
    AdmissionClosed: Problem(
        409, "admission-closed", "Na to spotkanie nie można się już zgłosić", "Zobacz, kiedy jest następne."
    ),
    AdmissionDecided: Problem(
        409, "admission-decided", "O tej prośbie już zdecydowano", "Otwórz konferencję jeszcze raz."
    ),
    **SERIES_PROBLEMS,
    SeriesTooFar: Problem(
        422, "series-too-far", "Tak daleko naprzód serii nie zaplanujemy", "Ostatni termin może być najdalej za rok."
    ),
    TimesUnfit: Problem(
        422,
        "times-unfit",
        "O tej porze nikt nie przyjdzie",
        "Początek jest przed nami, koniec najwyżej 12 godzin później.",
    ),
    ProgrammeUnfit: Problem(
        422, "programme-unfit", "Program nie pasuje do godzin", "Godziny idą po kolei, między początkiem a końcem."
    ),
    TooManyMaterials: Problem(409, "too-many-materials", "Jest tu już 10 plików", "Usuń coś, zanim dodasz następne."),
    InvitationBroken: Problem(404, "link-broken", "Ten adres jest niepełny", "Skopiuj cały adres z wiadomości."),
    SameEyes: Problem(409, "same-eyes", "Zatwierdzić musi to ktoś inny", "Poproś osobę, która tego tekstu nie pisała."),
    EmbargoUnfit: Problem(
        422, "embargo-unfit", "Ta chwila już minęła albo jest później niż za rok", "Popraw koniec embarga."
    ),
    EmbargoNotSaid: Problem(
        409, "embargo-not-said", "Embargo jeszcze trwa", "Zaznacz, że mimo to chcesz wysłać komunikat."
    ),
    CorrectionWaits: Problem(409, "correction-waits", "Jedno sprostowanie czeka już na zatwierdzenie"),
    NothingCorrected: Problem(422, "nothing-corrected", "Tekst jest taki sam jak opublikowany", "Popraw go."),
    NothingToConfirm: Problem(
        409, "nothing-to-confirm", "To sprostowanie nie czeka już na zatwierdzenie", "Otwórz komunikat jeszcze raz."
    ),
    TooMuch: Problem(409, "too-much", "Tego jest tu już tyle, ile może być", "Usuń coś, zanim dodasz następne."),
    FileRefused: Problem(422, "file-refused", "Tego pliku nie możemy przyjąć", "Wybierz inny plik, do 10 MB."),
    UnitUnknown: Problem(422, "unit-unknown", "Miasto nie ma takiej jednostki", "Wybierz jednostkę z listy."),
    UnitUnchanged: Problem(409, "unit-unchanged", "Ta jednostka ma już tę sprawę", "Wybierz inną jednostkę."),
    ReceivedAhead: Problem(422, "received-ahead", "Ten dzień wpływu jeszcze nie nadszedł", "Popraw dzień i godzinę."),
    PublicationMissing: Problem(
        422, "publication-missing", "Sprostowanie dotyczy publikacji", "Podaj jej tytuł i dzień ukazania się."
    ),
    DayNotNamed: Problem(
        422, "day-not-named", "Nie wiadomo, kiedy jest następny numer albo przekaz", "Podaj dzień numeru albo przekazu."
    ),
    ExtensionTooLate: Problem(
        409,
        "extension-too-late",
        "Termin już minął, nie można go przedłużyć",
        "O późniejszym terminie trzeba powiadomić przed upływem 14 dni (art. 13 ust. 2 u.d.i.p.).",
    ),
    ExtensionTooFar: Problem(
        422,
        "extension-too-far",
        "Tego dnia nie można wyznaczyć",
        "Nowy dzień jest po obecnym terminie i najwyżej 2 miesiące od złożenia wniosku.",
    ),
    ExtendedAlready: Problem(
        409, "extended-already", "Termin był już raz przedłużony", "Drugiego razu ustawa nie zna."
    ),
    TermStands: Problem(409, "term-stands", "Termin jest wstrzymany", "Najpierw wznów jego bieg."),
    TermRuns: Problem(409, "term-runs", "Termin nie jest wstrzymany"),
    TermOver: Problem(409, "term-over", "Termin już minął, nie można go wstrzymać"),
    GroundUnfit: Problem(
        422, "ground-unfit", "Ta podstawa odmowy nie pasuje do rodzaju sprawy", "Wybierz inną podstawę."
    ),
    TooManyVersions: Problem(409, "too-many-versions", "Ta odpowiedź ma już za dużo wersji"),
    TooManyCorrections: Problem(409, "too-many-corrections", "Ten wpis poprawiano już za wiele razy"),
    KindUnfit: Problem(
        409,
        "kind-unfit",
        "Tego rodzaju ta sprawa być nie może",
        "Nadawcy powiedziano już o terminie, którego ten rodzaj nie zna, albo to żądanie samego miasta.",
    ),
    SendersWords: Problem(
        409, "senders-words", "Tego nie zmieniamy: tak napisał nadawca", "Popraw tylko dane redakcji i kontakt."
    ),
    TooManyWaiting: Problem(
        409, "too-many-waiting", "Na odpowiedź czeka już 20 spraw z tego adresu", "Następną wyślij, gdy odpowiemy."
    ),
    WayMissing: Problem(
        422, "way-missing", "Nadawca nie zostawił adresu e-mail", "Napisz, jak wiadomość została przekazana."
    ),
    AnsweredAhead: Problem(422, "day-impossible", "Ten dzień nie jest możliwy", "Popraw datę."),
    LinkEnded: Problem(
        410,
        "link-ended",
        "Ten link już nie działa",
        "Adres e-mail w tej sprawie poprawiono. Nowy link jest w wiadomości, która przyszła na poprawiony adres.",
    ),
    LinkTakenOut: Problem(
        410,
        "link-taken-out",
        "Ten link już nie działa",
        "Z tej sprawy usunięto adres e-mail, więc nowego linku nie ma. O sprawę zapytaj w biurze prasowym.",
    ),
    LinkBroken: Problem(404, "link-broken", "Ten adres jest niepełny", "Skopiuj cały adres z wiadomości."),
    ConsentWithdrawn: Problem(
        409, "consent-withdrawn", "Ten dziennikarz wycofał zgodę", "Niczego o nim już nie zapisujemy."
    ),
    ConsentAhead: Problem(422, "consent-ahead", "Ten dzień zgody jeszcze nie nadszedł", "Popraw datę."),
    PeriodBackwards: Problem(422, "period-backwards", "Koniec jest przed początkiem", "Popraw daty."),
    AccreditationEnded: Problem(409, "accreditation-ended", "Ta akredytacja została już cofnięta"),
    ArticleNotNow: Problem(
        409, "article-not-there", "Ktoś zrobił już następny krok z tym tekstem", "Otwórz go jeszcze raz."
    ),
    MadeAhead: Problem(422, "bip-made-ahead", "Ten dzień wytworzenia jeszcze nie nadszedł", "Popraw datę."),
    ReviewUnfit: Problem(
        422,
        "review-unfit",
        "Ten przegląd nie pasuje do poprzedniego albo do stanu zgodności",
        "Popraw dni; braki wpisz przy niepełnej zgodności, a przy pełnej żadnych.",
    ),
    Ended: Problem(409, "bip-ended", "Ten wpis jest nieaktualny", "Już się nie zmieni. Dodaj nowy."),
    OwnText: Problem(
        409,
        "own-text",
        "Kto pisze tekst, ten go nie zatwierdza",
        "Poproś osobę, która go nie pisała ani nie zmieniała.",
    ),
    ArticleWithdrawn: Problem(
        409, "article-withdrawn", "Ten artykuł został wycofany", "Wycofanego artykułu nie zmieniamy. Napisz nowy."
    ),
    NotPublished: Problem(
        409, "not-published", "Tego artykułu nie ma jeszcze na stronie", "Wycofać można tylko opublikowany artykuł."
    ),
    SlugTaken: Problem(409, "slug-taken", "Ten adres ma albo miał inny tekst", "Wyślij jeszcze raz albo zmień tytuł."),
    UnknownHazard: Problem(404, "hazard-unknown", "Nie ma takiego zagrożenia", "Wybierz zagrożenie z listy."),
    WrongState: Problem(
        409,
        "warning-state",
        "Tego nie można już zrobić z tym komunikatem",
        "Otwórz go jeszcze raz i zobacz, co się z nim stało.",
    ),
    SamePerson: Problem(
        409, "same-person", "Zatwierdzić musi to ktoś inny", "Poproś osobę, która tego tekstu nie pisała."
    ),
    NotPreApproved: Problem(
        409,
        "not-pre-approved",
        "Tego tekstu nie zatwierdzono wcześniej",
        "Zapisz go i poproś drugą osobę o zatwierdzenie.",
    ),
    ExpiryUnfit: Problem(
        422, "expiry-unfit", "Ten koniec już minął albo jest za późno", "Podaj koniec w ciągu najbliższych 14 dni."
    ),
    NotInForce: Problem(
        409, "not-in-force", "To ostrzeżenie już nie obowiązuje", "Nie ma czego zmieniać ani odwoływać. Wydaj nowe."
    ),
    AlreadyHandedOver: Problem(
        409, "already-handed-over", "Tę prośbę już przekazano", "Kto i kiedy, zobaczysz w dzienniku."
    ),
    NotToTryAgain: Problem(
        409,
        "not-to-try-again",
        "Tym kanałem nie ma czego ponawiać",
        "Otwórz ostrzeżenie jeszcze raz: już poszło, próba trwa albo ostrzeżenie nie obowiązuje.",
    ),
    IssueNotThere: Problem(
        409, "issue-not-there", "Ktoś zrobił już następny krok z tym wydaniem", "Otwórz je jeszcze raz."
    ),
    SameEditor: Problem(
        409, "same-editor", "Zatwierdzić musi to ktoś inny", "Poproś osobę, która tego wydania nie pisała."
    ),
    NothingInside: Problem(
        409, "issue-empty", "To wydanie jest puste", "Wybierz co najmniej jeden artykuł albo komunikat."
    ),
    ItemWithdrawn: Problem(
        409,
        "item-withdrawn",
        "Miasto wycofało coś, co jest w tym wydaniu",
        "Cofnij wydanie do szkicu i wyjmij z niego to, co wycofano.",
    ),
    MailingNotThere: Problem(409, "mailing-not-there", "Ta wysyłka jest już na innym etapie", "Otwórz ją jeszcze raz."),
    ReaderLinkBroken: Problem(
        404, "newsletter-link-broken", "Ten adres jest niepełny", "Skopiuj cały adres z wiadomości."
    ),
    ReaderLinkExpired: Problem(
        410, "newsletter-link-expired", "Ten link stracił ważność", "Podaj adres jeszcze raz na stronie newslettera."
    ),
    DeliveryNotThere: Problem(
        409, "delivery-not-there", "Z tą wiadomością ktoś już coś zrobił", "Otwórz ten kanał jeszcze raz."
    ),
    GatewayGone: Problem(404, "gateway-gone", "Nie ma takiej bramki", "Wybierz kanał z listy."),
    ProfileAlready: Problem(409, "profile-already", "Profil o tym adresie jest już na liście", "Popraw tamten."),
    SaidAhead: Problem(422, "said-ahead", "Ta chwila jeszcze nie nadeszła", "Popraw dzień i godzinę."),
    SourceAlready: Problem(
        409, "source-already", "Ten adres jest już obserwowany", "Znajdź go na liście źródeł i tam popraw."
    ),
    TooManySources: Problem(
        409, "too-many-sources", "Źródeł jest już 200", "Zmień jedno z tych, których już nie obserwujesz."
    ),
    TooManyTopics: Problem(409, "too-many-topics", "Tematów jest już 100", "Zmień jeden z tych, których nie śledzisz."),
    TooManyRulings: Problem(409, "too-many-rulings", "Ton tej publikacji zmieniano już 50 razy"),
    PlanApproved: Problem(409, "plan-approved", "Ten plan jest już zatwierdzony", "Nie trzeba nic robić."),
    ShiftUnfit: Problem(422, "shift-unfit", "Dyżur musi się skończyć po początku, najpóźniej 14 dni później."),
    ShiftOverlaps: Problem(409, "shift-overlaps", "W tym czasie ktoś już ma dyżur. Zobacz listę."),
    RotaFull: Problem(409, "rota-full", "Grafik jest pełny. Usuń dyżury, które już niepotrzebne."),
}

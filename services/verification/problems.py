"""What the errors of verification mean on the web: type, status, and the Polish words a person reads."""

from services.verification.admission.domain import AdmissionClosed, CostAboveCap, DecisionUnexplained, TooManyAtOnce
from services.verification.appeals.domain import NextUnitMissing, NotAtThisStep, SamePerson
from services.verification.cases.domain import ApplicantAsked, EditionUnknown, PlaceUnknown, UnitUnknown
from services.verification.cases.domain.checks import CheckUnknown, Contradicted, OverruleUnexplained
from services.verification.cases.service import PlaceUnreadable
from services.verification.conflicts.domain import ConflictKnown, ConflictLapsed, ListPublished, NotAPair
from services.verification.decisions.domain import AmountAboveAsked, DecisionIncomplete, OwnShareTooSmall
from services.verification.formal.domain import (
    CallPending,
    CardClosed,
    FailureUnexplained,
    NotCorrectable,
    NothingToCorrect,
    ReviewUnitMissing,
)
from services.verification.formal.domain.initiatives import NotYetCalled
from services.verification.funds.domain import FundsExceeded, NothingMissing, TotalBelowSecured, TotalUnknown
from services.verification.initiatives.domain import AnswerNotLater, AnswerTooFar, NotAtThisStage
from services.verification.merit.domain import (
    CostUnexplained,
    EstimateIncomplete,
    ReviewClosed,
    ReviewNotFinished,
    UnitUnchanged,
)
from services.verification.opinions.domain import (
    ClosingUnexplained,
    NameMisplaced,
    NotInRound,
    OpinionKnown,
    PoolsMisplaced,
    ReceivedAhead,
    ReceivedEarly,
    ReceivedLate,
    ResolutionLater,
    RoundClosed,
    RoundExists,
    WindowWrong,
)
from services.verification.scoring.domain import (
    AlreadyExcused,
    CriteriaFaulty,
    CriteriaKnown,
    CriteriaMissing,
    MeetingTooFar,
    MemberExcused,
    NobodyScored,
    PointsFaulty,
    ScoringClosed,
    ScoringKnown,
)
from services.verification.statements.domain import (
    StatementClosed,
    StatementOpen,
    StatementsAwaited,
    StatementUnitUnchanged,
    TooManyStatements,
    UnitLeads,
)
from services.verification.unit_opinions.domain import TooManyOpinions
from shared.web.problems import Problem

PROBLEMS: dict[type[Exception], Problem] = {
    EditionUnknown: Problem(
        503,
        "edition-not-here-yet",
        "Zasady tej edycji jeszcze do nas nie dotarły",
        "Spróbuj ponownie za chwilę.",
        retry_after=5,
    ),
    PlaceUnknown: Problem(
        409, "place-unknown", "Edycja nie ma puli tego projektu", "Sprawdź zasady edycji i spróbuj ponownie."
    ),
    PlaceUnreadable: Problem(400, "place-unreadable", "Ten adres listy jest niepełny", "Otwórz listę od początku."),
    UnitUnknown: Problem(422, "unit-unknown", "Nie ma jednostki o tym symbolu", "Wybierz jednostkę z listy."),
    CheckUnknown: Problem(422, "check-unknown", "Na karcie nie ma takiego warunku", "Popraw kod warunku."),
    OverruleUnexplained: Problem(
        422,
        "overrule-unexplained",
        "Zmiana wyniku automatu wymaga uzasadnienia",
        "Napisz przy tym warunku, dlaczego oceniasz go inaczej.",
    ),
    Contradicted: Problem(
        422,
        "result-contradicted",
        "Wynik nie zgadza się z kartą",
        "Pozytywny wynik jest możliwy tylko wtedy, gdy żaden warunek nie jest niespełniony.",
    ),
    CardClosed: Problem(
        409, "card-closed", "Ta karta jest już zamknięta", "Zobacz jej wynik w historii sprawy. Nic nie zmieniliśmy."
    ),
    CallPending: Problem(
        409,
        "call-pending",
        "Wnioskodawca ma jeszcze czas na uzupełnienie",
        "Kartę dokończysz, gdy odpowie albo gdy minie termin.",
    ),
    NothingToCorrect: Problem(
        422, "nothing-to-correct", "Nie wiadomo, co uzupełnić", "Zaznacz warunek, który nie jest spełniony."
    ),
    NotCorrectable: Problem(
        422,
        "not-correctable",
        "Tego wnioskodawca nie może uzupełnić",
        "Odrzuć wniosek albo oceń ten warunek inaczej.",
    ),
    ReviewUnitMissing: Problem(
        422, "unit-missing", "Brakuje jednostki, która oceni projekt", "Wybierz jednostkę i zakończ kartę ponownie."
    ),
    FailureUnexplained: Problem(
        422,
        "failure-unexplained",
        "Brakuje powodu odrzucenia",
        "Zaznacz niespełniony warunek albo napisz uzasadnienie.",
    ),
    ReviewNotFinished: Problem(
        409,
        "review-not-finished",
        "Tej oceny nie można zwrócić, bo nie jest skończona",
        "Zwraca się ocenę, która czeka na decyzję prezydenta.",
    ),
    ReviewClosed: Problem(
        409, "review-closed", "Ta ocena jest już zamknięta", "Zobacz ją w historii sprawy. Nic nie zmieniliśmy."
    ),
    CostUnexplained: Problem(
        422, "cost-unexplained", "Zmiana kosztu wymaga uzasadnienia", "Napisz, skąd wynika różnica."
    ),
    EstimateIncomplete: Problem(
        422,
        "estimate-incomplete",
        "Kosztorys ma inną liczbę pozycji niż wniosek",
        "Oszacuj każdą pozycję wniosku. Tego, czego nie potrzeba, koszt to 0 zł.",
    ),
    UnitUnchanged: Problem(
        422, "unit-unchanged", "Ta jednostka już ocenia ten projekt", "Wybierz inną jednostkę. Nic nie zmieniliśmy."
    ),
    StatementsAwaited: Problem(
        409,
        "statements-awaited",
        "Nie wszystkie jednostki zajęły stanowisko",
        "Ocenę zakończysz, gdy odpowiedzą jednostki, które o to poproszono, albo gdy cofniesz prośbę.",
    ),
    StatementClosed: Problem(
        409,
        "statement-closed",
        "Na to stanowisko już nikt nie czeka",
        "Zobacz w historii sprawy, co się z nim stało. Nic nie zmieniliśmy.",
    ),
    StatementOpen: Problem(
        409,
        "statement-open",
        "Tę jednostkę już poproszono o stanowisko",
        "Poczekaj na odpowiedź albo wybierz inną jednostkę. Nic nie zmieniliśmy.",
    ),
    UnitLeads: Problem(
        422,
        "unit-leads",
        "Ta jednostka ocenia cały projekt",
        "Nie zajmuje osobnego stanowiska. Wybierz inną jednostkę.",
    ),
    StatementUnitUnchanged: Problem(
        422, "statement-unit-unchanged", "Ta jednostka ma już tę prośbę", "Wybierz inną jednostkę. Nic nie zmieniliśmy."
    ),
    TooManyStatements: Problem(
        409,
        "too-many-statements",
        "O ten projekt zapytano już tyle razy, ile można",
        "W sprawie zmieści się 50 stanowisk. Zapisz ustalenia w notatce wewnętrznej.",
    ),
    NotAtThisStep: Problem(
        409,
        "appeal-not-at-this-step",
        "To odwołanie na to nie czeka",
        "Zobacz w historii sprawy, co się z nim dzieje. Nic nie zmieniliśmy.",
    ),
    SamePerson: Problem(
        403, "same-person", "Pierwsza ocena jest Twoja", "Drugą ocenę musi zrobić ktoś, kto nie robił pierwszej."
    ),
    NextUnitMissing: Problem(
        422, "next-unit-missing", "Brakuje jednostki, która oceni projekt", "Wybierz jednostkę i zapisz ponownie."
    ),
    AdmissionClosed: Problem(
        409,
        "admission-closed",
        "O tym projekcie już zdecydowano albo go wycofano",
        "Otwórz listę od nowa. Żadnej decyzji nie zapisaliśmy.",
    ),
    CostAboveCap: Problem(
        409,
        "cost-above-cap",
        "Projektu droższego niż limit nie można dopuścić",
        "Odznacz go na liście. Żadnej decyzji nie zapisaliśmy.",
    ),
    DecisionUnexplained: Problem(
        422,
        "decision-unexplained",
        "Ta decyzja wymaga uzasadnienia",
        "Uzasadnij odmowę albo dopuszczenie wbrew opinii jednostki.",
    ),
    TooManyAtOnce: Problem(
        422, "too-many-at-once", "Za dużo projektów w jednej decyzji", "Zaznacz najwyżej 100 projektów."
    ),
    NotAPair: Problem(
        422,
        "not-a-pair",
        "To nie są dwa projekty w drodze na listę",
        "Podaj numery dwóch różnych projektów, które przeszły ocenę formalną i nie odpadły.",
    ),
    ConflictKnown: Problem(409, "conflict-known", "Ta para już jest na liście kolizji", "Rozstrzygnij ją tam."),
    ConflictLapsed: Problem(
        409,
        "conflict-lapsed",
        "Tej kolizji nie trzeba już rozstrzygać",
        "Jeden z projektów odpadł albo go wycofano. Nic nie zmieniliśmy.",
    ),
    ListPublished: Problem(
        409,
        "ballot-list-published",
        "Lista do głosowania jest już ogłoszona",
        "Nie można zmienić, które projekty się wykluczają. Nic nie zmieniliśmy.",
    ),
    RoundExists: Problem(
        409, "round-exists", "Takie opiniowanie już trwa", "Zamknij je, zanim otworzysz następne. Nic nie zmieniliśmy."
    ),
    NameMisplaced: Problem(
        422,
        "round-name-misplaced",
        "Nazwę ma tylko komitet",
        "Podaj nazwę komitetu. Rady osiedli i sołectw oraz radni mają już swoją.",
    ),
    PoolsMisplaced: Problem(
        422, "round-pools-misplaced", "Rady osiedli i sołectw opiniują tylko projekty lokalne", "Nie wybieraj pul."
    ),
    WindowWrong: Problem(
        422,
        "round-window-wrong",
        "Ten ostatni dzień nie pasuje",
        "Wybierz dzień, który jeszcze nie minął i nie jest przed pierwszym dniem.",
    ),
    RoundClosed: Problem(
        409, "round-closed", "To opiniowanie jest już zamknięte", "Opinie można tylko czytać. Nic nie zmieniliśmy."
    ),
    ClosingUnexplained: Problem(
        422, "closing-unexplained", "Termin jeszcze nie minął", "Napisz, dlaczego zamykasz opiniowanie wcześniej."
    ),
    NotInRound: Problem(
        422,
        "not-in-round",
        "Tego projektu to opiniowanie nie obejmuje",
        "Opiniowane są projekty z wybranych pul, które przeszły ocenę formalną i których nie wycofano.",
    ),
    ReceivedEarly: Problem(
        422, "received-early", "Ten dzień jest przed początkiem opiniowania", "Sprawdź dzień wpływu."
    ),
    ReceivedLate: Problem(
        422, "received-late", "Opinia wpłynęła po terminie", "Nie można jej zapisać. Sprawdź dzień wpływu."
    ),
    ReceivedAhead: Problem(422, "received-ahead", "Ten dzień jeszcze nie nadszedł", "Podaj dzień wpływu z pieczęci."),
    ResolutionLater: Problem(
        422, "resolution-later", "Uchwała nie może być późniejsza niż dzień wpływu", "Sprawdź obie daty."
    ),
    OpinionKnown: Problem(
        409, "opinion-known", "Ta opinia jest już zapisana", "Otwórz ją i popraw, jeżeli trzeba. Nic nie zmieniliśmy."
    ),
    NotYetCalled: Problem(
        409,
        "not-yet-called",
        "Wnioskodawców jeszcze nie wezwano do uzupełnienia",
        "Bez rozpatrzenia można zostawić tylko wniosek, którego mimo wezwania nie uzupełniono.",
    ),
    AnswerNotLater: Problem(
        422,
        "answer-not-later",
        "To nie jest późniejszy dzień",
        "Podaj dzień późniejszy niż ten, o którym wnioskodawcy już wiedzą.",
    ),
    AnswerTooFar: Problem(422, "answer-too-far", "To za odległy dzień", "Podaj dzień nie dalszy niż rok od dziś."),
    NotAtThisStage: Problem(
        409,
        "initiative-not-at-this-stage",
        "Ta inicjatywa na to nie czeka",
        "Zobacz w historii sprawy, co się z nią dzieje. Nic nie zmieniliśmy.",
    ),
    TooManyOpinions: Problem(
        409,
        "too-many-opinions",
        "O tę inicjatywę zapytano już tyle razy, ile można",
        "W sprawie zmieści się 30 opinii. Nic nie zmieniliśmy.",
    ),
    CriteriaFaulty: Problem(
        422, "criteria-faulty", "Według tych kryteriów nie da się oceniać", "Popraw zakresy punktów i progi."
    ),
    CriteriaKnown: Problem(
        409,
        "criteria-known",
        "Od tego dnia obowiązują już inne kryteria",
        "Podaj dzień, od którego obowiązuje nowa uchwała.",
    ),
    CriteriaMissing: Problem(
        409,
        "criteria-missing",
        "W dniu złożenia wniosku nie obowiązywały żadne kryteria",
        "Wpisz kryteria uchwały, która wtedy obowiązywała.",
    ),
    MeetingTooFar: Problem(
        422, "meeting-too-far", "To za odległy dzień", "Podaj dzień posiedzenia, najwyżej o rok odległy od dziś."
    ),
    ScoringKnown: Problem(
        409, "scoring-known", "Ocenę tej inicjatywy już otwarto", "Odznacz ją na liście. Nic nie zmieniliśmy."
    ),
    ScoringClosed: Problem(409, "scoring-closed", "Ocena jest już zamknięta", "Zobacz jej wynik. Nic nie zmieniliśmy."),
    MemberExcused: Problem(
        403, "member-excused", "Nie oceniasz tej inicjatywy", "Zgłosiłeś albo zgłosiłaś konflikt interesów."
    ),
    AlreadyExcused: Problem(
        409, "already-excused", "Konflikt interesów jest już zgłoszony", "Nie musisz nic więcej robić."
    ),
    NobodyScored: Problem(
        409, "nobody-scored", "Nie ma jeszcze żadnej karty oceny", "Zamkniesz ocenę, gdy ktoś wyśle kartę."
    ),
    PointsFaulty: Problem(
        422,
        "points-faulty",
        "Karta oceny nie jest kompletna",
        "Przy każdym kryterium podaj punkty z jego zakresu i uzasadnienie.",
    ),
    DecisionIncomplete: Problem(
        422,
        "decision-incomplete",
        "Brakuje części decyzji",
        "Uzasadnij ją, a przy zgodzie podaj kwotę i jednostkę.",
    ),
    AmountAboveAsked: Problem(
        422,
        "amount-above-asked",
        "Miasto nie może dać więcej, niż mieszkańcy chcą",
        "Podaj kwotę nie większą niż we wniosku.",
    ),
    OwnShareTooSmall: Problem(
        422,
        "own-share-too-small",
        "Wkład własny jest za mały",
        "Przy tej kwocie od miasta udział mieszkańców nie sięga progu z uchwały.",
    ),
    TotalUnknown: Problem(
        404, "total-unknown", "Na ten rok nie ma jeszcze kwoty", "Skarbnik musi ją najpierw ustalić."
    ),
    FundsExceeded: Problem(
        409,
        "funds-exceeded",
        "W rocznej kwocie nie ma już tyle wolnych środków",
        "Zwiększ kwotę roczną albo poczekaj, aż środki się zwolnią. Nic nie zmieniliśmy.",
    ),
    TotalBelowSecured: Problem(
        409,
        "total-below-secured",
        "Więcej jest już zabezpieczone",
        "Podaj kwotę nie mniejszą niż ta, którą już zabezpieczono.",
    ),
    NothingMissing: Problem(409, "nothing-missing", "Niczego nie brakuje", "Środki na umowę są zabezpieczone."),
    ApplicantAsked: Problem(
        409,
        "applicant-asked",
        "Czekamy na odpowiedź autorów projektu",
        "Poprosiliśmy o zmianę albo o zgodę na połączenie lub podział. Zdecyduj po odpowiedzi albo po terminie.",
    ),
}

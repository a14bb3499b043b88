"""The steps of a case, each a form of its page: by whom, what it does, what is said where it cannot be done."""

from services.media.requests.domain import GroundUnfit, PublicationMissing, TooManyVersions, UnitUnchanged
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
from services.media.requests.pages.typed import (
    ApproveForm,
    AssignForm,
    ClearForm,
    ComposeForm,
    DayForm,
    DeliverForm,
    DraftForm,
    ExtendForm,
    GiveBackForm,
    HoldForm,
    MendForm,
    OutcomeForm,
    PublicationForm,
    RefuseForm,
    RestartForm,
    ReturnForm,
    SendForm,
    StopForm,
    TransferForm,
    WithdrawForm,
)
from services.media.requests.service.answering import AnsweredAhead, Answering, WayMissing
from services.media.requests.service.working import Working
from shared.access import Role, only
from shared.web.form_steps import Fault, Step
from shared.web.forms import VersionForm

FAULTS: dict[type[Exception], Fault] = {
    UnitUnknown: Fault("Miasto nie ma już takiej jednostki. Wybierz inną.", 422),
    UnitUnchanged: Fault("Ta jednostka ma już tę sprawę. Wybierz inną."),
    TooManyVersions: Fault("Ta odpowiedź ma już za dużo wersji."),
    DayNotNamed: Fault("Podaj dzień najbliższego numeru albo przekazu.", 422, "named"),
    WayMissing: Fault("Nadawca nie zostawił adresu e-mail: napisz, jak przekazano wiadomość.", 422),
    ExtensionTooLate: Fault("Termin już minął: powiadomić trzeba było przed jego upływem.", 409, "extend_to"),
    ExtensionTooFar: Fault(
        "Podaj dzień po obecnym terminie, najwyżej 2 miesiące od złożenia wniosku.", 422, "extend_to"
    ),
    ExtendedAlready: Fault("Termin był już raz przedłużony.", 409, "extend_to"),
    TermStands: Fault("Termin jest już wstrzymany."),
    TermRuns: Fault("Termin już biegnie.", 409, "restart_note"),
    TermOver: Fault("Termin już minął, nie można go wstrzymać.", 409, "stop_reason"),
    GroundUnfit: Fault("Ta podstawa nie pasuje do tej sprawy. Wybierz inną.", 422),
    PublicationMissing: Fault("Podaj tytuł publikacji i dzień, w którym się ukazała.", 422, "outcome_title"),
    AnsweredAhead: Fault("Ten dzień jeszcze nie nadszedł.", 422),
    NotNow: Fault("Ktoś zrobił już następny krok. Nic nie zapisano, niżej jest obecny stan.", stale=True),
}


def steps(working: Working, answering: Answering) -> list[Step]:
    """Give the steps."""
    press, unit, head = only(Role.PRESS_OFFICER), only(Role.UNIT_REVIEWER), only(Role.MAYOR)
    w, a = working, answering
    return [
        Step("przydzial", press, AssignForm, lambda i, f, p: w.assign(i, f.version, f.unit, f.topic, p), "unit"),
        Step("przyjecie", unit, VersionForm, lambda i, f, p: w.accept(i, f.version, p), "draft"),
        Step("zwrot", unit, GiveBackForm, lambda i, f, p: w.give_back(i, f.version, f.back_reason, p), "back_reason"),
        Step(
            *("przekazanie", unit, TransferForm),
            lambda i, f, p: w.transfer(i, f.version, f.to_unit, f.to_reason, p),
            "to_unit",
        ),
        Step("projekt", unit, DraftForm, lambda i, f, p: w.draft(i, f.version, f.draft, p), "draft"),
        Step("wlasna", press, ComposeForm, lambda i, f, p: w.compose(i, f.version, f.own, f.own_topic, p), "own"),
        Step("poprawki", press, MendForm, lambda i, f, p: w.send_back(i, f.version, f.mend_reason, p), "mend_reason"),
        Step("sprawdzenie", press, ClearForm, lambda i, f, p: w.clear(i, f.version, f.cleared, p), "cleared"),
        Step(
            *("do-prasy", head, ReturnForm),
            lambda i, f, p: w.give_back_text(i, f.version, f.return_reason, p),
            "return_reason",
        ),
        Step("zatwierdzenie", head, ApproveForm, lambda i, f, p: w.approve(i, f.version, f.approved, p), "approved"),
        Step(
            *("wyslanie", press, SendForm),
            lambda i, f, p: a.send(i, f.version, by=p, way=f.way, named=f.named),
            "way",
        ),
        Step(
            *("wiadomosc", press, HoldForm),
            lambda i, f, p: a.hold(i, f.version, f.reply, p, f.reply_way),
            "reply_way",
        ),
        Step("termin", press, DayForm, lambda i, f, p: a.tell_day(i, f.version, p, f.day_way), "day_way"),
        Step(
            *("przedluzenie", press, ExtendForm),
            lambda i, f, p: a.extend(i, f.version, f.extend_to, f.extend_reason, p, f.extend_way),
            "extend_way",
        ),
        Step(
            *("wstrzymanie", press, StopForm),
            lambda i, f, p: a.stop(i, f.version, f.stop_reason, f.stop_note, p, f.stop_way),
            "stop_way",
        ),
        Step(
            *("wznowienie", press, RestartForm),
            lambda i, f, p: a.restart(i, f.version, f.restart_note, p, f.restart_way),
            "restart_way",
        ),
        Step(
            *("odmowa", head, RefuseForm),
            lambda i, f, p: a.refuse(
                i,
                f.version,
                by=p,
                ground=f.ground,
                number=f.refusal_number,
                taken_by=f.taken_by,
                reasons=f.refusal_reasons,
            ),
            "ground",
        ),
        Step(
            "doreczenie", press, DeliverForm, lambda i, f, p: a.deliver(i, f.version, f.delivered_on, p), "delivered_on"
        ),
        Step(
            *("wycofanie", press, WithdrawForm),
            lambda i, f, p: a.withdraw(i, f.version, f.withdraw_reason, p),
            "withdraw_reason",
        ),
        Step(
            *("wynik", press, OutcomeForm),
            lambda i, f, p: a.settle(i, f.version, f.publication(), f.outcome_note, p),
            "outcome_on",
        ),
        Step("artykul", press, PublicationForm, lambda i, f, p: a.link(i, f.version, f.publication(), p), "article_on"),
    ]

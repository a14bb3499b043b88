"""The formal card of a local initiative: its checks and what the machine finds by itself. It knows no clock."""

from collections.abc import Mapping
from datetime import datetime

from services.verification.cases.domain import By, Unit, zloty
from services.verification.cases.domain.checks import Check, Finding, Result, described, finding, located
from services.verification.formal.domain.card import FormalCard, Verdict
from services.verification.initiatives.domain import Application, Rules, percent
from shared.contracts.initiatives.intake import ContributionKind, InitiativePart

INITIATIVE_CHECKS = (
    Check(
        code="entitled",
        text="Wniosek składają mieszkańcy miasta albo organizacja, która może to zrobić w ich imieniu",
        opens=InitiativePart.RESIDENTS,
        guidance="art. 19b ust. 1 ustawy: bezpośrednio albo za pośrednictwem organizacji z siedzibą w gminie.",
    ),
    Check(
        code="authorised",
        text="Wiadomo, kto może działać w imieniu organizacji",
        opens=InitiativePart.RESIDENTS,
        guidance="odpis z rejestru albo pełnomocnictwo.",
    ),
    Check(
        code="sphere",
        text="Zadanie należy do jednej ze sfer z art. 19b ust. 1 ustawy",
        opens=InitiativePart.DESCRIPTION,
        guidance="lista sfer w ustawie jest zamknięta.",
    ),
    Check(code="described", text="Są tytuł, skrót i opis zadania", opens=InitiativePart.DESCRIPTION),
    Check(code="located", text="Podano miejsce realizacji", opens=InitiativePart.PLACE),
    Check(
        code="owner_consents",
        text="Jest zgoda właściciela miejsca, w którym zadanie powstanie",
        opens=InitiativePart.PLACE,
        guidance="gdy miejsce należy do miasta, warunek nie dotyczy: stanowisko zajmie jednostka.",
    ),
    Check(
        code="declared",
        text="Pod deklaracjami wkładu własnego są podpisy, a deklaracje sumują się do wkładu",
        opens=InitiativePart.OWN_SHARE,
    ),
    Check(
        code="work_valued",
        text="Wartość pracy to czas pomnożony przez stawkę z uchwały",
        opens=InitiativePart.OWN_SHARE,
    ),
    Check(code="own_share", text="Wkład własny sięga wymaganego udziału", opens=InitiativePart.OWN_SHARE),
    Check(
        code="city_share",
        text="To, czego mieszkańcy oczekują od miasta, jest wyliczone i wycenione",
        opens=InitiativePart.CITY_SHARE,
    ),
    Check(
        code="estimate",
        text="Kosztorys sumuje się do wkładu własnego i do kwoty od miasta",
        opens=InitiativePart.COSTS,
    ),
    Check(code="schedule", text="Harmonogram ma etapy z datami, które się zgadzają", opens=InitiativePart.SCHEDULE),
)
"""The card of an initiative (art. 19b, 19c, 19g u.d.p.p.w.). The council's own resolution decides the wording."""


class NotYetCalled(Exception):
    """Nothing is left without consideration before its applicants were called to complete it (art. 64 § 2 k.p.a.)."""

    def __init__(self, initiative_id: str) -> None:
        super().__init__(f"the applicants of {initiative_id} have not been called")
        self.initiative_id = initiative_id


class InitiativeCard(FormalCard[InitiativePart]):
    """The formal card of an initiative. `failed` means: left without consideration."""

    year: int
    number: int
    units: tuple[Unit, ...] = ()
    """The units that are asked for an opinion."""

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """Give its lines."""
        return INITIATIVE_CHECKS

    @classmethod
    def parts(cls) -> tuple[InitiativePart, ...]:
        """Give what a call can open."""
        return tuple(InitiativePart)

    def passed_to(self, units: tuple[Unit, ...]) -> dict[str, object]:
        """Give the units that are asked."""
        return {"units": units}

    def finished(self, verdict: Verdict, found: Mapping[str, Finding], *, by: By, at: datetime) -> "InitiativeCard":
        """Give the finished card, as every card is; only what was called for can be left without consideration.

        Raises `NotYetCalled` and what `FormalCard.finished` raises.
        """
        done = super().finished(verdict, found, by=by, at=at)
        if not verdict.passed and not self.calls:
            raise NotYetCalled(self.id)
        return done


def initiative_findings(application: Application, rules: Rules | None) -> dict[str, Finding]:
    """Find what can be told from figures and dates alone, by the code of the check."""
    found = [
        described(application.title, application.summary, application.description),
        located(application.place),
        _declared(application),
        _work_valued(application, rules),
        _own_share(application, rules),
        _city_share(application),
        _estimate(application),
        _schedule(application),
    ]
    if application.organisation is None:
        note = "Wniosek składają mieszkańcy bezpośrednio."
        found.append(Finding(code="authorised", result=Result.NOT_APPLICABLE, note=note))
    return {finding.code: finding for finding in found}


def _declared(application: Application) -> Finding:
    total = sum(one.value for one in application.declared)
    note = f"Podpisanych deklaracji: {len(application.declared)}, razem {zloty(total)}."
    if total != application.own:
        note += f" Wkład własny we wniosku: {zloty(application.own)}."
    return finding("declared", bool(application.declared) and total == application.own, note)


def _work_valued(application: Application, rules: Rules | None) -> Finding:
    """Hold each declaration of work against its own rate, and say the rate of the rules beside it.

    A rate other than the rules' is not wrong by itself: it is that of the day on which the declaration was signed.
    """
    work = [one for one in application.declared if one.kind is ContributionKind.WORK]
    if not work:
        return Finding(code="work_valued", result=Result.NOT_APPLICABLE, note="Nikt nie deklaruje pracy.")
    wrong = [one.number for one in work if one.value != worked(one.minutes or 0, one.rate or 0)]
    rates = sorted({one.rate or 0 for one in work})
    note = f"Stawka za godzinę: {', '.join(zloty(rate) for rate in rates)}."
    if rules is not None:
        note += f" W uchwale {rules.resolution}: {zloty(rules.hourly_rate)}."
    if wrong:
        note += f" Nie zgadzają się deklaracje nr: {', '.join(map(str, wrong))}."
    return finding("work_valued", not wrong, note)


def worked(minutes: int, rate: int) -> int:
    """Give what work is worth in grosze: minutes times the rate of an hour, rounded half up to a whole grosz."""
    return (2 * minutes * rate + 60) // 120


def _own_share(application: Application, rules: Rules | None) -> Finding:
    have = application.own_share_with(application.city)
    by = f" (uchwała {rules.resolution})" if rules is not None else ""
    note = f"Wkład własny {zloty(application.own)} z {zloty(application.total)}, czyli {percent(have)}."
    note += f" Potrzeba co najmniej {percent(application.own_share)}{by}."
    return finding("own_share", have >= application.own_share, note)


def _city_share(application: Application) -> Finding:
    total = sum(one.value for one in application.city_shares)
    note = f"Pozycji: {len(application.city_shares)}, razem {zloty(total)}."
    if total != application.city:
        note += f" Kwota od miasta we wniosku: {zloty(application.city)}."
    return finding("city_share", total == application.city, note)


def _estimate(application: Application) -> Finding:
    own, city = sum(item.own for item in application.estimate), sum(item.city for item in application.estimate)
    note = f"Pozycji: {len(application.estimate)}, razem {zloty(own)} wkładu własnego i {zloty(city)} od miasta."
    adds_up = bool(application.estimate) and own == application.own and city == application.city
    if not adds_up:
        note += f" We wniosku: {zloty(application.own)} i {zloty(application.city)}."
    return finding("estimate", adds_up, note)


def _schedule(application: Application) -> Finding:
    wrong = [step.name for step in application.steps if step.ends < step.starts]
    if not application.steps:
        return finding("schedule", False, "Nie ma żadnego etapu.")
    starts, ends = min(step.starts for step in application.steps), max(step.ends for step in application.steps)
    note = f"Etapów: {len(application.steps)}, od {starts:%d.%m.%Y} do {ends:%d.%m.%Y}."
    if wrong:
        note += f" Koniec przed początkiem: {', '.join(wrong)}."
    return finding("schedule", not wrong, note)

"""What the house writes to a unit about its input to a report, in Polish. It sends nothing."""

from services.reporting.reports.domain.inputs import Input
from services.reporting.reports.domain.report import Report
from shared.clock import warsaw


def call(report: Report, one: Input, origin: str) -> tuple[str, str]:
    """Ask a unit for its input; subject and text. `origin`: where the house is found."""
    return (
        f"Wkład do sprawozdania na sesję {report.session}: do {_last_day(one)}",
        "Dzień dobry,\n\n"
        f"prosimy o wkład jednostki do sprawozdania dla Rady {_period(report)}: co zrobiono z uchwałami, spotkania, "
        "inwestycje, wydarzenia. Jeśli nic nie było, wystarczy zaznaczyć to w formularzu.\n\n"
        f"Formularz: {_link(one, origin)}\n\n"
        f"Czekamy do: {_last_day(one)}.\n{_explained(one)}",
    )


def moved(report: Report, one: Input, origin: str) -> tuple[str, str]:
    """Tell that an input is due on another day, for its session has moved."""
    return (
        f"Inny termin wkładu na sesję {report.session}: do {_last_day(one)}",
        "Dzień dobry,\n\n"
        f"sesja {report.session} ma inny dzień, więc na wkład jednostki do sprawozdania {_period(report)} "
        f"czekamy do: {_last_day(one)}.\n{_explained(one)}\n"
        f"Formularz: {_link(one, origin)}\n",
    )


def reminder(report: Report, one: Input, origin: str) -> tuple[str, str]:
    """Write before the day on which an input is due."""
    return (
        f"Przypomnienie, do {_last_day(one)}: wkład na sesję {report.session}",
        "Dzień dobry,\n\n"
        f"do {_last_day(one)} czekamy na wkład jednostki do sprawozdania dla Rady {_period(report)}.\n\n"
        f"Formularz: {_link(one, origin)}\n",
    )


def chaser(report: Report, one: Input, origin: str) -> tuple[str, str]:
    """Write when that day is over."""
    return (
        f"Brak wkładu na sesję {report.session}",
        "Dzień dobry,\n\n"
        f"termin na wkład jednostki do sprawozdania dla Rady {_period(report)} minął {_last_day(one)}. "
        "Bez niego sprawozdanie wymieni jednostkę wśród tych, które nie odpowiedziały.\n\n"
        f"Formularz nadal czeka: {_link(one, origin)}\n",
    )


def sent_back(report: Report, one: Input, origin: str) -> tuple[str, str]:
    """Ask for an input to be mended; the last return says what."""
    return (
        f"Do poprawy, do {_last_day(one)}: wkład na sesję {report.session}",
        "Dzień dobry,\n\n"
        f"wkład jednostki do sprawozdania dla Rady {_period(report)} wraca do poprawy: {one.returns[-1].reason}\n\n"
        f"Formularz z tym, co już wpisano: {_link(one, origin)}\n\n"
        f"Czekamy do: {_last_day(one)}.\n",
    )


def _period(report: Report) -> str:
    return f"za okres {report.first_day:%d.%m.%Y} – {report.last_day:%d.%m.%Y}"


def _link(one: Input, origin: str) -> str:
    return f"{origin}/panel/sprawozdania/{one.report_id}/wklady/{one.number}"


def _last_day(one: Input) -> str:
    return warsaw(one.due_at).strftime("%d.%m.%Y")


def _explained(one: Input) -> str:
    return "".join(f"- {line}\n" for line in one.explanation)

"""The formal rules before filing, against pydantic's validation of the same form."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from services.intake.guidance.domain import Sketch, precheck
from services.intake.proposals.pages.form import ProposalForm
from tests.benchmarks.figures import Figure, say
from tests.intake.conftest import rules

_TIMES = 2_000
_FORM = {
    "title": "Sad osiedlowy przy Rogatce",
    "summary": "Dwadzieścia jabłoni i grusz, z których każdy może zrywać owoce.",
    "description": "Na pustym trawniku posadzimy dwadzieścia drzew owocowych i postawimy trzy ławki. " * 20,
    "category": "Zieleń i środowisko",
    "pool_id": "local",
    "area_id": "rogatka",
    "location": "trawnik przy ul. Wojska Polskiego 12",
    "costs": [{"name": f"Pozycja {at}", "amount": "1 250,50"} for at in range(8)],
    "signatures": "14",
    "given": "Jolanta",
    "surname": "Kanarkowa-Znak",
    "email": "jolanta.znak@example.org",
    "address": "ul. Złota 5, Kalisz",
    "resident": "true",
    "consent": "true",
}


def measure() -> None:
    """Time both in turn and print their ratio."""
    edition, now = rules(), datetime(2026, 4, 15, tzinfo=UTC)
    draft = ProposalForm.model_validate(_FORM).draft("edition")
    rows = [
        (
            _timed(lambda: precheck(Sketch.of(draft, 1), edition, now)),
            _timed(lambda: ProposalForm.model_validate(_FORM)),
        )
        for _ in range(_TIMES)
    ]
    ours, bare = Figure([row[0] for row in rows]), Figure([row[1] for row in rows])
    say("pre-check of a form, against pydantic's validation of it", ours, bare, "10")


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    measure()

"""What the tests of events share: the whole service, and an edition as intake tells of it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.access import Role
from shared.contracts.intake import EditionAnnouncedV1, EditionChangedV1, EditionRules
from tests.conftest import Site, person

KEEPER = person(Role.PROTOCOL_OFFICER)


def window(kind: str, opens: str, closes: str) -> dict[str, str]:
    """A window of whole days."""
    return {"kind": kind, "opens": f"{opens}T00:00:00+02:00", "closes": f"{closes}T23:59:59+02:00"}


WINDOWS = [window("submission", "2026-04-13", "2026-04-24"), window("web_vote", "2026-09-21", "2026-10-02")]


def rules(windows: list[dict[str, str]] = WINDOWS) -> EditionRules:
    """A small city's edition."""
    plain: dict[str, Any] = {
        "number": 13,
        "year": 2027,
        "name": "Budżet Obywatelski 2027",
        "city": "Kalisz",
        "resolution": "Uchwała Nr L/1/2026",
        "expenditure_basis": 0,
        "windows": windows,
        "pools": [{"id": "city", "name": "Miasto", "kind": "citywide", "amount": 100, "cap": 100, "signatures": 1}],
        "areas": [],
        "categories": ["Zieleń"],
        "sections": [{"id": "city", "name": "Całe miasto", "pools": ["city"], "max_choices": 3}],
        "selection": {"rule": "greedy"},
        "identity": "name_address",
    }
    return EditionRules.model_validate(plain)


def announced(windows: list[dict[str, str]] = WINDOWS) -> EditionAnnouncedV1:
    at = datetime(2026, 3, 20, 10, tzinfo=UTC)
    return EditionAnnouncedV1(version=1, edition_id="ed-2027", rules=rules(windows), announced_at=at)


def changed(version: int, windows: list[dict[str, str]]) -> EditionChangedV1:
    at = datetime(2026, 4, 1, 10, tzinfo=UTC)
    reason = "Zarządzenie Prezydenta Miasta"
    return EditionChangedV1(version=version, edition_id="ed-2027", rules=rules(windows), reason=reason, changed_at=at)


def multipart(name: str, file: bytes, **said: str) -> tuple[bytes, dict[str, str]]:
    """A body with a file and what is said of it, the same bytes each time: who sends again sends what they sent."""
    head = '--ratusz\r\nContent-Disposition: form-data; name="'
    texts = "".join(f'{head}{field}"\r\n\r\n{text}\r\n' for field, text in said.items())
    body = f'{texts}{head}file"; filename="{name}"\r\n\r\n'.encode() + file + b"\r\n--ratusz--\r\n"
    return body, {"Content-Type": "multipart/form-data; boundary=ratusz"}


@pytest.fixture
async def site(make_site: Callable[..., Awaitable[Site]]) -> Site:
    """The service on an empty store."""
    return await make_site("events")

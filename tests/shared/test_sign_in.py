"""Staff sign in with their account of the city: who gets in, as what, and who does not."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import pytest
from pydantic import ValidationError

from services.reporting.settings import Settings
from shared.access import COOKIE, Role, Sessions
from shared.frame import Frame
from shared.identity import IdentityProvider, ProviderSettings
from shared.web.accounts import BACK, account_pages
from shared.web.sign_in import SIGN_IN_PROBLEMS
from tests.browser.conftest import served
from tests.conftest import SESSION_KEY, Services
from tests.shared.provider import CLIENT, SECRET, SHARED, STRANGER, Provider

GROUPS = """
[groups.wpks]
role = "officer"
unit = "WPKS"
[groups.zdm]
role = "unit_reviewer"
unit = "ZDM"
unit_name = "Zarząd Dróg Miejskich"
[groups.komisja]
role = "commission"
"""


def written(folder: Path, issuer: str) -> Path:
    """Write the settings of a house that signs in by this provider."""
    file = folder / "sign-in.toml"
    file.write_text(f'issuer = "{issuer}"\nclient_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n{GROUPS}')
    return file


@dataclass
class Desk:
    """A browser before the house, and the provider behind it."""

    client: httpx.AsyncClient
    provider: Provider
    jar: dict[str, str]

    async def ask(self, address: str, data: dict[str, str] | None = None) -> httpx.Response:
        """Ask the house, with the cookies that it has given."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.jar.items())}
        method = "GET" if data is None else "POST"
        answer = await self.client.request(method, address, data=data, headers=headers)
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.split(";")[0].partition("=")
            assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in line.split(";")}
            if value.strip('"'):
                self.jar[name] = value
            else:
                self.jar.pop(name, None)
        return answer

    async def sent_back(self, address: str = "/panel/zaloguj") -> str:
        """Go to the provider, and give the address that it leads back to."""
        asked = await self.ask(address)
        assert asked.status_code == 303
        async with httpx.AsyncClient() as browser:
            answer = await browser.get(asked.headers["location"])
        back = urlsplit(answer.headers["location"])
        assert f"{back.scheme}://{back.netloc}{back.path}" == "http://localhost:8080/panel/zaloguj/powrot"
        return f"{back.path}?{back.query}"

    async def sign_in(self, address: str = "/panel/zaloguj") -> httpx.Response:
        """Go there and back."""
        return await self.ask(await self.sent_back(address))

    def person(self) -> Any:
        """Tell who the house takes the browser for."""
        request = httpx.Request("GET", "http://x", headers={"Authorization": f"Bearer {self.jar.get(COOKIE, '')}"})
        request.cookies = {}  # type: ignore[attr-defined]
        return Sessions(SESSION_KEY).person(request)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[Provider]:
    provider = Provider()
    async with served(provider.app()) as origin:
        provider.issuer = origin
        yield provider


@pytest.fixture(scope="module")
def file(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("sign-in"), provider.issuer)


@pytest.fixture(scope="module")
async def client(provider: Provider, file: Path, services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """Asks a house that has nothing but the way in."""
    frame = Frame("reporting", Settings(**services.common, environment="production", port=8100))
    accounts = IdentityProvider(ProviderSettings.from_file(file), "http://localhost:8080" + BACK)
    pages = account_pages(accounts, frame.sessions, frame.templates, SESSION_KEY)
    transport = httpx.ASGITransport(app=frame.app(pages, problems=SIGN_IN_PROBLEMS))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
        yield client
    frame.database.close()


@pytest.fixture
def desk(provider: Provider, client: httpx.AsyncClient) -> Iterator[Desk]:
    honest = replace(provider)
    honest.claims = dict(provider.claims)
    yield Desk(client, provider, {})
    vars(provider).update(vars(honest))


async def test_an_officer_signs_in_with_the_account_of_the_city_and_goes_on_to_where_they_were_going(desk):
    answer = await desk.sign_in("/panel/zaloguj?next=/panel/realizacja?etap=built")

    assert (answer.status_code, answer.headers["location"]) == (303, "/panel/realizacja?etap=built")
    person = desk.person()
    assert (person.name, person.role, person.unit) == ("Anna Próbna", Role.OFFICER, "WPKS")
    assert "u-1" not in person.id
    assert list(desk.jar) == [COOKIE]


async def test_a_person_is_the_same_person_each_time_and_in_every_role(desk):
    ids = set()
    for groups in (["wpks"], ["zdm"], ["wpks", "inna"]):
        desk.provider.claims["groups"] = groups
        await desk.sign_in()
        ids.add(desk.person().id)
    assert len(ids) == 1


async def test_who_has_several_roles_chooses_one(desk):
    desk.provider.claims["groups"] = ["komisja", "zdm"]
    answer = await desk.sign_in("/panel/zaloguj?next=/panel/glosowanie")
    assert answer.headers["location"] == "/panel/zaloguj/rola"
    assert desk.person() is None

    page = await desk.ask("/panel/zaloguj/rola")
    assert "Zarząd Dróg Miejskich" in page.text
    chosen = await desk.ask("/panel/zaloguj/rola", {"number": "1"})
    assert chosen.headers["location"] == "/panel/glosowanie"
    assert desk.person().role is Role.COMMISSION
    assert (await desk.ask("/panel/zaloguj/rola", {"number": "0"})).status_code == 400, "the choice is over"


async def test_a_role_that_was_not_offered_is_not_given(desk):
    desk.provider.claims["groups"] = ["komisja", "zdm"]
    await desk.sign_in()
    for number, status in (("2", 400), ("-1", 422), ("x", 422)):
        assert (await desk.ask("/panel/zaloguj/rola", {"number": number})).status_code == status
    assert desk.person() is None


@pytest.mark.parametrize("groups", [[], ["inna"], None, "wpks", [["wpks"]], {"wpks": 1}])
async def test_an_account_without_a_role_here_is_told_so_and_stays_out(desk, groups):
    desk.provider.claims["groups"] = groups
    answer = await desk.sign_in()
    assert answer.status_code == 403
    assert "nie ma tu jeszcze roli" in answer.text
    assert desk.person() is None


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://inny.example"},
        {"iss": None},
        {"aud": "inna-usluga"},
        {"aud": None},
        {"aud": [CLIENT, "inna"], "azp": "inna"},
        {"nonce": "inny"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"name": None},
        {"name": "  "},
        {"nbf": 4_102_444_800},  # the year 2100: a moment of today would give each runner another test
    ],
    ids=str,
)
async def test_a_token_that_was_not_made_for_this_sign_in_lets_nobody_in(desk, changes):
    desk.provider.changes = changes
    answer = await desk.sign_in()
    assert answer.status_code == 400
    assert "Zacznij logowanie jeszcze raz" in answer.text
    assert desk.person() is None


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ({"alg": "ES256", "kid": "k1"}, STRANGER),
        ({"alg": "HS256", "kid": "k1"}, SHARED),
        ({"alg": "ES256", "kid": "nikt"}, STRANGER),
    ],
    ids=["another key", "the shared secret", "a key that nobody knows"],
)
async def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(desk, header, key):
    desk.provider.header, desk.provider.signs_with = header, key
    assert (await desk.sign_in()).status_code == 400
    assert desk.person() is None


async def test_new_keys_of_the_provider_are_taken_over(desk):
    await desk.sign_in()
    desk.jar.clear()
    desk.provider.new_key("k2")
    assert (await desk.sign_in()).status_code == 303
    assert desk.person() is not None


async def test_what_comes_back_is_of_no_use_to_another_browser_nor_a_second_time(desk):
    back = await desk.sent_back()
    kept, desk.jar = desk.jar, {}
    assert (await desk.ask(back)).status_code == 400, "another browser"
    await desk.sent_back()
    assert (await desk.ask(back)).status_code == 400, "the answer to an older question"
    desk.jar = dict(kept)
    assert (await desk.ask(back)).status_code == 303
    desk.jar = dict(kept)
    assert (await desk.ask(back)).status_code == 400, "the code is used up"


@pytest.mark.parametrize("change", [{"state": "inny"}, {"code": "zmyslony"}, {"iss": "https://inny.example"}])
async def test_an_answer_that_was_changed_on_the_way_lets_nobody_in(desk, change):
    back = urlsplit(await desk.sent_back())
    query = {name: values[0] for name, values in parse_qs(back.query).items()} | change
    answer = await desk.ask(f"{back.path}?{httpx.QueryParams(query)}")
    assert answer.status_code == 400
    assert desk.person() is None


async def test_who_breaks_off_at_the_provider_can_begin_again(desk):
    await desk.sent_back()
    answer = await desk.ask("/panel/zaloguj/powrot?error=access_denied&state=x")
    assert answer.status_code == 400
    assert "Zacznij logowanie jeszcze raz" in answer.text


async def test_nobody_is_led_to_another_site_after_signing_in(desk):
    assert (await desk.sign_in("/panel/zaloguj?next=//zle.example")).headers["location"] == "/panel"


async def test_who_signs_out_is_shown_the_way_out_of_the_account_too(desk):
    await desk.sign_in()
    answer = await desk.ask("/panel/wyloguj", {})
    assert desk.person() is None
    page = await desk.ask(answer.headers["location"])
    assert f'href="{desk.provider.issuer}/end_session_endpoint"' in page.text


async def test_where_a_provider_is_named_the_panel_opens_by_it_alone_as_soon_as_it_answers(make_site, desk, file):
    site = await make_site("reporting", environment="production", sign_in_file=file)
    desk.client = site.client
    desk.provider.silent = True
    silent = await desk.ask("/panel/zaloguj")
    assert (silent.status_code, silent.headers["retry-after"]) == (503, "30")
    assert "Logowanie kontem służbowym teraz nie działa" in silent.text
    desk.provider.silent = False
    assert (await desk.sign_in()).headers["location"] == "/panel"
    assert "Anna Próbna" in (await desk.ask("/panel")).text
    assert (await desk.ask("/panel/zaloguj", {"person": "p-anna"})).status_code == 405
    assert (await site.client.post("/api/reporting/v1/session", json={"person": "p-anna"})).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('issuer = "http://konta.example"', "issuer"),
        ('[groups.x]\nrole = "unit_reviewer"', "needs unit"),
        ('[groups.x]\nrole = "resident"', "does not sign in"),
        ('[groups.x]\nrole = "szef"', "role"),
        ('kliucz = "x"', "kliucz"),
    ],
)
def test_settings_that_do_not_fit_are_told_at_the_start(tmp_path, wrong, told):
    given = {"issuer": '"https://konta.example"', "client_id": '"r"', "client_secret": '"s"'}
    lines = [f"{name} = {value}" for name, value in given.items() if not wrong.startswith(name)]
    top, tables = (wrong, "") if not wrong.startswith("[") else ("", wrong)
    file = tmp_path / "sign-in.toml"
    file.write_text("\n".join([*lines, top, '[groups.wpks]\nrole = "officer"', tables]))
    with pytest.raises(ValidationError, match=told):
        ProviderSettings.from_file(file)

"""The gateway: each address finds its service, and no answer leaves without its protections."""

import asyncio
import http.client
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from deploy.local import caddy
from deploy.local.keeper import Keeper
from deploy.local.world import CASTING, SERVICES, World


class Desk(ThreadingHTTPServer):
    """Stands where a service would and says whose desk it is and what it was handed."""

    allow_reuse_address = True

    def __init__(self, service: str, port: int) -> None:
        class Answer(BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                people = self.headers.get_all("X-Forwarded-For")
                body = f"{service} {self.path} {people} {self.headers.get('Forwarded')}".encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(body)

            do_GET = answer  # noqa: N815 - the library's name
            do_POST = answer  # noqa: N815 - the library's name

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", port), Answer)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def handle_error(self, request: object, client_address: object) -> None:
        """A visitor who hangs up is no error."""

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A gateway with a desk behind each address except that of `events`."""
    world = World.apart(tmp_path_factory.mktemp("town"))
    desks = [Desk(service, world.ports[service]) for service in (*SERVICES, CASTING) if service != "events"]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    keeper = Keeper(caddy.program(world), world, print)
    asyncio.run_coroutine_threadsafe(keeper.start(30), loop).result()
    yield world
    asyncio.run_coroutine_threadsafe(keeper.stop(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
    for desk in desks:
        desk.close()


def ask(
    town: World, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", town.ports["gateway"], timeout=30)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/", "media"),
        ("/aktualnosci/nowy-park", "media"),
        ("/deklaracja-dostepnosci", "media"),
        ("/budzet-obywatelski", "intake"),
        ("/budzet-obywatelski/zasady", "intake"),
        ("/budzet-obywatelski/zglos?krok=2", "intake"),
        ("/inicjatywa-lokalna/zloz", "intake"),
        ("/inicjatywa-lokalna/IL-2027-004", "intake"),
        ("/inicjatywa-lokalna/IL-2027-004/realizacja", "reporting"),
        ("/inicjatywa-lokalna/IL-2027-004/realizacja/obserwowanie", "reporting"),
        ("/inicjatywa-lokalna/IL-2027-004/realizacja/obserwowanie/wyslano", "reporting"),
        ("/inicjatywa-lokalna/realizacja/obserwowanie/potwierdzenie/abcdefghij", "reporting"),
        ("/budzet-obywatelski/projekty", "reporting"),
        ("/budzet-obywatelski/projekty/p-1", "reporting"),
        ("/budzet-obywatelski/glosowanie/karta", "voting"),
        ("/budzet-obywatelski/wyniki", "voting"),
        ("/panel", "reporting"),
        ("/panel/zaloguj", "reporting"),
        ("/panel/wyloguj", "reporting"),
        ("/panel/realizacja/p-1", "reporting"),
        ("/panel/rada/uchwaly", "reporting"),
        ("/panel/sprawozdania/r-1", "reporting"),
        ("/uchwaly/XLIX-676-2022", "reporting"),
        ("/sprawozdania/r-1/1/dane.json", "reporting"),
        ("/budzet-obywatelski/statystyki/katalog.jsonld", "reporting"),
        ("/interpelacje", "reporting"),
        ("/raport-o-stanie-gminy/2025", "reporting"),
        ("/panel/edycje", "intake"),
        ("/panel/wnioski/w-1", "intake"),
        ("/panel/weryfikacja", "verification"),
        ("/panel/glosowanie", "voting"),
        ("/panel/artykuly/nowy", "media"),
        ("/panel/kryzys/plany/wind", "media"),
        ("/ostrzezenia/baner", "media"),
        ("/alerts.atom", "media"),
        *((f"/api/{service}/v1/things", service) for service in SERVICES if service != "events"),
    ],
)
def test_every_address_finds_its_service(town: World, path: str, service: str) -> None:
    answer, said = ask(town, path)

    assert answer.status == 200
    assert said.startswith(f"{service} {path} ")


@pytest.mark.parametrize(
    ("method", "path", "headers", "service"),
    [
        ("POST", "/api/voting/v1/editions/ed-1/ballots", {}, "casting"),
        ("POST", "/api/voting/v1/editions/ed-1/ballots", {"Origin": "https://elsewhere.example"}, "voting"),
        ("POST", "/api/voting/v1/editions/ed-1/ballots", {"Sec_Fetch_Site": "same-origin"}, "voting"),
        ("POST", "/api/voting/v1/editions/ed-1/ballots", {"Content_Encoding": "gzip"}, "voting"),
        ("POST", "/api/voting/v1/editions/ed-1/ballots/more", {}, "voting"),
        ("POST", "/api/voting/v1/editions/ed-1/closing", {}, "voting"),
        ("GET", "/api/voting/v1/editions/ed-1/ballots", {}, "voting"),
        ("POST", "/budzet-obywatelski/glosowanie/ed-1/oddaj", {"Sec_Fetch_Site": "same-origin"}, "voting"),
    ],
)
def test_a_ballot_that_a_program_sends_goes_to_casting_and_all_else_of_the_vote_to_voting(
    town: World, method: str, path: str, headers: dict[str, str], service: str
) -> None:
    _, said = ask(town, path, method, b"{}" if method == "POST" else None, **headers)

    assert said.startswith(f"{service} {path} ")


@pytest.mark.parametrize("path", ["/", "/static/brand.css", "/static/missing", "/nothing/here", "/metrics"])
def test_no_answer_leaves_without_its_protections(town: World, path: str) -> None:
    answer, _ = ask(town, path)

    policy = answer.getheader("Content-Security-Policy", "")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert answer.getheader("Referrer-Policy") == "same-origin"
    assert answer.getheader("Cross-Origin-Opener-Policy") == "same-origin"
    assert answer.getheader("Server") != "Caddy"
    assert answer.getheader("Via") is None
    # Promised over plain HTTP it would be ignored, and misleading.
    assert answer.getheader("Strict-Transport-Security") is None


@pytest.mark.parametrize("path", ["/health/ready", "/health", "//health/live", "/%68ealth/ready", "/metrics"])
def test_the_health_of_a_service_is_not_for_the_public(town: World, path: str) -> None:
    answer, said = ask(town, path)

    assert answer.status == 404
    assert said == ""


def test_a_visitor_cannot_claim_another_address(town: World) -> None:
    _, said = ask(town, "/", X_Forwarded_For="10.1.2.3", Forwarded="for=10.1.2.3")

    assert "10.1.2.3" not in said
    assert "['127.0.0.1']" in said


def test_files_are_served_by_the_gateway_itself_and_kept_long(town: World) -> None:
    plain, _ = ask(town, "/static/brand.css")
    named, _ = ask(town, "/static/brand.css?v=0123456789")
    vendor, _ = ask(town, "/static/vendor/htmx/htmx.min.js")

    assert plain.getheader("Cache-Control") == "public, max-age=600"
    assert "immutable" in named.getheader("Cache-Control", "")
    assert "immutable" in vendor.getheader("Cache-Control", "")


def test_pages_are_compressed_for_who_can_read_that(town: World) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", town.ports["gateway"], timeout=10)
    connection.request("GET", "/static/brand.css", headers={"Accept-Encoding": "gzip"})

    assert connection.getresponse().getheader("Content-Encoding") == "gzip"
    connection.close()


def test_a_body_beyond_the_limit_is_refused_in_polish(town: World) -> None:
    answer, said = ask(town, "/budzet-obywatelski/zglos", "POST", b"x" * (41 * 2**20))

    assert answer.status == 413
    assert "za duże" in said


def test_a_request_waits_for_a_service_that_is_just_starting_again(town: World) -> None:
    answers: list[tuple[http.client.HTTPResponse, str]] = []
    form = threading.Thread(target=lambda: answers.append(ask(town, "/kalendarz/spotkania", "POST", b"termin=1")))
    page = threading.Thread(target=lambda: answers.append(ask(town, "/kalendarz")))
    desks: list[Desk] = []
    back = threading.Timer(1.5, lambda: desks.append(Desk("events", town.ports["events"])))
    for happens in (form, page, back):
        happens.start()
    for happened in (form, page, back):
        happened.join()
    desks[0].close()

    assert [answer.status for answer, _ in answers] == [200, 200]
    assert all(said.startswith("events /kalendarz") for _, said in answers)


Answers = dict[str, tuple[http.client.HTTPResponse, str]]


@pytest.fixture(scope="module")
def apologies(town: World) -> Answers:
    """What visitors hear while `events` stays away; asked at the same time, for each waits some seconds."""
    asked = {
        "page": lambda: ask(town, "/kalendarz/zaproszenie/tajny-token"),
        "form": lambda: ask(town, "/kalendarz", "POST", b"termin=1"),
        "program": lambda: ask(town, "/api/events/v1/meetings"),
    }
    with ThreadPoolExecutor() as visitors:
        going = {name: visitors.submit(question) for name, question in asked.items()}
        return {name: answer.result() for name, answer in going.items()}


@pytest.mark.parametrize("visitor", ["page", "form"])
def test_a_service_that_stays_away_is_apologised_for(apologies: Answers, visitor: str) -> None:
    answer, said = apologies[visitor]

    assert answer.status == 503
    assert answer.getheader("Retry-After") == "10"
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
    assert "chwilowo nie działa" in said
    # It brings its own look along and loads nothing.
    assert answer.getheader("Content-Security-Policy", "").startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "src=" not in said
    assert "<link" not in said


def test_a_program_gets_the_apology_as_a_problem(apologies: Answers) -> None:
    answer, said = apologies["program"]

    assert answer.status == 503
    assert answer.getheader("Content-Type") == "application/problem+json"
    assert '"type":"/problems/unavailable"' in said


def test_the_log_of_the_gateway_holds_no_address_and_no_path(town: World, apologies: Answers) -> None:
    assert apologies["page"][0].status == 503

    log = town.log("gateway").read_text()
    assert "tajny-token" not in log
    assert "remote_ip" not in log

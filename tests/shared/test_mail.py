"""A mail as it goes over the wire."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from typing import Any

import icalendar
import pytest

from shared.ical import Appointment, Mailbox, invitation
from shared.mail import Courier, Deliveries, Mail
from shared.privacy import Cipher
from shared.store import Database, Transaction, new_id
from tests.conftest import mail_server, poll

LEAVE = "https://kalisz.example/budzet-obywatelski/projekty/obserwowanie/rezygnacja/" + "IjdkN2E5ZjI0" * 9


class Sink:
    """Takes every mail, or none."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.refusing = False
        self.no_such = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.no_such.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.no_such

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        if self.refusing:
            return "451 later"
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture
async def sink() -> AsyncIterator[tuple[Sink, str]]:
    handler = Sink()
    async with mail_server(handler) as address:
        yield handler, address


@pytest.fixture
async def courier(database: Database, cipher: Cipher, sink: tuple[Sink, str]) -> AsyncIterator[Courier]:
    courier = Courier(database, cipher, sink[1], "wpks@um.kalisz.pl")
    Deliveries(database)
    await database.prepare()
    courier.start()
    yield courier
    await courier.stop()


async def send(database: Database, mail: Mail) -> None:
    async def work(tx: Transaction) -> None:
        tx.send(mail)

    await database.transaction(work)


async def until(sink: Sink, count: int) -> None:
    async def taken() -> bool:
        return len(sink.taken) >= count

    await poll(taken)


async def test_a_letter_to_many_says_in_its_head_how_one_leaves_at_one_click(
    database: Database, cipher: Cipher, sink: tuple[Sink, str], courier: Courier
) -> None:
    await send(database, Mail(cipher, "anna@example.org", "Zażółć", "Treść", leave=LEAVE))
    await until(sink[0], 1)
    mail = message_from_bytes(sink[0].taken[0])
    # Long as it is, the address stands there as it is: no mail program decodes encoded words in it.
    assert "".join(str(mail["List-Unsubscribe"]).split()) == f"<{LEAVE}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(make_header(decode_header(str(mail["Subject"])))) == "Zażółć"
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().strip() == "Treść"
    assert max(len(line) for line in sink[0].taken[0].splitlines()) < 998
    assert sink[0].taken[0].isascii()


async def test_other_letters_have_no_such_head(
    database: Database, cipher: Cipher, sink: tuple[Sink, str], courier: Courier
) -> None:
    await send(database, Mail(cipher, "anna@example.org", "Temat", "Treść"))
    await until(sink[0], 1)
    assert "List-Unsubscribe" not in message_from_bytes(sink[0].taken[0])


async def test_what_has_become_of_the_letters_of_a_mailing_is_counted(
    database: Database, cipher: Cipher, sink: tuple[Sink, str], courier: Courier
) -> None:
    deliveries, mailing = Deliveries(database), new_id()
    await send(database, Mail(cipher, "anna@example.org", "Temat", "Treść", about="f-1", mailing=mailing))
    await until(sink[0], 1)

    async def noted() -> bool:
        return await deliveries.of_mailing(mailing) == {"delivered": 1}

    await poll(noted)
    sink[0].refusing = True
    await send(database, Mail(cipher, "jan@example.org", "Temat", "Treść", about="f-2", mailing=mailing))
    assert await deliveries.of_mailing(mailing) == {"delivered": 1, "waiting": 1}
    await database.transaction(lambda tx: deliveries.forget(tx, "f-2"))
    assert await deliveries.of_mailing(mailing) == {"delivered": 1}


async def test_a_letter_that_is_a_page_too_says_both(
    database: Database, cipher: Cipher, sink: tuple[Sink, str], courier: Courier
) -> None:
    page = "<!DOCTYPE html><p>Zażółć" + " gęślą jaźń" * 500 + "</p>"
    await send(database, Mail(cipher, "anna@example.org", "Temat", "Treść", html=page))
    await until(sink[0], 1)
    mail = message_from_bytes(sink[0].taken[0], policy=default)
    text, shown = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert shown is not None
    assert text.get_content().strip() == "Treść"
    assert shown.get_content().strip() == page
    assert max(len(line) for line in sink[0].taken[0].splitlines()) < 998


async def test_an_invitation_goes_as_one_that_mail_programs_know(
    database: Database, cipher: Cipher, courier: Courier, sink: tuple[Sink, str]
) -> None:
    one = Appointment(
        id="e-1",
        version=2,
        changed_at=datetime(2026, 4, 15, tzinfo=UTC),
        title="Święto Miasta",
        starts=datetime(2026, 6, 11, 10, tzinfo=UTC),
        ends=datetime(2026, 6, 11, 11, tzinfo=UTC),
        link="/kalendarz/e-1",
    )
    city, mayor = Mailbox("Urząd Miasta", "wpks@um.example"), Mailbox("Prezydent Miasta", "prezydent@um.example")
    file = invitation("Kalendarz", one, city, mayor, "https://kalisz.example").decode()
    await send(database, Mail(cipher, mayor.mail, "Zaproszenie", "Zażółć", invitation=file))
    await until(sink[0], 1)
    _, plain, calendar = message_from_bytes(sink[0].taken[0]).walk()
    assert (plain.get_content_type(), calendar.get_content_type()) == ("text/plain", "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    body = calendar.get_payload(decode=True)
    assert isinstance(body, bytes)
    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert (event["uid"], str(event["summary"]), event["sequence"]) == ("e-1@kalisz.example", "Święto Miasta", 1)


@pytest.mark.parametrize(
    ("answer", "state", "refused"),
    [
        ("550 5.1.1 no such user", "failed", True),
        ("550 no such user", "failed", True),
        ("552 5.2.2 mailbox full", "failed", True),
        ("550 5.7.1 we want no mail of yours", "waiting", False),
        ("530 5.7.0 sign in first", "waiting", False),
        ("450 4.2.1 later", "waiting", False),
        ("452 4.2.2 mailbox full for now", "waiting", False),
    ],
)
async def test_only_what_a_server_says_for_good_of_the_address_ends_a_letter_at_once(
    database: Database,
    cipher: Cipher,
    sink: tuple[Sink, str],
    courier: Courier,
    answer: str,
    state: str,
    refused: bool,
) -> None:
    deliveries, mailing = Deliveries(database), new_id()
    sink[0].no_such = answer
    await send(database, Mail(cipher, "anna@example.org", "Temat", "Treść", about="r-1", mailing=mailing))

    async def tried() -> bool:
        return len(await deliveries.undelivered(mailing, 5)) == 1

    await poll(tried)
    assert await deliveries.of_mailing(mailing) == {state: 1}
    assert [one.about for one in await deliveries.refused(mailing, 5)] == (["r-1"] if refused else [])

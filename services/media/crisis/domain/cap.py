"""A warning as a CAP 1.2 file, and many as an Atom feed, for machines. It reads no store and signs nothing.

Source: OASIS, Common Alerting Protocol 1.2 (1 July 2010); RFC 4287.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from lxml import etree
from lxml.builder import ElementMaker
from pydantic import BaseModel, ConfigDict

from services.media.crisis.domain.area import Area, Circle, Polygon, WholeCity, area_text
from services.media.crisis.domain.hazards import hazard
from services.media.crisis.domain.message import EXERCISE, NOT_REAL, Kind, Message
from shared.clock import warsaw

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
ATOM = "http://www.w3.org/2005/Atom"
CAP_TYPE = "application/cap+xml"
_cap = ElementMaker(namespace=CAP, nsmap={None: CAP})
_atom = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
_TYPES = {Kind.ALERT: "Alert", Kind.UPDATE: "Update", Kind.CANCEL: "Cancel"}


class Issuer(BaseModel):
    """Who warns. `sender`: an address without spaces and commas, unique in the world; `origin`: the site's address."""

    model_config = ConfigDict(frozen=True)

    sender: str
    sender_name: str
    city: str
    teryt: str
    """The commune's number in the register of territories, by which machines know the area."""
    origin: str

    def page(self, message_id: str) -> str:
        """Give the address of a warning's page."""
        return f"{self.origin}/ostrzezenia/{message_id}"

    def file(self, message_id: str) -> str:
        """Give the address of a warning's CAP file."""
        return f"{self.origin}/alerts/{message_id}.xml"


def moment(at: datetime) -> str:
    """Write a moment as CAP wants it: to the second, with the offset of the city's clocks."""
    return warsaw(at).isoformat(timespec="seconds")


def cap_file(message: Message, issuer: Issuer) -> bytes:
    """Write the CAP file of a warning that was issued; the same at every call. Raises ValueError for a draft."""
    if message.issued is None:
        raise ValueError("a warning that was not issued has no CAP file")
    sent = moment(message.issued.at)
    alert = _cap.alert(
        _cap.identifier(message.id),
        _cap.sender(issuer.sender),
        _cap.sent(sent),
        _cap.status("Exercise" if message.exercise else "Actual"),
        _cap.msgType(_TYPES[message.kind]),
        _cap.scope("Public"),
    )
    if message.exercise:
        alert.append(_cap.note(f"{EXERCISE}. {NOT_REAL}"))
    if message.references:
        earlier = (f"{issuer.sender},{one.message_id},{moment(one.sent)}" for one in message.references)
        alert.append(_cap.references(" ".join(earlier)))
    alert.append(_cap.incidents(message.incident_id))
    alert.append(_info(message, issuer, sent))
    return bytes(etree.tostring(alert, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _info(message: Message, issuer: Issuer, sent: str) -> etree._Element:
    known, content, over = hazard(message.hazard), message.content, message.kind is Kind.CANCEL
    info = _cap.info(
        _cap.language("pl-PL"),
        _cap.category(known.category),
        _cap.event(f"{EXERCISE}: {known.name}" if message.exercise else known.name),
    )
    if over:
        info.append(_cap.responseType("AllClear"))
    info.extend(
        [
            _cap.urgency("Past" if over else content.urgency.value),
            _cap.severity(content.severity.value),
            _cap.certainty(content.certainty.value),
            _cap.effective(sent),
            _cap.expires(moment(content.expires)),
            _cap.senderName(issuer.sender_name),
            _cap.headline(message.headline),
            _cap.description(message.description),
            _cap.instruction(message.instruction),
            _cap.web(issuer.page(message.id)),
            _cap.contact(content.contact),
            _area(content.area, issuer),
        ]
    )
    return info


def _area(area: Area, issuer: Issuer) -> etree._Element:
    element = _cap.area(_cap.areaDesc(area_text(area, issuer.city)))
    if isinstance(area, Polygon):
        points = [*area.points, area.points[0]]
        element.append(_cap.polygon(" ".join(f"{one.latitude:.5f},{one.longitude:.5f}" for one in points)))
    elif isinstance(area, Circle):
        centre = area.centre
        element.append(_cap.circle(f"{centre.latitude:.5f},{centre.longitude:.5f} {area.radius:.3f}"))
    elif isinstance(area, WholeCity):
        element.append(_cap.geocode(_cap.valueName("TERYT"), _cap.value(issuer.teryt)))
    return element


def feed(messages: Sequence[Message], issuer: Issuer) -> bytes:
    """Write the feed of issued warnings, the newest first, with cancellations, as their CAP files stand beside it."""
    newest = max(
        (message.issued.at for message in messages if message.issued), default=datetime(1970, 1, 1, tzinfo=UTC)
    )
    root = _atom.feed(
        _atom.id(f"{issuer.origin}/alerts.atom"),
        _atom.title(f"Ostrzeżenia: {issuer.city}"),
        _atom.updated(moment(newest)),
        _atom.author(_atom.name(issuer.sender_name)),
        _atom.link(rel="self", type="application/atom+xml", href=f"{issuer.origin}/alerts.atom"),
        _atom.link(rel="alternate", type="text/html", href=f"{issuer.origin}/ostrzezenia"),
    )
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "pl")
    for message in messages:
        if message.issued is None:
            continue
        sent = moment(message.issued.at)
        root.append(
            _atom.entry(
                _atom.id(f"urn:uuid:{message.id}"),
                _atom.title(message.headline),
                _atom.published(sent),
                _atom.updated(sent),
                _atom.summary(message.description),
                _atom.category(term=_TYPES[message.kind]),
                _atom.link(rel="alternate", type="text/html", href=issuer.page(message.id)),
                _atom.link(rel="related", type=CAP_TYPE, href=issuer.file(message.id)),
            )
        )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))

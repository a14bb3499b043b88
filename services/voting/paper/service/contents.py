"""What stands on a card: sealed and opened by the edition's key, its person found on the roll. It keeps nothing."""

from services.voting.ballots.domain import UnreadableCode
from services.voting.ballots.domain.election import Election
from services.voting.keys.service import Keys
from services.voting.paper.domain.cards import Card
from services.voting.paper.domain.entry import Entry, require_readable
from services.voting.rolls.domain import AddressUnreadable, BirthUnreadable, NameUnreadable, UnreadablePesel, asked
from services.voting.rolls.service import CannotTellApart, Identity, NotOnRoll, Rolls, WrongIdentity, identity_of

_BLOCK = 512
"""What is keyed in is padded to steps of this many characters: its length would count the marks."""


_UNREADABLE = (NameUnreadable, AddressUnreadable, UnreadableCode, BirthUnreadable)


class Contents:
    """Seals and opens what stands on cards; each text only for its own place."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def seal(self, entry: Entry, edition_id: str, card_id: str, field: str) -> bytes:
        """Seal an entry for a field of a card."""
        text = entry.model_dump_json()
        return self.seal_words(text.ljust(-(-len(text) // _BLOCK) * _BLOCK), edition_id, card_id, field)

    def seal_words(self, words: str, edition_id: str, card_id: str, field: str) -> bytes:
        """Seal what somebody says of a card."""
        return self._keys.of(edition_id).cipher.seal(words, _place(card_id, field))

    def entry(self, card: Card) -> Entry:
        """Give what was keyed in of a card that waits."""
        assert card.entry is not None, "a card that waits has what was keyed in"
        return self._opened(card.entry, card, "entry")

    def second(self, card: Card) -> Entry | None:
        """Give the second entry of a card, None where it has none."""
        return None if card.second is None else self._opened(card.second, card, "second")

    def note(self, card: Card) -> str | None:
        """Give why a card was returned, in the second person's words."""
        return None if card.note is None else self._open(card.note, card, "note")

    def _opened(self, sealed: bytes, card: Card, field: str) -> Entry:
        return Entry.model_validate_json(self._open(sealed, card, field))

    def _open(self, sealed: bytes, card: Card, field: str) -> str:
        return self._keys.of(card.edition_id).cipher.open(sealed, _place(card.id, field))


async def recognised(rolls: Rolls, election: Election, entry: Entry) -> Entry:
    """Find the person of an entry, as the edition recognises people. Raises `MarksUnreadable`, `UnknownMark`."""
    require_readable(entry, election)
    seen = tuple(dict.fromkeys(entry.seen))
    plain = entry.model_copy(update={"roll_id": None, "unclear": False, "wrong_pesel": False, "seen": seen})
    policy = election.rules.identity
    if not all(getattr(entry, name) for name in asked(policy)):
        return plain
    try:
        known = await rolls.recognise(election.id, policy, identity_on(entry, policy))
    except CannotTellApart:
        return plain.model_copy(update={"unclear": True})
    except UnreadablePesel:
        return plain.model_copy(update={"wrong_pesel": True})
    except (NotOnRoll, WrongIdentity, *_UNREADABLE):
        return plain
    return plain.model_copy(update={"roll_id": known.roll_id})


def identity_on(entry: Entry, policy: str) -> Identity:
    """Give who an entry is of, as the edition asks. A card's statements are ticked on paper: who ticks none is void."""
    return identity_of(**{name: getattr(entry, name) for name in asked(policy)}).declaring().vouched_for()


def _place(card_id: str, field: str) -> str:
    return f"cards/{card_id}/{field}"

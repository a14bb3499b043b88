"""A second count from nothing but the published files and the commission's secrets. It must not know the server."""

import hashlib
import json
from collections.abc import Sequence

from pydantic import ValidationError

from services.voting.ballots.domain.election import Election, ElectionState, Entry
from services.voting.ballots.domain.envelope import Channel, EnvelopeState
from services.voting.board.domain.files import EnvelopeLine, LogFile
from services.voting.tally.domain.opening import (
    BoxChanged,
    Counted,
    Lying,
    count_box,
    require_key,
    require_secret,
    require_unchanged,
)
from shared.contracts.intake import EditionRules

__all__ = ["BoxChanged", "NotTheRules", "OtherEdition", "recount", "thawed"]


class NotTheRules(Exception):
    """The text is not the frozen rules of an edition."""


class OtherEdition(Exception):
    """The rules, the log and the box do not belong to one edition."""


def thawed(text: str) -> Election:
    """Give the vote as its frozen text has it. Raises `NotTheRules`."""
    try:
        read = json.loads(text)
        return Election(
            id=read["edition"],
            edition_version=1,
            rules=EditionRules.model_validate(read["rules"]),
            state=ElectionState.CLOSED,
            entries=tuple(Entry.model_validate(entry) for entry in read["entries"]),
            exclusive=tuple((one, other) for one, other in read["exclusive"]),
            public_key=read["public_key"],
            log_key=read["log_key"],
            draw_commitment=read["draw_commitment"],
            rules_hash=hashlib.sha256(text.encode()).hexdigest(),
        )
    except (ValidationError, ValueError, KeyError, TypeError) as error:
        raise NotTheRules from error


def recount(
    rules: Election,
    log: LogFile,
    box_edition: str,
    box: Sequence[EnvelopeLine],
    private_key: str,
    secret: str,
    published_root: str | None = None,
) -> tuple[Election, Counted]:
    """Check the box against the log and the log against the rules' key, then count; also give the closed vote.

    Only envelopes that the log lets count are opened: the superseded, void and quarantined stay shut. The public value
    of the draw is the root of the log's last head. A log that was cut with its box is right in itself, so the root that
    was published at the close (`published_root`, 64 hex digits) is asked for wherever somebody has it. Raises
    `OtherEdition`, `BoxChanged`, `WrongKey`, `WrongSecret`.
    """
    if not rules.id == log.edition == box_edition or log.public_key != rules.log_key:
        raise OtherEdition
    key = require_key(private_key, rules)
    require_secret(secret, rules)
    root = published_root or (log.heads[-1].root if log.heads else None)
    vote = rules.model_copy(update={"digest": root, "ballots": sum(one.state == "accepted" for one in box)})
    lying = [Lying(one.seq, one.ballot, EnvelopeState(one.state), Channel(one.channel)) for one in box]
    require_unchanged(vote, log.entries, log.heads, lying)
    return vote, count_box(vote, lying, key, secret)

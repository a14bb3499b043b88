"""The kinds of letters: what each tells its reader, and which slots its wording has."""

from collections.abc import Mapping
from enum import StrEnum


class LetterKind(StrEnum):
    """What a letter tells its reader: one for each step about which an applicant is written to."""

    RECEIVED = "received"
    CALLED = "called"
    ANSWERED = "answered"
    CHECK_PASSED = "check_passed"
    CHECK_FAILED = "check_failed"
    ADMITTED = "admitted"
    REFUSED = "refused"
    APPEALED = "appealed"
    APPEAL_UPHELD = "appeal_upheld"
    APPEAL_DISMISSED = "appeal_dismissed"
    ARRANGEMENT_OPENED = "arrangement_opened"
    ARRANGEMENT_REMINDED = "arrangement_reminded"
    ARRANGEMENT_CLOSED = "arrangement_closed"
    REVISED = "revised"
    REGROUPING_OPENED = "regrouping_opened"
    REGROUPING_REMINDED = "regrouping_reminded"
    REGROUPING_CLOSED = "regrouping_closed"
    REGROUPING_DONE = "regrouping_done"
    SPLIT_OFF = "split_off"
    POSTPONED = "postponed"
    PROGRESS = "progress"
    INITIATIVE_RECEIVED = "initiative_received"
    INITIATIVE_CALLED = "initiative_called"
    INITIATIVE_POSTPONED = "initiative_postponed"
    INITIATIVE_ANSWERED = "initiative_answered"
    INITIATIVE_WITHDRAWN = "initiative_withdrawn"
    INITIATIVE_CHECKED = "initiative_checked"
    INITIATIVE_OPINION = "initiative_opinion"
    INITIATIVE_SCORED = "initiative_scored"
    INITIATIVE_EXTENDED = "initiative_extended"
    INITIATIVE_APPROVED = "initiative_approved"
    INITIATIVE_REJECTED = "initiative_rejected"
    INITIATIVE_LEFT = "initiative_left"
    INITIATIVE_FUNDED = "initiative_funded"
    INITIATIVE_TERMS = "initiative_terms"
    INITIATIVE_TERMS_REMINDED = "initiative_terms_reminded"
    INITIATIVE_CONTRACT = "initiative_contract"
    INITIATIVE_ANNEX = "initiative_annex"
    INITIATIVE_TERMINATED = "initiative_terminated"
    INITIATIVE_RETURNED = "initiative_returned"
    INITIATIVE_REMINDED = "initiative_reminded"
    INITIATIVE_SETTLED = "initiative_settled"


ALWAYS = ("case", "sign", "title")
"""Slots that every letter may have."""
SLOTS: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.RECEIVED: ("received_at", "public_page"),
    LetterKind.CALLED: ("points", "due_at", "due_on", "where", "explanation"),
    LetterKind.ANSWERED: (),
    LetterKind.CHECK_PASSED: ("next_step",),
    LetterKind.CHECK_FAILED: ("reasons", "way_to_appeal"),
    LetterKind.ADMITTED: ("vote",),
    LetterKind.REFUSED: ("reasons", "way_to_appeal"),
    LetterKind.APPEALED: (),
    LetterKind.APPEAL_UPHELD: ("reasons",),
    LetterKind.APPEAL_DISMISSED: ("reasons",),
    LetterKind.ARRANGEMENT_OPENED: ("change", "legal_basis", "parts", "due_at", "due_on", "where"),
    LetterKind.ARRANGEMENT_REMINDED: ("change", "legal_basis", "parts", "due_at", "due_on", "where"),
    LetterKind.ARRANGEMENT_CLOSED: ("outcome",),
    LetterKind.REVISED: (),
    LetterKind.REGROUPING_OPENED: ("what", "change", "contents", "due_at", "due_on", "where"),
    LetterKind.REGROUPING_REMINDED: ("what", "change", "contents", "due_at", "due_on", "where"),
    LetterKind.REGROUPING_CLOSED: ("what", "outcome"),
    LetterKind.REGROUPING_DONE: ("what", "outcome", "where"),
    LetterKind.SPLIT_OFF: ("original", "received_at", "public_page"),
    LetterKind.POSTPONED: ("points", "due_at", "due_on", "where", "explanation"),
    LetterKind.PROGRESS: ("stage", "facts", "note", "public_page"),
    LetterKind.INITIATIVE_RECEIVED: ("received_at", "public_page"),
    LetterKind.INITIATIVE_CALLED: ("points", "due_at", "due_on", "where", "explanation"),
    LetterKind.INITIATIVE_POSTPONED: ("points", "due_at", "due_on", "where", "explanation"),
    LetterKind.INITIATIVE_ANSWERED: (),
    LetterKind.INITIATIVE_WITHDRAWN: (),
    LetterKind.INITIATIVE_CHECKED: ("next_step",),
    LetterKind.INITIATIVE_OPINION: ("unit", "outcome", "reasons"),
    LetterKind.INITIATIVE_SCORED: ("points", "public_page"),
    LetterKind.INITIATIVE_EXTENDED: ("due_on", "reasons"),
    LetterKind.INITIATIVE_APPROVED: ("amount", "reasons", "next_step"),
    LetterKind.INITIATIVE_REJECTED: ("reasons", "where"),
    LetterKind.INITIATIVE_LEFT: ("reasons", "where"),
    LetterKind.INITIATIVE_FUNDED: ("amount", "year"),
    LetterKind.INITIATIVE_TERMS: ("text", "where"),
    LetterKind.INITIATIVE_TERMS_REMINDED: ("text", "offered_on", "where"),
    LetterKind.INITIATIVE_CONTRACT: ("facts", "where"),
    LetterKind.INITIATIVE_ANNEX: ("facts", "reasons"),
    LetterKind.INITIATIVE_TERMINATED: ("reasons", "due_on"),
    LetterKind.INITIATIVE_RETURNED: ("points", "due_at", "due_on", "explanation", "where"),
    LetterKind.INITIATIVE_REMINDED: ("due_on", "outcome", "where"),
    LetterKind.INITIATIVE_SETTLED: ("outcome", "facts", "note", "public_page"),
}
"""Slots of each kind beside `ALWAYS`."""
NEEDED: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.CALLED: ("points", "due_at", "where"),
    LetterKind.CHECK_FAILED: ("reasons", "way_to_appeal"),
    LetterKind.REFUSED: ("reasons", "way_to_appeal"),
    LetterKind.APPEAL_UPHELD: ("reasons",),
    LetterKind.APPEAL_DISMISSED: ("reasons",),
    LetterKind.ARRANGEMENT_OPENED: ("change", "legal_basis", "due_at", "where"),
    LetterKind.ARRANGEMENT_REMINDED: ("change", "due_at", "where"),
    LetterKind.ARRANGEMENT_CLOSED: ("outcome",),
    LetterKind.REGROUPING_OPENED: ("what", "change", "contents", "due_at", "where"),
    LetterKind.REGROUPING_REMINDED: ("what", "due_at", "where"),
    LetterKind.REGROUPING_CLOSED: ("what", "outcome"),
    LetterKind.REGROUPING_DONE: ("what", "outcome", "where"),
    LetterKind.SPLIT_OFF: ("original", "received_at"),
    LetterKind.POSTPONED: ("due_at", "where", "explanation"),
    LetterKind.PROGRESS: ("note", "public_page"),
    LetterKind.INITIATIVE_CALLED: ("points", "due_at", "where"),
    LetterKind.INITIATIVE_POSTPONED: ("due_at", "where", "explanation"),
    LetterKind.INITIATIVE_EXTENDED: ("due_on", "reasons"),
    LetterKind.INITIATIVE_APPROVED: ("amount",),
    LetterKind.INITIATIVE_REJECTED: ("reasons",),
    LetterKind.INITIATIVE_LEFT: ("reasons",),
    LetterKind.INITIATIVE_TERMS: ("where",),
    LetterKind.INITIATIVE_TERMS_REMINDED: ("where",),
    LetterKind.INITIATIVE_TERMINATED: ("reasons",),
    LetterKind.INITIATIVE_RETURNED: ("points", "due_at", "where"),
    LetterKind.INITIATIVE_REMINDED: ("due_on", "where"),
}
"""Slots without which a letter of this kind would not do: what is missing, until when, why, and how to appeal."""

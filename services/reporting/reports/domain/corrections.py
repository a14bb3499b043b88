"""Corrections of a frozen content: what is to stand at a place, and what then differs. Pure rules."""

from services.reporting.council.domain.resolutions import ENDINGS, ExecutionStatus, overall
from services.reporting.reports.domain.content import Content, Plain, Row
from services.reporting.reports.domain.inputs import Section


class NothingToCorrect(Exception):
    """The correction changes nothing."""


class NoSuchPlace(LookupError):
    """The report has no such text, unit or resolution."""


class PartUnclear(Exception):
    """A status of several units' resolution is corrected and none of them named, or an ending is said of one unit."""


class Correction(Plain):
    """A place in a report and what is to stand there.

    `unit` and `section` name a unit's text, `resolution_id` a row of the annex: its note and, with `unit`, the `status`
    of that unit's part. Without `unit`, `status` is that of the only part, or an ending of the whole. None of them
    means the introduction.
    """

    text: str
    unit: str | None = None
    section: Section | None = None
    resolution_id: str | None = None
    status: ExecutionStatus | None = None


class Difference(Plain):
    """What stood at a place before and what stands there now. `what`: introduction, a section, or execution."""

    what: str
    where: str
    before: str
    after: str


def corrected(content: Content, correction: Correction) -> Content:
    """Give the content with a correction. Raises `NoSuchPlace`, `NothingToCorrect`, `PartUnclear`."""
    if correction.resolution_id is not None:
        changed = _row_corrected(content, correction)
    elif correction.unit is not None:
        changed = _text_corrected(content, correction)
    else:
        changed = content.model_copy(update={"introduction": correction.text})
    if changed == content:
        raise NothingToCorrect
    return changed


def _row_corrected(content: Content, correction: Correction) -> Content:
    if all(row.resolution_id != correction.resolution_id for row in content.rows):
        raise NoSuchPlace(correction.resolution_id)
    rows = tuple(
        _restated(row, correction).model_copy(update={"note": correction.text})
        if row.resolution_id == correction.resolution_id
        else row
        for row in content.rows
    )
    return content.model_copy(update={"rows": rows})


def _restated(row: Row, correction: Correction) -> Row:
    """Give the row in the corrected status. As in the register: an ending is the whole's, all else comes from parts."""
    unit, status = correction.unit, correction.status
    if unit is not None and all(part.unit != unit for part in row.parts):
        raise NoSuchPlace(unit)
    if unit is None and (status is None or (status is row.status and len(row.parts) > 1)):
        return row
    if status is None or (unit is not None and status in ENDINGS):
        raise PartUnclear
    if status in ENDINGS:
        return row.model_copy(update={"status": status})
    if unit is None and len(row.parts) > 1:
        raise PartUnclear
    parts = tuple(
        part.model_copy(update={"status": status}) if unit in (None, part.unit) else part for part in row.parts
    )
    return row.model_copy(update={"parts": parts, "status": overall(part.status for part in parts)})


def _text_corrected(content: Content, correction: Correction) -> Content:
    section = correction.section
    said = next((one for one in content.contributions if one.unit == correction.unit), None)
    if said is None or section is None or section not in said.texts:
        raise NoSuchPlace(correction.unit)
    after = said.model_copy(update={"texts": {**said.texts, section: correction.text}})
    every = tuple(after if one.unit == correction.unit else one for one in content.contributions)
    return content.model_copy(update={"contributions": every})


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """Give every place at which a corrected content differs."""
    found: list[Difference] = []
    if before.introduction != after.introduction:
        found.append(Difference(what="introduction", where="", before=before.introduction, after=after.introduction))
    for old, new in zip(before.contributions, after.contributions, strict=True):
        found += [
            Difference(what=section.value, where=new.name, before=old.texts[section], after=new.texts[section])
            for section in Section
            if section in new.texts and old.texts[section] != new.texts[section]
        ]
    for row, now in zip(before.rows, after.rows, strict=True):
        if row.status != now.status:
            found.append(Difference(what="status", where=now.number, before=row.status, after=now.status))
        # The only part of a row says what the row says.
        if len(row.parts) > 1 or row.status == now.status:
            found += [
                Difference(what="status", where=f"{now.number}, {part.name}", before=was.status, after=part.status)
                for was, part in zip(row.parts, now.parts, strict=True)
                if was.status != part.status
            ]
        if row.note != now.note:
            found.append(Difference(what="execution", where=now.number, before=row.note, after=now.note))
    return tuple(found)

"""The protocol of a meeting of the Team: what was scored, by whom, with which result. Open scorings only by name."""

from collections.abc import Sequence

from services.verification.scoring.domain import Meeting, Result, Scoring, ScoringState
from shared.documents import Block, Document, Facts, Heading, Paragraph, Signatures, Table

_AUTHOR = "Zespół do spraw inicjatywy lokalnej"


def protocol(meeting: Meeting, scorings: Sequence[Scoring]) -> Document:
    """Write the protocol of a meeting."""
    blocks: list[Block] = [
        Facts(
            [
                ("Posiedzenie", f"{meeting.number}/{meeting.year}"),
                ("Dzień", meeting.held_on.strftime("%d.%m.%Y")),
                ("Inicjatywy", str(len(meeting.initiatives))),
            ]
        ),
    ]
    for scoring in scorings:
        blocks += [Heading(f"{scoring.case}: {scoring.title}"), *_one(scoring)]
    blocks.append(Signatures(["Przewodniczący Zespołu", "Protokolant"]))
    return Document(
        f"Protokół posiedzenia Zespołu nr {meeting.number}/{meeting.year}", _AUTHOR, meeting.held_on, blocks
    )


def _one(scoring: Scoring) -> list[Block]:
    if scoring.state is ScoringState.ENDED:
        return [Paragraph("Wnioskodawcy wycofali wniosek przed końcem oceny.")]
    result = scoring.result
    if result is None:
        return [Paragraph("Ocena trwa. Karty pozna się po jej zamknięciu.")]
    told: list[Block] = [
        Paragraph(f"Oceniono według kryteriów z uchwały {scoring.criteria.resolution}. {_passes(result)}".strip()),
        Facts(
            [
                ("Karty oceny", str(result.members)),
                ("Wyłączeni z powodu konfliktu interesów", str(result.excused)),
                ("Średnia", f"{_points(result.mean)} z {result.most} punktów"),
                ("Od najniższej do najwyższej", f"{result.lowest}–{result.highest}"),
            ]
        ),
        Table(
            f"Wynik według kryteriów: {scoring.case}",
            ["Kryterium", "Średnia", "Od", "Do", "Najwięcej"],
            [[one.name, _points(one.mean), str(one.lowest), str(one.highest), str(one.most)] for one in result.scores],
            frozenset({1, 2, 3, 4}),
        ),
    ]
    names = {criterion.code: criterion.name for criterion in scoring.criteria.criteria}
    for card in scoring.counting:
        rows = [[names[score.code], str(score.points), score.reason] for score in card.scores]
        rows.append(["Razem", str(card.total), ""])
        told += [
            Heading(f"Karta oceny: {card.member.name}", level=2),
            Table(
                f"Karta oceny {scoring.case}, {card.member.name}",
                ["Kryterium", "Punkty", "Uzasadnienie"],
                rows,
                frozenset({1}),
            ),
        ]
        if card.earlier:
            told.append(Paragraph(f"Karta była poprawiana przed zamknięciem oceny: {len(card.earlier)} raz(y)."))
    if scoring.excuses:
        told += [
            Heading("Wyłączenia", level=2),
            Facts([(excuse.member.name, excuse.reason) for excuse in scoring.excuses]),
        ]
    return told


def _passes(result: Result) -> str:
    if result.passes is None:
        return ""
    if result.passes:
        return f"Średnia osiąga próg {result.pass_mark} punktów."
    return f"Średnia nie osiąga progu {result.pass_mark} punktów."


def _points(hundredths: int) -> str:
    return f"{hundredths // 100},{hundredths % 100:02}"

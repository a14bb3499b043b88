"""What is written to who complains. Plain Polish; no reason is repeated, for mails are read by others too."""

from services.voting.complaints.domain import Outcome

OUTCOMES = {
    Outcome.NOT_UPHELD: "skarga nieuwzględniona",
    Outcome.NO_EFFECT: "skarga uwzględniona, bez wpływu na wynik",
    Outcome.IN_QUESTION: "skarga uwzględniona, wynik trzeba wyjaśnić",
}
"""What an answer says, in words."""
RECEIVED, ANSWERED = "Przyjęliśmy skargę na głosowanie", "Odpowiedź na skargę na głosowanie"


def received(number: int, code: str, link: str, due: str) -> str:
    """Say that a complaint has come, and how to follow it."""
    return (
        f"Dzień dobry,\n\nprzyjęliśmy Państwa skargę nr {number}. Odpowiemy najpóźniej {due}.\n\n"
        f"Stan sprawy i odpowiedź można sprawdzić na stronie {link}, podając kod: {code}\n\n"
        "Urząd Miasta Kalisza"
    )


def answered(number: int, outcome: Outcome, answer: str, link: str) -> str:
    """Give the answer."""
    return (
        f"Dzień dobry,\n\nodpowiedź na Państwa skargę nr {number}: {OUTCOMES[outcome]}.\n\n{answer}\n\n"
        f"Odpowiedź jest także na stronie {link}, po podaniu kodu skargi.\n\nUrząd Miasta Kalisza"
    )

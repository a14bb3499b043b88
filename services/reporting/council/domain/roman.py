"""Roman numbers, as terms and sessions of the council are numbered. It knows neither."""

MOST = 3999
_SIGNS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


class NotRoman(ValueError):
    """The text is no Roman number as it is written today."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not a Roman number: {text!r}")
        self.text = text


def roman(number: int) -> str:
    """Write a number from 1 to `MOST`: 49 is XLIX. Raises `ValueError` for others."""
    if not 1 <= number <= MOST:
        raise ValueError(f"no Roman number for {number}")
    written = ""
    for value, sign in _SIGNS:
        times, number = divmod(number, value)
        written += sign * times
    return written


def from_roman(text: str) -> int:
    """Read a Roman number in any case. Raises `NotRoman`, also for IIII and IC: nobody guesses what was meant."""
    sought, rest, number = text.strip().upper(), text.strip().upper(), 0
    for value, sign in _SIGNS:
        while rest.startswith(sign):
            number, rest = number + value, rest[len(sign) :]
    if rest or not 1 <= number <= MOST or roman(number) != sought:
        raise NotRoman(text)
    return number

"""Makes PESEL numbers for tests, written apart from the code that reads them."""

from datetime import date

_MONTHS = {18: 80, 19: 0, 20: 20, 21: 40, 22: 60}


def checked(ten: str) -> str:
    """Put the check digit behind ten digits."""
    total = sum(int(digit) * (1, 3, 7, 9)[place % 4] for place, digit in enumerate(ten))
    return f"{ten}{-total % 10}"


def number(born: date, serial: int = 123) -> str:
    """Make the number of somebody born on a day of 1800 to 2299."""
    return checked(f"{born.year % 100:02}{born.month + _MONTHS[born.year // 100]:02}{born.day:02}{serial:04}")

"""Signs of cases: the next one in the year's list, and signs as people type them. What a sign is, is shared."""

from datetime import datetime

from shared.case_numbers import CaseNumber, NotACaseNumber
from shared.clock import warsaw
from shared.store import Database, Transaction


class Signs:
    """The list of cases of one unit in one class (spis spraw)."""

    def __init__(self, database: Database, symbol: str, jrwa: str, padding: int) -> None:
        """Take the unit's `symbol`, the class in the list of files and how many digits a number has at least."""
        self._database, self._symbol, self._jrwa, self._padding = database, symbol, jrwa, padding

    async def next(self, tx: Transaction, at: datetime) -> CaseNumber:
        """Give the next sign of the year that it is in Warsaw; the list has no gaps, since a rollback takes it back."""
        year = warsaw(at).year
        number = await self._database.next_number(tx, f"cases|{self._symbol}|{self._jrwa}|{year}")
        return CaseNumber(symbol=self._symbol, jrwa=self._jrwa, number=number, year=year)

    def write(self, sign: CaseNumber) -> str:
        """Write a sign as this unit does."""
        return sign.format(self._padding)

    def read(self, text: str) -> str | None:
        """Give the sign that somebody has typed as this unit writes it; None where the text is none."""
        try:
            return self.write(CaseNumber.parse(text))
        except NotACaseNumber:
            return None

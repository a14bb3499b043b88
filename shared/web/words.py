"""Numbers, money, days and plurals as people say them, in Polish and English. It knows no page."""

import gettext
import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from shared.clock import Clock, warsaw

LANGUAGES = ("pl", "en")
"""The first is the language of the msgids, and of a visitor who did not choose."""
_DOMAIN = "ratusz"
_LOCALES = {"pl": Locale("pl"), "en": Locale("en", "GB")}
_NBSP = "\u00a0"


@cache
def catalogue(folder: Path, lang: str) -> gettext.NullTranslations:
    """Read `<folder>/<lang>/LC_MESSAGES/ratusz.po`. Without one, every text is its own Polish msgid.

    A process reads it once.
    """
    source = folder / lang / "LC_MESSAGES" / f"{_DOMAIN}.po"
    if not source.is_file():
        return gettext.NullTranslations()
    with source.open("rb") as file:
        texts = read_po(file, locale=lang, domain=_DOMAIN)
    for message in list(texts):
        # Not translated yet: the msgid is better than nothing.
        if isinstance(message.string, tuple | list) and not all(message.string):
            texts.delete(message.id)
    compiled = io.BytesIO()
    write_mo(compiled, texts)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Words:
    """Says things in one language. Money is in grosze, moments are aware; days are the days of Warsaw."""

    def __init__(self, lang: str, texts: gettext.NullTranslations, clock: Clock) -> None:
        self.lang, self.texts = lang, texts
        self._locale, self._clock = _LOCALES[lang], clock

    def say(self, text: str, **values: Any) -> str:
        """Translate a Polish msgid; `%(name)s` in it stands for a value."""
        said = self.texts.gettext(text)
        return said % values if values else said

    def plural(self, one: str, many: str, count: int, **values: Any) -> str:
        """Translate a msgid that counts: `plural("%(count)s głos", "%(count)s głosów", 3)`."""
        return self.texts.ngettext(one, many, count) % {"count": self.number(count), **values}

    def number(self, value: float | Decimal) -> str:
        """Write a number: 12 400 or 12,5."""
        return _grouped(format_decimal(value, locale=self._locale))

    def money(self, grosze: int) -> str:
        """Write grosze as złoty: "119 400 zł", or "119 400,50 zł" where the grosze matter. Nothing breaks the line."""
        pattern = "#,##0" if grosze % 100 == 0 else "#,##0.00"
        return _grouped(format_decimal(Decimal(grosze) / 100, format=pattern, locale=self._locale)) + _NBSP + "zł"

    def percent(self, share: float) -> str:
        """Write a share of 1 in whole percent: 0.854 is "85%"."""
        return format_percent(share, locale=self._locale)

    def size(self, count: int) -> str:
        """Write a file's size, given in bytes: "480 kB", "2,4 MB"."""
        if count < 1_000_000:
            return f"{self.number(max(1, round(count / 1000)))}{_NBSP}kB"
        return f"{self.number(round(count / 1_000_000, 1))}{_NBSP}MB"

    def full_date(self, moment: date) -> str:
        """Write a day: "21 października 2025"."""
        return _stuck(format_date(_day(moment), "d MMMM y", locale=self._locale))

    def day(self, moment: date) -> str:
        """Write a near day: "pt., 27 listopada", with its year where that is not the present one."""
        day = _day(moment)
        pattern = "EEE, d MMMM" if day.year == self._today().year else "EEE, d MMMM y"
        return _stuck(format_date(day, pattern, locale=self._locale))

    def when(self, moment: datetime) -> str:
        """Write a moment: "21 października 2025, 14:05"."""
        return f"{self.full_date(moment)}, {self.hour(moment)}"

    def hour(self, moment: datetime) -> str:
        """Write a time of day on Warsaw's clocks: "14:05"."""
        return format_time(warsaw(moment), "H:mm", tzinfo=warsaw(moment).tzinfo, locale=self._locale)

    def month(self, day: date) -> str:
        """Write a month by one of its days: "listopad 2026"."""
        return format_date(day, "LLLL y", locale=self._locale)

    def quarter(self, day: date) -> str:
        """Write a quarter by one of its days: "II kwartał 2026"."""
        return format_date(day, "QQQQ y", locale=self._locale)

    def weekday(self, day: date) -> str:
        """Write the day of the week: "poniedziałek"."""
        return format_date(day, "EEEE", locale=self._locale)

    def iso(self, moment: date) -> str:
        """Write a day or a moment for programs, as in `<time datetime>`."""
        return warsaw(moment).isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()

    def period(self, opens: date, closes: date) -> str:
        """Write a window by its days: "13–24 kwietnia"; with years where they are not the present one."""
        first, last = _day(opens), _last_day(closes)
        closing = "d MMMM" if last.year == first.year == self._today().year else "d MMMM y"
        said_last = _stuck(format_date(last, closing, locale=self._locale))
        if first == last:
            return said_last
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{said_last}"
        opening = "d MMMM" if first.year == last.year else "d MMMM y"
        return f"{_stuck(format_date(first, opening, locale=self._locale))} – {said_last}"

    def left(self, due: date) -> str:
        """Say what is left until `due`, a moment or a day: "jeszcze 6 dni", "jutro", "dziś do 22:00", "wczoraj".

        A moment at midnight closes the day before it. Days are counted on Warsaw's calendar.
        """
        days = (_last_day(due) - self._today()).days
        if days > 1:
            return self.plural("jeszcze %(count)s dzień", "jeszcze %(count)s dni", days)
        if days == 1:
            return self.say("jutro")
        if days == -1:
            return self.say("wczoraj")
        if days < -1:
            return self.plural("%(count)s dzień temu", "%(count)s dni temu", -days)
        if not isinstance(due, datetime) or _time_of_day(due) in ("00:00", "23:59"):
            return self.say("dziś")
        if due < self._clock.now():
            return self.say("dziś, minęło o %(time)s", time=self.hour(due))
        return self.say("dziś do %(time)s", time=self.hour(due))

    def late(self, due: date) -> bool:
        """Tell whether `due` is over; a whole day is over when it has ended."""
        return due < self._clock.now() if isinstance(due, datetime) else due < self._today()

    def soon(self, due: date) -> bool:
        """Tell whether `due` is today or tomorrow."""
        return 0 <= (_last_day(due) - self._today()).days <= 1

    def amount(self, grosze: int) -> str:
        """Write grosze as one types złoty into a field: "12 500" or "12 500,50"."""
        return self.money(grosze).removesuffix(f"{_NBSP}zł").replace(_NBSP, " ")

    def field_day(self, moment: date) -> str:
        """Write a day for `<input type="date">`."""
        return _day(moment).isoformat()

    def field_moment(self, moment: datetime) -> str:
        """Write a moment, on Warsaw's clocks, for `<input type="datetime-local">`."""
        return warsaw(moment).strftime("%Y-%m-%dT%H:%M")

    def _today(self) -> date:
        return warsaw(self._clock.now()).date()


def _day(moment: date) -> date:
    return warsaw(moment).date() if isinstance(moment, datetime) else moment


def _last_day(moment: date) -> date:
    """Give the last day that a window closing at `moment` still holds."""
    if isinstance(moment, datetime) and _time_of_day(moment) == "00:00":
        return _day(moment) - timedelta(days=1)
    return _day(moment)


def _time_of_day(moment: datetime) -> str:
    return warsaw(moment).strftime("%H:%M")


def _grouped(text: str) -> str:
    """Hold a number's groups together with the plain no-break space, whichever one the locale data uses."""
    return text.replace("\u202f", _NBSP)


def _stuck(text: str) -> str:
    """Keep "21 października" on one line."""
    head, _, rest = text.partition(" ")
    return f"{head}{_NBSP}{rest}" if head.isdigit() else text

"""How cultures write numbers and dates, as the locales of Windows Server 2003 have it.

Sources: https://learn.microsoft.com/dotnet/api/system.globalization.numberformatinfo ,
https://learn.microsoft.com/dotnet/api/system.globalization.datetimeformatinfo .
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class NumberMarks:
    """What stands in and around numbers; the patterns of money are numbered as NumberFormatInfo numbers them."""

    point: str = "."
    group: str = ","
    money: str = "$"
    money_pattern: int = 0
    negative_money_pattern: int = 0
    minus: str = "-"
    plus: str = "+"
    percent: str = "%"
    digits: int = 2
    not_a_number: str = "NaN"
    infinity: str = "Infinity"
    negative_infinity: str = "-Infinity"

    def localized(self, text: str) -> str:
        """A number in the invariant form with these marks instead."""
        if (self.point, self.group, self.minus) == (".", ",", "-"):
            return text
        return text.translate({ord("."): self.point, ord(","): self.group, ord("-"): self.minus})


MONEY = ("$n", "n$", "$ n", "n $")
NEGATIVE_MONEY = (
    "($n)", "-$n", "$-n", "$n-", "(n$)", "-n$", "n-$", "n$-", "-n $", "-$ n", "n $-", "$ n-", "$ -n", "n- $", "($ n)",
    "(n $)",
)  # fmt: skip
_DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday"
_MONTHS = "January February March April May June July August September October November December"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _short(names: str, length: int = 3) -> tuple[str, ...]:
    return tuple(name[:length] for name in names.split())


@dataclass(frozen=True)
class DateMarks:
    """Patterns and names of dates; names of days begin with Sunday."""

    short_date: str = "M/d/yyyy"
    long_date: str = "dddd, MMMM dd, yyyy"
    short_time: str = "h:mm tt"
    long_time: str = "h:mm:ss tt"
    month_day: str = "MMMM dd"
    year_month: str = "MMMM, yyyy"
    date_separator: str = "/"
    time_separator: str = ":"
    morning: str = "AM"
    afternoon: str = "PM"
    first_day: int = 0
    days: tuple[str, ...] = _words(_DAYS)
    short_days: tuple[str, ...] = _short(_DAYS)
    months: tuple[str, ...] = _words(_MONTHS)
    short_months: tuple[str, ...] = _short(_MONTHS)


@dataclass(frozen=True)
class Culture:
    """A culture; ``letters`` are its two- and three-letter ISO codes and the three letters of Windows."""

    name: str
    number: int
    english: str
    native: str
    letters: tuple[str, str, str]
    numbers: NumberMarks = field(default=NumberMarks())
    dates: DateMarks = field(default=DateMarks())
    list_separator: str = ","
    pages: tuple[int, int] = (1252, 850)
    country: tuple[str, str, str] = ("", "", "")
    """Two letters, English name and money of the country."""

    @property
    def is_neutral(self) -> bool:
        """Whether it is a language without a country."""
        return bool(self.name) and "-" not in self.name


_EURO = "\u20ac"
INVARIANT = Culture(
    "", 127, "Invariant Language (Invariant Country)", "Invariant Language (Invariant Country)", ("iv", "IVL", "IVL"),
    NumberMarks(money="\u00a4"),
    DateMarks("MM/dd/yyyy", "dddd, dd MMMM yyyy", "HH:mm", "HH:mm:ss", "MMMM dd", "yyyy MMMM"),
    pages=(1252, 437),
)  # fmt: skip
EN_US = Culture(
    "en-US", 1033, "English (United States)", "English (United States)", ("en", "eng", "ENU"), pages=(1252, 437),
    country=("US", "United States", "USD"),
)  # fmt: skip
_HOURS = ("HH:mm", "HH:mm:ss")


def _european(money: int, negative: int, group: str = ".") -> NumberMarks:
    return NumberMarks(",", group, _EURO, money, negative)


_ALL = (
    INVARIANT,
    EN_US,
    Culture(
        "en-GB", 2057, "English (United Kingdom)", "English (United Kingdom)", ("en", "eng", "ENG"),
        NumberMarks(money="\u00a3", negative_money_pattern=1),
        DateMarks("dd/MM/yyyy", "dd MMMM yyyy", *_HOURS, "dd MMMM", "MMMM yyyy", first_day=1),
        country=("GB", "United Kingdom", "GBP"),
    ),
    Culture(
        "de-DE", 1031, "German (Germany)", "Deutsch (Deutschland)", ("de", "deu", "DEU"), _european(3, 8),
        DateMarks(
            "dd.MM.yyyy", "dddd, d. MMMM yyyy", *_HOURS, "dd MMMM", "MMMM yyyy", ".", ":", "", "", 1,
            _words("Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag"),
            _words("So Mo Di Mi Do Fr Sa"),
            _words("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
            _words("Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez"),
        ),
        ";", country=("DE", "Germany", "EUR"),
    ),
    Culture(
        "fr-FR", 1036, "French (France)", "fran\u00e7ais (France)", ("fr", "fra", "FRA"), _european(3, 8, "\u00a0"),
        DateMarks(
            "dd/MM/yyyy", "dddd d MMMM yyyy", *_HOURS, "d MMMM", "MMMM yyyy", "/", ":", "", "", 1,
            _words("dimanche lundi mardi mercredi jeudi vendredi samedi"),
            _words("dim. lun. mar. mer. jeu. ven. sam."),
            _words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
            _words("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."),
        ),
        ";", country=("FR", "France", "EUR"),
    ),
    Culture(
        "it-IT", 1040, "Italian (Italy)", "italiano (Italia)", ("it", "ita", "ITA"), _european(2, 9),
        DateMarks(
            "dd/MM/yyyy", "dddd d MMMM yyyy", "H.mm", "H.mm.ss", "dd MMMM", "MMMM yyyy", "/", ".", "", "", 1,
            _words("domenica lunedì martedì mercoledì giovedì venerdì sabato"),
            _words("dom lun mar mer gio ven sab"),
            _words(
                "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre "
                "novembre dicembre"
            ),
            _words("gen feb mar apr mag giu lug ago set ott nov dic"),
        ),
        ";", country=("IT", "Italy", "EUR"),
    ),
    Culture(
        "es-ES", 3082, "Spanish (Spain)", "espa\u00f1ol (Espa\u00f1a)", ("es", "spa", "ESN"), _european(3, 8),
        DateMarks(
            "dd/MM/yyyy", "dddd, dd' de 'MMMM' de 'yyyy", "H:mm", "H:mm:ss", "dd MMMM", "MMMM' de 'yyyy", "/", ":", "",
            "", 1,
            _words("domingo lunes martes miércoles jueves viernes sábado"),
            _words("dom lun mar mié jue vie sáb"),
            _words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
            _words("ene feb mar abr may jun jul ago sep oct nov dic"),
        ),
        ";", country=("ES", "Spain", "EUR"),
    ),
)  # fmt: skip


def _neutral(of: str, number: int, english: str, native: str) -> Culture:
    whole = next(culture for culture in _ALL if culture.name == of)
    return Culture(
        of[:2], number, english, native, whole.letters, whole.numbers, whole.dates, whole.list_separator, whole.pages
    )


CULTURES: dict[str, Culture] = {
    culture.name.lower(): culture
    for culture in (
        *_ALL,
        _neutral("en-US", 9, "English", "English"),
        _neutral("de-DE", 7, "German", "Deutsch"),
        _neutral("fr-FR", 12, "French", "fran\u00e7ais"),
        _neutral("it-IT", 16, "Italian", "italiano"),
        _neutral("es-ES", 10, "Spanish", "espa\u00f1ol"),
    )
}
"""The cultures that are known, by name in lower case."""

WINDOWS_NAMES = frozenset(
    _words(
        "af-za ar-sa be-by bg-bg ca-es cs-cz da-dk de-at de-ch de-li de-lu el-gr en-au en-bz en-ca en-ie en-in "
        "en-jm en-nz en-ph en-za es-ar es-mx et-ee eu-es fa-ir fi-fi fr-be fr-ca fr-ch he-il hi-in hr-hr hu-hu "
        "id-id is-is it-ch ja-jp ko-kr lt-lt lv-lv nb-no nl-be nl-nl nn-no pl-pl pt-br pt-pt ro-ro ru-ru sk-sk "
        "sl-si sq-al sv-fi sv-se th-th tr-tr uk-ua vi-vn zh-cn zh-hk zh-sg zh-tw ja ko nl pl pt ru sv da fi nb tr "
        "zh-chs zh-cht"
    )
)
"""Names of further cultures that Windows has."""

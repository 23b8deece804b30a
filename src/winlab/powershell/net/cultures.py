"""System.Globalization.CultureInfo, and which culture a format provider stands for.

Source: https://learn.microsoft.com/dotnet/api/system.globalization.cultureinfo .
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from winlab.powershell.addedmembers import PropertySet
from winlab.powershell.conversion import converter
from winlab.powershell.cultures import CULTURES, EN_US, INVARIANT, WINDOWS_NAMES, Culture
from winlab.powershell.declare import (
    NET,
    extended,
    net_attribute,
    net_constructor,
    net_method,
    net_property,
    net_static,
)
from winlab.powershell.errors import ConversionFailed, NotEmulated, PSError, net_error
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray

S, INT, B, OBJ = "System.String", "System.Int32", "System.Boolean", "System.Object"
PROVIDER = "System.IFormatProvider"
CULTURE = "System.Globalization.CultureInfo"
_TYPES = "System.Globalization.CultureTypes"
NET.interface(PROVIDER)
NET.enum(
    _TYPES,
    {
        "NeutralCultures": 1,
        "SpecificCultures": 2,
        "InstalledWin32Cultures": 4,
        "AllCultures": 7,
        "UserCustomCulture": 8,
        "ReplacementCultures": 16,
        "WindowsOnlyCultures": 32,
        "FrameworkCultures": 64,
    },
    flags=True,
)


def culture_of(arguments: Iterable[object]) -> Culture:
    """The culture that a format provider among a method's arguments stands for; else the session's own."""
    for argument in arguments:
        found = getattr(argument, "culture", None)
        if isinstance(found, Culture):
            return found
    return EN_US


@NET.type(CULTURE, bases=(OBJ, "System.ICloneable", PROVIDER))
class CultureInfo(NetObject):
    """A culture."""

    def __init__(self, name: str) -> None:
        found = CULTURES.get(name.lower())
        if found is None and name.lower() in WINDOWS_NAMES:
            raise NotEmulated(f"culture {name}")
        if found is None:
            message = f"Culture name '{name}' is not supported.\r\nParameter name: name"
            raise net_error("System.ArgumentException", message, ParamName="name")
        self.culture = found

    @net_constructor((S,), (INT,), (S, B), (INT, B))
    @classmethod
    def new(cls, which: object, *_rest: object) -> CultureInfo:
        """By name or number."""
        if not isinstance(which, int):
            return cls(to_text(which))
        name = next((each.name for each in CULTURES.values() if each.number == which), None)
        if name is None:
            message = f"Culture ID {which} (0x{which:04X}) is not a supported culture.\r\nParameter name: culture"
            raise net_error("System.ArgumentException", message, ParamName="culture")
        return cls(name)

    name = net_attribute("Name", S, "culture.name")
    tag = net_attribute("IetfLanguageTag", S, "culture.name")
    number = net_attribute("LCID", INT, "culture.number")
    keyboard = net_attribute("KeyboardLayoutId", INT, "culture.number")
    display = net_attribute("DisplayName", S, "culture.english")
    english = net_attribute("EnglishName", S, "culture.english")
    native = net_attribute("NativeName", S, "culture.native")
    is_neutral = net_attribute("IsNeutralCulture", B, "culture.is_neutral")
    two_letters = net_property("TwoLetterISOLanguageName", S)(lambda self: self.culture.letters[0])
    three_letters = net_property("ThreeLetterISOLanguageName", S)(lambda self: self.culture.letters[1])
    windows_letters = net_property("ThreeLetterWindowsLanguageName", S)(lambda self: self.culture.letters[2])
    is_read_only = net_property("IsReadOnly", B)(lambda self: True)
    overrides = net_property("UseUserOverride", B)(lambda self: False)

    @net_property("CultureTypes", _TYPES)
    def types(self) -> object:
        """Neutral or specific, and that Windows has it."""
        kinds = 1 if self.culture.is_neutral else 2
        return EnumValue(NET.types[_TYPES.lower()], kinds | 4 | 64)

    @net_property("Parent", CULTURE)
    def parent(self) -> object:
        """The language of a country's culture; the invariant culture above a language."""
        return CultureInfo(self.culture.name.partition("-")[0] if "-" in self.culture.name else "")

    @net_method("GetConsoleFallbackUICulture", returns=CULTURE)
    @net_method("Clone")
    def itself(self) -> object:
        """The same culture."""
        return CultureInfo(self.culture.name)

    @net_method("ClearCachedData", returns="System.Void")
    def forget(self) -> None:
        """Nothing is kept."""

    def net_string(self) -> str:
        """The name."""
        return self.culture.name

    def net_equals(self, other: object) -> bool:
        """By name."""
        return isinstance(other, CultureInfo) and other.culture.name == self.culture.name

    def net_hash(self) -> object:
        """The name."""
        return self.culture.name

    @net_static("ReadOnly", (CULTURE,), returns=CULTURE)
    @net_static("CreateSpecificCulture", (S,), returns=CULTURE)
    @net_static("GetCultureInfoByIetfLanguageTag", (S,), returns=CULTURE)
    @net_static("GetCultureInfo", (S,), (INT,), (S, S), returns=CULTURE)
    @staticmethod
    def get(which: object, *_rest: object) -> object:
        """By name or number; a language has a country of its own where one is asked for."""
        return which if isinstance(which, CultureInfo) else CultureInfo.new(which)

    @net_static("GetCultures", (_TYPES,), returns=CULTURE + "[]")
    @staticmethod
    def get_all(kinds: EnumValue) -> object:
        """Those that are known here."""
        wanted = [c for c in CULTURES.values() if kinds.value & (1 if c.is_neutral or not c.name else 2)]
        return TypedArray([CultureInfo(culture.name) for culture in wanted], CULTURE)


extended(
    CULTURE,
    PropertySet(
        "PropertySerializationSet",
        [
            *("LCID", "Name", "DisplayName", "IetfLanguageTag"),
            *("ThreeLetterISOLanguageName", "ThreeLetterWindowsLanguageName", "TwoLetterISOLanguageName"),
        ],
    ),
)


_INFO = NET.extend(CULTURE)


def _static(names: Mapping[str, Culture]) -> None:
    for name, culture in names.items():
        _INFO.static_property(name, CULTURE)(lambda c=culture: CultureInfo(c.name))


_static(
    {"InvariantCulture": INVARIANT, "CurrentCulture": EN_US, "CurrentUICulture": EN_US, "InstalledUICulture": EN_US}
)


@_INFO.static("CreateSpecificCulture", (S,), returns=CULTURE)
def specific(name: str) -> object:
    """The culture of a country; a language's usual one."""
    countries = (c.name for c in CULTURES.values() if name and c.name.lower().startswith(name.lower() + "-"))
    return CultureInfo(next(countries, name))


@converter(CULTURE)
def to_culture(value: object) -> object:
    """A name or number as a culture."""
    try:
        return CultureInfo.new(value)
    except PSError as failed:
        raise ConversionFailed(failed.record.exception) from None

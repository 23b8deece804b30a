"""System.Text.Encoding and the classes of single encodings.

Source: https://learn.microsoft.com/dotnet/api/system.text.encoding .
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from winlab.powershell.declare import NET, TypeExtension
from winlab.powershell.errors import NotEmulated, net_error
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.text import to_text
from winlab.powershell.values import Char, NetObject, TypedArray

S, INT, B, BYTES, CA, OBJ = (
    "System.String", "System.Int32", "System.Boolean", "System.Byte[]", "System.Char[]", "System.Object",
)  # fmt: skip
ENCODING_TYPE = "System.Text.Encoding"


@dataclass(frozen=True)
class Page:
    """A code page: Python's codec, names as in mail and for people, the bytes before a text."""

    python: str
    name: str
    number: int
    title: str
    preamble: bytes = b""
    windows: int = 1252
    kind: str = "SBCSCodePageEncoding"
    most_bytes: int = 1


_UTF8 = Page("utf-8", "utf-8", 65001, "Unicode (UTF-8)", codecs.BOM_UTF8, 1200, "UTF8Encoding", 3)
_UNICODE = Page("utf-16-le", "utf-16", 1200, "Unicode", codecs.BOM_UTF16_LE, 1200, "UnicodeEncoding", 2)
_ANSI = Page("cp1252", "Windows-1252", 1252, "Western European (Windows)")
PAGES = (
    _UTF8,
    _UNICODE,
    Page("utf-16-be", "unicodeFFFE", 1201, "Unicode (Big-Endian)", codecs.BOM_UTF16_BE, 1200, "UnicodeEncoding", 2),
    Page("utf-32-le", "utf-32", 12000, "Unicode (UTF-32)", codecs.BOM_UTF32_LE, 1200, "UTF32Encoding", 4),
    Page("utf-7", "utf-7", 65000, "Unicode (UTF-7)", b"", 1200, "UTF7Encoding", 3),
    Page("ascii", "us-ascii", 20127, "US-ASCII", b"", 1252, "ASCIIEncoding"),
    _ANSI,
    Page("latin-1", "iso-8859-1", 28591, "Western European (ISO)", b"", 1252, "Latin1Encoding"),
    Page("iso8859-2", "iso-8859-2", 28592, "Central European (ISO)", b"", 1250),
    Page("iso8859-15", "iso-8859-15", 28605, "Latin 9 (ISO)"),
    Page("cp437", "IBM437", 437, "OEM United States"),
    Page("cp850", "ibm850", 850, "Western European (DOS)"),
    Page("cp852", "ibm852", 852, "Central European (DOS)", b"", 1250),
    Page("cp858", "IBM00858", 858, "OEM Multilingual Latin I"),
    Page("cp866", "cp866", 866, "Cyrillic (DOS)", b"", 1251),
    Page("cp1250", "windows-1250", 1250, "Central European (Windows)", b"", 1250),
    Page("cp1251", "windows-1251", 1251, "Cyrillic (Windows)", b"", 1251),
    Page("cp1253", "windows-1253", 1253, "Greek (Windows)", b"", 1253),
    Page("cp1254", "windows-1254", 1254, "Turkish (Windows)", b"", 1254),
    Page("cp932", "shift_jis", 932, "Japanese (Shift-JIS)", b"", 932, "DBCSCodePageEncoding", 2),
    Page("gbk", "gb2312", 936, "Chinese Simplified (GB2312)", b"", 936, "DBCSCodePageEncoding", 2),
    Page("big5", "big5", 950, "Chinese Traditional (Big5)", b"", 950, "DBCSCodePageEncoding", 2),
)
_OTHER_NAMES = {
    "ascii": 20127, "unicode": 1200, "utf-16le": 1200, "ucs-2": 1200, "utf-16be": 1201, "utf8": 65001, "latin1": 28591,
    "iso8859-1": 28591, "x-ansi": 1252, "cp437": 437, "cp850": 850, "sjis": 932, "utf7": 65000, "utf32": 12000,
    "unicode-1-1-utf-8": 65001,
}  # fmt: skip


_LONE = re.compile("[\ud800-\udfff]")


class Encoding(NetObject):
    """A code page, with or without the bytes before a text; strict ones throw at what they can't write or read."""

    def __init__(self, page: Page = _ANSI, has_preamble: bool = True, is_strict: bool = False) -> None:
        self.page = page
        self.python = page.python
        self.has_preamble = has_preamble
        self.is_strict = is_strict

    def type_names(self) -> list[str]:
        """The class of the encoding."""
        return [f"System.Text.{self.page.kind}", ENCODING_TYPE, OBJ]

    def encoded(self, text: str) -> bytes:
        """A text in bytes.

        Raises:
            PSError: EncoderFallbackException of a strict encoding.
        """
        if self.page.windows == 1200 and not self.is_strict:
            text = _LONE.sub("\ufffd", text)
        try:
            return text.encode(self.python, "strict" if self.is_strict else "replace")
        except UnicodeEncodeError as failed:
            code, place = ord(text[failed.start]), failed.start
            message = f"Unable to translate Unicode character \\u{code:04X} at index {place} to specified code page."
            raise net_error("System.Text.EncoderFallbackException", message) from None

    def decoded(self, data: bytes) -> str:
        """Bytes as text.

        Raises:
            PSError: DecoderFallbackException of a strict encoding.
        """
        try:
            text = data.decode(self.python, "strict" if self.is_strict else "replace")
        except UnicodeDecodeError as failed:
            message = (
                f"Unable to translate bytes [{failed.object[failed.start]:02X}] at index {failed.start} from specified "
                "code page to Unicode."
            )
            raise net_error("System.Text.DecoderFallbackException", message) from None
        return text.replace("\ufffd", "?") if self.page.kind == "ASCIIEncoding" else text

    def net_equals(self, other: object) -> bool:
        """By page."""
        return isinstance(other, Encoding) and other.page == self.page

    def net_hash(self) -> object:
        """The page's number."""
        return self.page.number


ENCODING = NET.extend(ENCODING_TYPE, python=Encoding, bases=(OBJ, "System.ICloneable"))


def page_of(which: object) -> Page:
    """A code page by number or name.

    Raises:
        PSError: ArgumentException or NotSupportedException.
    """
    if isinstance(which, int):
        number = int(which) or _ANSI.number
    else:
        name = to_text(which).lower()
        number = next((page.number for page in PAGES if page.name.lower() == name), _OTHER_NAMES.get(name, -1))
    found = next((page for page in PAGES if page.number == number), None)
    if found is not None:
        return found
    if isinstance(which, int):
        if not 0 <= which <= 65535:
            raise out_of_range("codepage", "Valid values are between 0 and 65535, inclusive.")
        raise net_error("System.NotSupportedException", f"No data is available for encoding {which}.")
    message = f"'{to_text(which)}' is not a supported encoding name.\r\nParameter name: name"
    raise net_error("System.ArgumentException", message, ParamName="name")


@ENCODING.static("GetEncoding", (INT,), (S,), returns=ENCODING_TYPE)
def get_encoding(which: object) -> Encoding:
    """An encoding by name or code page."""
    return Encoding(page_of(which))


for _name, _number in {
    "UTF8": 65001, "ASCII": 20127, "Unicode": 1200, "BigEndianUnicode": 1201, "UTF7": 65000, "UTF32": 12000,
    "Default": 1252,
}.items():  # fmt: skip
    ENCODING.static_property(_name, ENCODING_TYPE)(lambda number=_number: Encoding(page_of(number)))
ENCODING.property("BodyName", S)(lambda e: "iso-8859-1" if e.page.number == 1252 else e.page.name)
ENCODING.attributes(S, WebName="page.name", HeaderName="page.name", EncodingName="page.title")
ENCODING.attributes(INT, CodePage="page.number", WindowsCodePage="page.windows")
ENCODING.property("IsSingleByte", B)(lambda e: e.page.most_bytes == 1)
ENCODING.always(B, IsReadOnly=True)
_USES = {20127: "  mM", 65000: "  mM", 1200: " B  ", 1201: "    ", 12000: "    "}
"""What a page is for: to show (b) and save (B) in browsers, in mail (m, M); all the others for all."""
for _name, _use in {"BrowserDisplay": "b", "BrowserSave": "B", "MailNewsDisplay": "m", "MailNewsSave": "M"}.items():
    ENCODING.property(f"Is{_name}", B)(lambda e, use=_use: use in _USES.get(e.page.number, "bBmM"))


class Fallback(NetObject):
    """What becomes of characters or bytes that an encoding does not know."""

    def __init__(self, encoding: Encoding, coder: str) -> None:
        known = encoding.page.windows == 1200 or encoding.page.kind == "ASCIIEncoding"
        kind = "Exception" if encoding.is_strict else "Replacement" if known else "BestFit"
        self.coder = coder
        self.name = f"System.Text.{'Internal' * (kind == 'BestFit')}{coder}{kind}Fallback"

    def type_names(self) -> list[str]:
        """The class."""
        return [self.name, f"System.Text.{self.coder}Fallback", OBJ]

    def net_string(self) -> str:
        """The class."""
        return self.name


for _coder in ("Encoder", "Decoder"):
    NET.extend(f"System.Text.{_coder}Fallback", python=Fallback)
    ENCODING.property(f"{_coder}Fallback", f"System.Text.{_coder}Fallback")(lambda e, kind=_coder: Fallback(e, kind))
ENCODING.method("IsAlwaysNormalized", returns=B)(lambda e: e.page.kind == "ASCIIEncoding")
ENCODING.method("Clone")(lambda e: Encoding(e.page, e.has_preamble, e.is_strict))
ENCODING.absent("GetDecoder", "GetEncoder")


def _part(items: list[object], rest: tuple[int, ...]) -> list[object]:
    if not rest:
        return items
    start, count = rest[:2]
    if start < 0 or count < 0:
        raise out_of_range("index" if start < 0 else "count", "Non-negative number required.")
    if start + count > len(items):
        message = "Index and count must refer to a location within the buffer."
        raise out_of_range("bytes", message)
    return items[start : start + count]


def _text(given: object, rest: tuple[int, ...]) -> str:
    if isinstance(given, str):
        return given
    assert isinstance(given, list)
    return "".join(to_text(each) for each in _part(given, rest))


def _data(given: list[object], rest: tuple[int, ...]) -> bytes:
    return bytes(_part(given, rest))  # type: ignore[arg-type]  # bytes


_TEXTS = ((S,), (CA,), (CA, INT, INT))
_DATA = ((BYTES,), (BYTES, INT, INT))
ENCODING.method("GetByteCount", *_TEXTS, returns=INT)(lambda e, text, *rest: len(e.encoded(_text(text, rest))))
ENCODING.method("GetString", *_DATA, returns=S)(lambda e, data, *rest: e.decoded(_data(data, rest)))
ENCODING.method("GetCharCount", *_DATA, returns=INT)(lambda e, data, *rest: len(e.decoded(_data(data, rest))))
ENCODING.method("GetMaxByteCount", (INT,), returns=INT)(lambda e, count: (count + 1) * e.page.most_bytes)
ENCODING.method("GetMaxCharCount", (INT,), returns=INT)(lambda e, count: count + 1 if e.page.most_bytes > 1 else count)
ENCODING.method("GetPreamble", returns=BYTES)(lambda e: TypedArray.of_bytes(e.page.preamble if e.has_preamble else b""))


@ENCODING.method("GetBytes", *_TEXTS, (S, INT, INT, BYTES, INT), (CA, INT, INT, BYTES, INT))
def get_bytes(encoding: Encoding, text: object, *rest: object) -> object:
    """A text in bytes, or their number when they go into an array."""
    numbers = tuple(each for each in rest if isinstance(each, int))
    target = next((each for each in rest if isinstance(each, list)), None)
    if isinstance(text, str) and numbers:
        text = text[numbers[0] : numbers[0] + numbers[1]]
    data = TypedArray.of_bytes(encoding.encoded(_text(text, numbers)))
    if target is None:
        return data
    place = numbers[2]
    if place + len(data) > len(target):
        message = "The output byte buffer is too small to contain the encoded data.\r\nParameter name: bytes"
        raise net_error("System.ArgumentException", message, ParamName="bytes")
    target[place : place + len(data)] = data
    return len(data)


@ENCODING.method("GetChars", *_DATA, returns=CA)
def get_characters(encoding: Encoding, data: list[object], *rest: int) -> TypedArray:
    """Bytes as characters."""
    return TypedArray([Char(c) for c in encoding.decoded(_data(data, rest))], "System.Char")


@ENCODING.static(
    "Convert", (ENCODING_TYPE, ENCODING_TYPE, BYTES), (ENCODING_TYPE, ENCODING_TYPE, BYTES, INT, INT), returns=BYTES
)
def convert(source: Encoding, target: Encoding, data: list[object], *rest: int) -> TypedArray:
    """Bytes of one encoding in another one."""
    return TypedArray.of_bytes(target.encoded(source.decoded(_data(data, rest))))


@NET.type("System.Text.EncodingInfo")
class EncodingInfo(NetObject):
    """What GetEncodings tells of an encoding."""

    def __init__(self, page: Page) -> None:
        self.page = page


_INFO = NET.extend("System.Text.EncodingInfo")
_INFO.attributes(INT, CodePage="page.number")
_INFO.attributes(S, Name="page.name", DisplayName="page.title")
_INFO.method("GetEncoding", returns=ENCODING_TYPE)(lambda info: Encoding(info.page))
ENCODING.static("GetEncodings", returns="System.Text.EncodingInfo[]")(
    lambda: TypedArray([EncodingInfo(page) for page in PAGES], "System.Text.EncodingInfo")
)


def _class(name: str, make: Callable[..., Encoding], *flags: tuple[str, ...]) -> TypeExtension:
    declared = NET.extend(f"System.Text.{name}", bases=(ENCODING_TYPE,))
    declared.constructor((), *flags)(make)
    return declared


def _utf8(has_preamble: bool = False, is_strict: bool = False) -> Encoding:
    return Encoding(_UTF8, has_preamble, is_strict)


def _utf16(is_big: bool = False, has_preamble: bool = True, is_strict: bool = False) -> Encoding:
    return Encoding(page_of(1201 if is_big else 1200), has_preamble, is_strict)


def _utf32(is_big: bool = False, has_preamble: bool = True, is_strict: bool = False) -> Encoding:
    if is_big:
        raise NotEmulated("UTF32Encoding with the big end first")
    return Encoding(page_of(12000), has_preamble, is_strict)


_class("UTF8Encoding", _utf8, (B,), (B, B))
_class("UnicodeEncoding", _utf16, (B, B), (B, B, B))
_class("UTF32Encoding", _utf32, (B, B), (B, B, B))
_class("ASCIIEncoding", lambda: Encoding(page_of(20127)))
_class("UTF7Encoding", lambda *_optional: Encoding(page_of(65000)), (B,))
for _kind in sorted({page.kind for page in PAGES}):
    NET.extend(f"System.Text.{_kind}", bases=(ENCODING_TYPE,))

"""System.Web.HttpUtility: texts for URLs and HTML.

Source: https://learn.microsoft.com/dotnet/api/system.web.httputility .
"""

from __future__ import annotations

import html
import urllib.parse

from winlab.powershell.declare import NET
from winlab.powershell.net.encodings import Encoding
from winlab.powershell.net.stringlists import NameValueCollection

S, ENCODING = "System.String", "System.Text.Encoding"
_SAFE = "-_.!*()"
UTILITY = NET.extend("System.Web.HttpUtility")


def _encoded(text: str, encoding: Encoding | None = None) -> str:
    data = encoding.encoded(text) if encoding is not None else text.encode("utf-8", "replace")
    return "".join(map(_one, data))


def _one(byte: int) -> str:
    char = chr(byte)
    if char in _SAFE or (byte < 128 and char.isalnum()):
        return char
    return "+" if char == " " else f"%{byte:02x}"


UTILITY.static("UrlEncode", (S,), (S, ENCODING), returns=S)(_encoded)
UTILITY.static("UrlPathEncode", (S,), returns=S)(lambda text: text.replace(" ", "%20"))
UTILITY.static("UrlDecode", (S,), (S, ENCODING), returns=S)(
    lambda text, encoding=None: urllib.parse.unquote_plus(text, "utf-8" if encoding is None else encoding.python)
)
UTILITY.static("HtmlDecode", (S,), returns=S)(html.unescape)


@UTILITY.static("HtmlEncode", (S,), returns=S)
def html_encode(text: str) -> str:
    """With entities for the marks of HTML and the letters of Latin 1 beyond ASCII."""
    named = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"}
    return "".join(named.get(c) or (f"&#{ord(c)};" if 160 <= ord(c) < 256 else c) for c in text)


UTILITY.static("HtmlAttributeEncode", (S,), returns=S)(
    lambda text: text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
)


@UTILITY.static("ParseQueryString", (S,), (S, ENCODING), returns="System.Collections.Specialized.NameValueCollection")
def parse_query(text: str, *_encoding: Encoding) -> NameValueCollection:
    """The names and values of a query."""
    made = NameValueCollection()
    for pair in text.removeprefix("?").split("&"):
        name, _, value = pair.partition("=")
        if pair:
            made.add(urllib.parse.unquote_plus(name), urllib.parse.unquote_plus(value))
    return made

"""Character classes and patterns of the language (language specification 2.0, section 2)."""

from __future__ import annotations

import re

DASHES = "-\u2013\u2014\u2015"
SINGLE_QUOTES = "'\u2018\u2019\u201a\u201b"
DOUBLE_QUOTES = '"\u201c\u201d\u201e'
BLANKS = " \t\f\v\x85\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"

_DASH = f"[{DASHES}]"
_BLANK = f"[{BLANKS}]"
_BREAK = f"{BLANKS}\\r\\n&(),;|{{}}<>"
"""Characters that end a bare word."""

SPACE = re.compile(f"{_BLANK}+")
NEW_LINE = re.compile("\r\n|\r|\n")
LINE_COMMENT = re.compile("#[^\r\n]*")
NOTHING = re.compile(r"(?:\s|<#.*?#>|#[^\r\n]*)*\Z", re.DOTALL)
"""What may stand behind the end of a script: blanks and comments."""
BARE_CHUNK = re.compile(f"[^{_BREAK}`${SINGLE_QUOTES}{DOUBLE_QUOTES}]+")
BREAK = re.compile(f"[{_BREAK}]")
SINGLE_CHUNK = re.compile(f"[^{SINGLE_QUOTES}]+")
DOUBLE_CHUNK = re.compile(f"[^{DOUBLE_QUOTES}`$]+")
HERE_CHUNK = re.compile("[^\r\n`$]+")
HERE_HEADER = re.compile(f"@[{SINGLE_QUOTES}{DOUBLE_QUOTES}]{_BLANK}*(?:\r\n|\r|\n)")
HERE_SINGLE_END = re.compile(f"(?:\r\n|\r|\n)[{SINGLE_QUOTES}]@")
HERE_DOUBLE_END = re.compile(f"(?:\r\n|\r|\n)[{DOUBLE_QUOTES}]@")
HERE_INDENTED_END = re.compile(f"(?:\r\n|\r|\n){_BLANK}+[{SINGLE_QUOTES}{DOUBLE_QUOTES}]@")

VARIABLE = re.compile(r"\$((?:[\w?]+:(?!:))*[\w?]+|[$^?])")
SPLAT = re.compile(r"@((?:[\w?]+:(?!:))?[\w?]+)")
SCOPE_ONLY = re.compile(r"\$[\w?]+:(?![:\w?])")
SIMPLE_NAME = re.compile(r"[^\W\d]\w*")
QUOTED = re.compile(
    f"[{SINGLE_QUOTES}][^{SINGLE_QUOTES}]*[{SINGLE_QUOTES}]|[{DOUBLE_QUOTES}][^{DOUBLE_QUOTES}]*[{DOUBLE_QUOTES}]"
)
HASH_NAME = re.compile(r"\w+")
WORD = re.compile(r"[A-Za-z]+")
TYPE_NAME = re.compile(r"[^\W\d][\w.+`]*")
ASSEMBLY_NAME = re.compile(r",\s*[^\W\d][\w.]*(?:\s*,\s*\w+\s*=\s*[\w.]+)*\s*")
GENERIC_WORD = re.compile(f"[^{_BREAK}]+")

_NUMBER = (
    r"(?:0[xX](?P<hex>[0-9A-Fa-f]+)(?P<hexlong>[lL]?)"
    r"|(?P<digits>(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][-+\u2013\u2014\u2015]?\d+)?)(?P<suffix>[lLdD]?))"
    r"(?P<unit>[kKmMgGtTpP][bB])?"
)
_SIGN = f"(?P<sign>{_DASH}|\\+)?"
ARGUMENT_NUMBER = re.compile(f"{_SIGN}{_NUMBER}(?=$|[{_BREAK}])")
EXPRESSION_NUMBER = re.compile(
    f"{_SIGN}{_NUMBER}(?=$|[{DASHES}{_BREAK}!\"#%'*+/:=@\\[\\]^{SINGLE_QUOTES}{DOUBLE_QUOTES}]|\\.\\.)"
)

_COMPARE = "eq|ne|ge|gt|lt|le|like|notlike|match|notmatch|replace|contains|notcontains|split"
BINARY_OPERATOR = re.compile(
    rf"\.\.|{_DASH}(?P<word>[ci]?(?:{_COMPARE})|band|bor|bxor|and|or|xor|isnot|is|as|join|f)(?!\w)"
    rf"|[*/%](?!=)|\+(?![=+])|{_DASH}(?![{DASHES}=a-zA-Z])",
    re.IGNORECASE,
)
UNARY_WORD = re.compile(rf"{_DASH}(not|bnot|[ci]?split|join)(?!\w)", re.IGNORECASE)
ASSIGNMENT = re.compile(rf"(?:[+*/%]|{_DASH})?=")
DASH_WORD = re.compile(rf"{_DASH}[^\W\d]\w*")
PARAMETER = re.compile(rf"{_DASH}([^\W\d]|[_?])[^{BLANKS}\r\n{{}}();,|&.\[:{SINGLE_QUOTES}{DOUBLE_QUOTES}]*:?")
DASH_DASH = re.compile(rf"{_DASH}{_DASH}(?=$|[{_BREAK}])")
REDIRECTION = re.compile("2>&1|1>&2|2>>|2>|>>|>|<(?!#)")
INCREMENT = re.compile(rf"\+\+|{_DASH}{_DASH}")

PRECEDENCE = {
    "-and": 1, "-or": 1, "-xor": 1,
    "-band": 2, "-bor": 2, "-bxor": 2,
    "+": 4, "-": 4, "*": 5, "/": 5, "%": 5, "-f": 6, "..": 7,
}  # fmt: skip
"""How tight an operator binds; what is not named here compares (3)."""
COMPARISON = 3

ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

RESERVED = frozenset(["class", "define", "from", "using", "var"])

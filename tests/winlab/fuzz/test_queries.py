from __future__ import annotations

import contextlib

import pytest
from hypothesis import strategies as st

from winlab.directory.entries import Values
from winlab.directory.errors import DirectoryError
from winlab.directory.ldap_filter import compile_filter
from winlab.windows.wmi.wql import Row, WqlError, parse_condition, parse_query

from .mutations import damaged
from .sweeps import Sweep, within

QUERIES = [
    "SELECT * FROM Win32_Service", "SELECT Name, State FROM Win32_Service WHERE Name = 'W32Time'",
    "select * from Win32_Process where ProcessId > 4 and not Name like 'w%'",
    "SELECT * FROM a WHERE (x = 1 OR y <> \"z\") AND z IS NULL",
    "SELECT * FROM a WHERE x LIKE '[a-c]_%' AND y >= -1.5",
    "ASSOCIATORS OF {Win32_Service.Name='x'} WHERE ResultClass = a", "REFERENCES OF {a}", "SELECT * FROM meta_class",
    "SELECT * FROM a WHERE x ISA 'b'", "SELECT * FROM a WHERE b = TRUE AND c = NULL AND d = 0x1F",
]  # fmt: skip
WQL_ODD = (
    "'",
    '"',
    "(",
    ")",
    "%",
    "[",
    "]",
    "^",
    "_",
    "\\",
    ",",
    "*",
    "AND",
    "NOT ",
    "OR",
    "NULL",
    "9" * 5000,
    "\0",
    "<>",
    "é",
)
ROWS: tuple[Row, ...] = (
    {},
    {"name": "W32Time", "x": 1, "y": "z", "z": None, "b": True, "processid": 5, "d": [1, 2]},
    {"x": "abc", "y": 1.5},
)
FILTERS = [
    "(objectClass=user)", "(&(objectClass=user)(!(cn=a*b*c)))", "(|(cn=x)(sn>=a)(sn<=z)(mail~=q))", "(cn=*)",
    "(userAccountControl:1.2.840.113556.1.4.803:=2)", "(memberOf:1.2.840.113556.1.4.1941:=CN=a,DC=b)",
    "(objectGUID=\\5c\\2a\\00)", "(cn=Smith\\2c Ann \\28Sales\\29)", "(objectCategory=person)", "(uSNChanged>=100)",
    "(whenCreated>=20070131000000.0Z)", "(&(objectClass=*)(|(a=1)(b=2)(c=3)))",
]  # fmt: skip
LDAP_ODD = (
    "(",
    ")",
    "&",
    "|",
    "!",
    "=",
    "*",
    "\\",
    "\\zz",
    "\\2",
    ":",
    ":=",
    ">=",
    "~=",
    "1.2.3",
    "\0",
    "é",
    "9" * 5000,
    " ",
    "dn",
)
VIEW: dict[str, Values] = {
    "cn": ("Smith, Ann (Sales)",),
    "objectclass": ("top", "person", "user"),
    "useraccountcontrol": (0x10202,),
    "objectguid": (bytes([0x5C, 0x2A, 0x00]),),
    "usnchanged": (500,),
    "b": (False,),
}


@pytest.mark.slow
def test_wql_selects_or_is_refused(sweep: Sweep) -> None:
    def select(text: str) -> None:
        with contextlib.suppress(WqlError):
            query = within(lambda: parse_query(text))
            assert all(query.matches(row) in (True, False) for row in ROWS)
        with contextlib.suppress(WqlError):
            where = within(lambda: parse_condition(text))
            assert all(where.condition(row) in (True, False) for row in ROWS)

    deep = st.integers(1, 4000).map(lambda n: "SELECT * FROM a WHERE " + "(" * n + "x=1" + ")" * n)
    long = st.integers(1, 3000).map(lambda n: "SELECT * FROM a WHERE x=1" + " AND NOT x=1 OR y=2" * n)
    sweep(500, damaged(QUERIES, WQL_ODD) | damaged(QUERIES, WQL_ODD) | damaged(QUERIES, WQL_ODD) | deep | long, select)


@pytest.mark.slow
def test_ldap_filters_match_or_are_refused(sweep: Sweep) -> None:
    def match(text: str) -> None:
        try:
            predicate = within(lambda: compile_filter(text))
        except DirectoryError:
            return
        assert within(lambda: predicate(lambda name: VIEW.get(name.lower(), ()))) in (True, False)

    deep = st.integers(1, 4000).map(lambda n: "(!" * n + "(a=b)" + ")" * n)
    stars = st.integers(1, 3000).map(lambda n: "(cn=" + "*S" * n + "*)")
    sweep(500, damaged(FILTERS, LDAP_ODD) | damaged(FILTERS, LDAP_ODD) | deep | stars, match)

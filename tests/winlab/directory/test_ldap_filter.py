"""LDAP filters: what they match, and what is no filter."""

from __future__ import annotations

import pytest

from winlab.directory.entries import Values
from winlab.directory.errors import FILTER_UNKNOWN, DirectoryError
from winlab.directory.ldap_filter import category_name, compile_filter, schema_cn

OBJECT: dict[str, Values] = {
    "cn": ("Smith, Ann (Sales)",),
    "objectclass": ("top", "person", "user"),
    "objectcategory": ("CN=Person,CN=Schema,CN=Configuration,DC=corp,DC=example",),
    "useraccountcontrol": (0x10202,),
    "proxyaddresses": ("SMTP:ann@corp.example", "x500:/o=Diary/cn=Ann"),
    "member": ("CN=Smith\\, Bob,OU=Staff,DC=corp,DC=example",),
    "msexchmixedmode": (False,),
    "objectguid": (bytes([0x5C, 0x2A, 0x00]),),
    "title": ("Überprüfer",),
}


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("(objectClass=user)", True),
        ("objectClass=USER", True),
        ("(&(objectClass=user)(!(objectClass=computer)))", True),
        ("(&(objectClass=user)(!objectClass=person))", False),
        ("(|(cn=nobody)(objectClass=person))", True),
        ("(&)", True),
        ("(|)", False),
        ("(objectCategory=person)", True),
        ("(objectCategory=user)", True),
        ("(objectCategory=CN=Person,CN=Schema,CN=Configuration,DC=corp,DC=example)", True),
        ("(objectCategory=computer)", False),
        ("(userAccountControl:1.2.840.113556.1.4.803:=2)", True),
        ("(userAccountControl:1.2.840.113556.1.4.803:=514)", True),
        ("(userAccountControl:1.2.840.113556.1.4.803:=6)", False),
        ("(userAccountControl:1.2.840.113556.1.4.804:=6)", True),
        ("(userAccountControl>=66000)", True),
        ("(userAccountControl<=100)", False),
        ("(proxyAddresses=smtp:*)", True),
        ("(proxyAddresses=*ann*example)", True),
        ("(proxyAddresses=*example*ann)", False),
        ("(cn=Smith, Ann \\28Sales\\29)", True),
        ("(cn=*\\28*)", True),
        ("(member=cn=smith\\5c, bob, ou=staff,dc=CORP,dc=example)", True),
        ("(member=not a name)", False),
        ("(msExchMixedMode=FALSE)", True),
        ("(objectGUID=\\5c\\2a\\00)", True),
        ("(title=*PRÜF*)", True),
        ("(title=*)", True),
        ("(telephoneNumber=*)", False),
        ("(!(telephoneNumber=1))", True),
        (" ( & (cn=*) (objectClass=user) ) ", True),
    ],
)
def test_a_filter_matches(text: str, matches: bool) -> None:
    assert compile_filter(text)(lambda name: OBJECT.get(name, ())) is matches


@pytest.mark.parametrize(
    "text",
    [
        *("", "(", ")", "()", "(cn)", "(cn=a", "(cn=a))", "(&(cn=a)", "(=a)", "(c n=a)(b=c)", "(cn=(a))"),
        *("(cn:1.2.3:=4)", "(userAccountControl:1.2.840.113556.1.4.803:=x)"),
    ],
)
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(DirectoryError) as caught:
        compile_filter(text)
    assert caught.value.code == FILTER_UNKNOWN


@pytest.mark.parametrize(
    ("display_name", "common_name"),
    [
        ("organizationalUnit", "Organizational-Unit"),
        ("nTDSDSA", "NTDS-DSA"),
        ("domainDNS", "Domain-DNS"),
        ("msExchExchangeServer", "ms-Exch-Exchange-Server"),
    ],
)
def test_classes_have_the_common_names_of_the_schema(display_name: str, common_name: str) -> None:
    assert schema_cn(display_name) == common_name


def test_the_category_of_a_user_is_person() -> None:
    assert category_name("user") == "CN=Person"

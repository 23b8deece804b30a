"""pypsrp: values of every primitive type to a script and back, and as parameters of cmdlets."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest
from pypsrp.complex_objects import GenericComplexObject
from pypsrp.exceptions import WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.serializer import TaggedValue

from .labs import result, script

# The tags of MS-PSRP 2.2.5.1; what pypsrp has no Python type for it gives back as text.
VALUES = [
    ("text <&> é\n\x01☃😀_x000A_", "System.String", None),
    (TaggedValue("C", "x"), "System.Char", "x"),
    (True, "System.Boolean", None),
    (TaggedValue("By", 200), "System.Byte", 200),
    (TaggedValue("SB", -5), "System.SByte", -5),
    (TaggedValue("I16", -300), "System.Int16", -300),
    (TaggedValue("U16", 65000), "System.UInt16", 65000),
    (-7, "System.Int32", None),
    (TaggedValue("U32", 4_000_000_000), "System.UInt32", 4_000_000_000),
    (TaggedValue("I64", -(2**40)), "System.Int64", -(2**40)),
    (TaggedValue("U64", 2**63 + 5), "System.UInt64", 2**63 + 5),
    (1.25, "System.Single", None),
    (TaggedValue("Db", 0.1), "System.Double", 0.1),
    (TaggedValue("D", Decimal("12.340")), "System.Decimal", "12.340"),
    (TaggedValue("TS", "PT1H2M3S"), "System.TimeSpan", "PT1H2M3S"),
    (b"\0\1\xff", "System.Byte[]", None),
    (uuid.UUID(int=5), "System.Guid", None),
    (TaggedValue("URI", "http://a.example/b?c"), "System.Uri", "http://a.example/b?c"),
    (TaggedValue("Version", "1.2.3.4"), "System.Version", "1.2.3.4"),
    (TaggedValue("XD", '<a><b c="1">x</b></a>'), "System.Xml.XmlDocument", '<a><b c="1">x</b></a>'),
    (TaggedValue("SBK", "1 + 1"), "System.String", "1 + 1"),  # code does not come in as code
    ([1, "two", None], "System.Collections.ArrayList", None),
    ({"k": 1, "l": [2]}, "System.Collections.Hashtable", None),
]


@pytest.mark.parametrize(("value", "name", "back"), VALUES, ids=[case[1] for case in VALUES])
def test_a_value_has_its_type_in_the_script_and_comes_back_as_it_went(
    pool: RunspacePool, value: object, name: str, back: object
) -> None:
    assert result(pool, "param($given) $given.GetType().FullName", given=value) == [name]
    assert result(pool, "param($given) ,$given", value) == [value if back is None else back]


def test_null_goes_both_ways(pool: RunspacePool) -> None:
    assert result(pool, "param($given) $given -eq $null; $args.Count", given=None) == [True, 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[DateTime]'2008-02-03 04:05:06'", "2008-02-03T04:05:06"),
        ("New-TimeSpan -Seconds 90", "PT1M30S"),
        ("[decimal]'1.50'", "1.50"),
        ("[char]65", "A"),
        ("[uri]'http://a.example/'", "http://a.example/"),
        ("[version]'6.0'", "6.0"),
        ("[guid]'{00000000-0000-0000-0000-000000000001}'", uuid.UUID(int=1)),
        (",[byte[]](1, 2)", b"\1\2"),
        ("[uint64]::MaxValue", 2**64 - 1),
        ("[double]::PositiveInfinity", float("inf")),
        ("{ 1 + 1 }", " 1 + 1 "),
    ],
)
def test_what_a_script_makes_arrives_typed(pool: RunspacePool, text: str, expected: object) -> None:
    (found,) = result(pool, text)
    assert found == expected


def test_an_int_beyond_32_bits_without_a_tag_is_refused_as_no_int32(pool: RunspacePool) -> None:
    with pytest.raises(WSManFaultError):
        script(pool, "param($given) $given", 2**40)


def test_a_custom_object_has_its_properties_types_and_text(pool: RunspacePool) -> None:
    (found,) = result(pool, "New-Object PSObject -Property @{Name = 'n'; Number = [int64]5; Inner = @{a = 1}}")
    assert isinstance(found, GenericComplexObject)
    assert found.extended_properties == {"Name": "n", "Number": 5, "Inner": {"a": 1}}
    assert found.types == ["System.Management.Automation.PSCustomObject", "System.Object"]


def test_an_object_of_windows_has_its_properties_by_value(pool: RunspacePool) -> None:
    (found,) = result(pool, "Get-Service W32Time")
    assert isinstance(found, GenericComplexObject)
    assert found.types[0] == "System.ServiceProcess.ServiceController"
    assert found.adapted_properties["DisplayName"] == "Windows Time"
    assert found.adapted_properties["CanStop"] is True
    assert found.to_string == "System.ServiceProcess.ServiceController"
    (status,) = result(pool, "(Get-Service W32Time).Status")
    assert isinstance(status, GenericComplexObject)
    assert (status.to_string, status.types[0]) == ("Running", "System.ServiceProcess.ServiceControllerStatus")


CMDLETS = [
    ("Get-Service", {"Name": ["W32Time", "Eventlog"]}, lambda found: len(found) == 2),
    ("Get-ChildItem", {"Path": "C:\\", "Filter": "boot*", "Force": True}, lambda found: len(found) == 1),
    ("Get-Random", {"Minimum": 5, "Maximum": 6}, lambda found: found == [5]),
    ("New-TimeSpan", {"Hours": 1, "Minutes": 2}, lambda found: found == ["PT1H2M"]),
    ("Get-Date", {"Date": "2008-01-02", "Format": "yyyyMMdd"}, lambda found: found == ["20080102"]),
    ("Write-Output", {"InputObject": {"a": [1, 2]}}, lambda found: found == [{"a": [1, 2]}]),
    ("Test-Path", {"LiteralPath": "C:\\WINDOWS"}, lambda found: found == [True]),
    ("Out-String", {"InputObject": "x", "Stream": None}, lambda found: found == ["x"]),
]


@pytest.mark.parametrize(("name", "parameters", "holds"), CMDLETS, ids=[case[0] for case in CMDLETS])
def test_a_cmdlet_takes_typed_parameters(
    pool: RunspacePool, name: str, parameters: dict[str, object], holds: object
) -> None:
    with PowerShell(pool) as shell:
        shell.add_cmdlet(name)
        for parameter, value in parameters.items():
            shell.add_parameter(parameter, value)
        found = shell.invoke()
        assert not shell.had_errors, [str(error) for error in shell.streams.error]
    assert callable(holds)
    assert holds(found), found


def test_cmdlets_in_one_pipeline_hand_objects_on(pool: RunspacePool) -> None:
    with PowerShell(pool) as shell:
        shell.add_cmdlet("Get-Service").add_parameter("Name", "W32*")
        shell.add_cmdlet("Select-Object").add_parameter("ExpandProperty", "Name")
        assert shell.invoke() == ["W32Time"]


def test_input_from_the_client_flows_through_the_pipeline(pool: RunspacePool) -> None:
    with PowerShell(pool) as shell:
        shell.add_script("begin { 'begin' } process { $_ * 2 } end { 'end' }")
        found = shell.invoke(["a", 2, [3]])  # type: ignore[arg-type]  # pypsrp takes lists, its annotation has text only
    assert found == ["begin", "aa", 4, 3, 3, "end"]


def test_only_the_first_statement_runs_where_the_protocol_knows_but_one(pool: RunspacePool) -> None:
    # PowerShell.AddStatement came with 3.0; its ExtraCmds mean nothing to a server of protocol 2.1.
    with PowerShell(pool) as shell:
        shell.add_script("1").add_statement().add_script("2")
        assert shell.invoke() == [1]

"""Resources over SOAP: WMI, the configuration and listeners, as any client of WS-Management asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from pypsrp.exceptions import WSManFaultError
from pypsrp.wsman import SelectorSet, WSMan

from winlab.windows.lab import Lab
from winlab.winrm import config
from winlab.winrm.endpoint import Endpoint
from winlab.winrm.part import part_of

BASE = "http://schemas.microsoft.com/wbem/wsman/1"
CIMV2 = f"{BASE}/wmi/root/cimv2"
ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
WQL = f"{BASE}/WQL"
NILS = "{http://www.w3.org/2001/XMLSchema-instance}nil"


@pytest.fixture
def wsman(lab: Lab, endpoint: Endpoint) -> Iterator[WSMan]:
    password = lab.machines["SRV1"].users.password_of("CORP\\admin")
    with WSMan(
        "127.0.0.1", port=endpoint.port, ssl=False, auth="ntlm", username="CORP\\admin", password=password
    ) as made:
        yield made
    part_of(lab.machines["SRV1"]).sections.update(config.fresh())


def selectors(**values: str) -> SelectorSet:
    chosen = SelectorSet()
    for name, value in values.items():
        chosen.add_option(name, value)
    return chosen


def body(text: str) -> Element:
    return ElementTree.fromstring(text)


def enumerate_body(*, elements: int = 0, query: str = "", mode: str = "", optimized: bool = True) -> Element:
    inside = "<w:OptimizeEnumeration/>" if optimized else ""
    inside += f"<w:MaxElements>{elements}</w:MaxElements>" if elements else ""
    inside += f"<w:EnumerationMode>{mode}</w:EnumerationMode>" if mode else ""
    inside += f'<w:Filter Dialect="{WQL}">{query}</w:Filter>' if query else ""
    return body(f'<n:Enumerate xmlns:n="{ENUMERATION}" xmlns:w="{WSMAN}">{inside}</n:Enumerate>')


def pull_body(context: str, elements: int) -> Element:
    return body(
        f'<n:Pull xmlns:n="{ENUMERATION}"><n:EnumerationContext>{context}</n:EnumerationContext>'
        f"<n:MaxElements>{elements}</n:MaxElements></n:Pull>"
    )


def items(answer: Element) -> list[Element]:
    found = [each for each in answer.iter() if each.tag.endswith("}Items")]
    return list(found[0]) if found else []


def values(item: Element) -> dict[str, str | None]:
    return {each.tag.rpartition("}")[2]: each.text for each in item}


def context(answer: Element) -> str:
    return (answer.findtext(f".//{{{ENUMERATION}}}EnumerationContext") or "").strip()


def is_at_end(answer: Element) -> bool:
    return any(each.tag.endswith("}EndOfSequence") for each in answer.iter())


def test_an_instance_is_read_with_its_types_nulls_and_times(wsman: WSMan) -> None:
    (service,) = wsman.get(f"{CIMV2}/Win32_Service", selector_set=selectors(Name="W32Time"))
    assert service.tag == f"{{{CIMV2}/Win32_Service}}Win32_Service"
    assert service.get("{http://www.w3.org/2001/XMLSchema-instance}type") == "p:Win32_Service_Type"
    told = values(service)
    assert (told["DisplayName"], told["Started"]) == ("Windows Time", "true")
    assert list(told) == sorted(told, key=str.lower)
    assert service[list(told).index("InstallDate")].get(NILS) == "true"
    (system,) = wsman.get("http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/Win32_OperatingSystem")
    booted = system.findtext(".//{http://schemas.dmtf.org/wbem/wscim/1/common}Datetime") or ""
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", booted)


def test_a_query_gives_objects_or_the_named_values(wsman: WSMan) -> None:
    every = wsman.enumerate(f"{CIMV2}/*", enumerate_body(elements=32000, query="select * from Win32_Process"))
    assert {each.tag.rpartition("}")[2] for each in items(every)} == {"Win32_Process"}
    assert is_at_end(every)
    query = "select Version from Win32_OperatingSystem"
    (fragment,) = items(wsman.enumerate(f"{CIMV2}/*", enumerate_body(elements=10, query=query)))
    assert fragment.tag == f"{{{WSMAN}}}XmlFragment"
    assert values(fragment) == {"Version": "5.2.3790"}


def test_an_enumeration_is_pulled_in_pieces_until_it_ends(wsman: WSMan) -> None:
    uri = f"{CIMV2}/Win32_Service"
    answer = wsman.enumerate(uri, enumerate_body(optimized=False))
    assert items(answer) == []
    names: list[str | None] = []
    for size in (1, 7, 1000):
        answer = wsman.pull(uri, pull_body(context(answer), size))
        names += [values(each)["Name"] for each in items(answer)]
        assert len(names) == {1: 1, 7: 8}.get(size, len(names))
    assert is_at_end(answer)
    assert len(set(names)) == len(names) > 20
    with pytest.raises(WSManFaultError) as refused:
        wsman.pull(uri, pull_body("uuid:0", 1))
    assert refused.value.code == 2150858779


def test_an_answer_holds_no_more_than_the_envelope(lab: Lab, wsman: WSMan) -> None:
    uri = f"{CIMV2}/Win32_Service"
    every = [values(each)["Name"] for each in items(wsman.enumerate(uri, enumerate_body(elements=1000)))]
    config.set_value(part_of(lab.machines["SRV1"]).sections, "", "MaxEnvelopeSizekb", "32")
    answer = wsman.enumerate(uri, enumerate_body(elements=1000))
    pieces = [items(answer)]
    while not is_at_end(answer):
        answer = wsman.pull(uri, pull_body(context(answer), 1000))
        pieces.append(items(answer))
    assert len(pieces) > 2
    assert [values(each)["Name"] for piece in pieces for each in piece] == every


def test_an_enumeration_that_was_released_is_over(wsman: WSMan) -> None:
    uri = f"{CIMV2}/Win32_Service"
    kept = context(wsman.enumerate(uri, enumerate_body(elements=1)))
    release = f'<n:Release xmlns:n="{ENUMERATION}"><n:EnumerationContext>{kept}</n:EnumerationContext></n:Release>'
    wsman.invoke(f"{ENUMERATION}/Release", uri, body(release))
    with pytest.raises(WSManFaultError) as refused:
        wsman.pull(uri, pull_body(kept, 1))
    assert refused.value.code == 2150858779


def test_addresses_lead_to_their_objects(wsman: WSMan) -> None:
    uri = f"{CIMV2}/Win32_Service"
    (item,) = items(wsman.enumerate(uri, enumerate_body(elements=1, mode="EnumerateObjectAndEPR")))
    thing, reference = item
    chosen = selectors(**{each.get("Name", ""): each.text or "" for each in reference.iter(f"{{{WSMAN}}}Selector")})
    (again,) = wsman.get(reference.findtext(f".//{{{WSMAN}}}ResourceURI") or "", selector_set=chosen)
    assert values(again) == values(thing)
    (only,) = items(wsman.enumerate(uri, enumerate_body(elements=1, mode="EnumerateEPR")))
    assert only.tag.endswith("}EndpointReference")


def test_methods_of_objects_and_classes_are_called(lab: Lab, wsman: WSMan) -> None:
    uri = f"{CIMV2}/Win32_Service"
    stopped = wsman.invoke(f"{uri}/StopService", uri, body(f'<p:StopService_INPUT xmlns:p="{uri}"/>'), None,
                           selectors(Name="W32Time"))  # fmt: skip
    assert "<" not in "".join(stopped.itertext())
    assert not lab.machines["SRV1"].services.is_running("W32Time")
    uri = f"{CIMV2}/Win32_Process"
    line = f'<p:Create_INPUT xmlns:p="{uri}"><p:CommandLine>ping -n 500 127.0.0.1</p:CommandLine></p:Create_INPUT>'
    answer = wsman.invoke(f"{uri}/Create", uri, body(line))
    told = {each.tag.rpartition("}")[2]: each.text for each in answer.iter()}
    assert told["ReturnValue"] == "0"
    pid = int(told["ProcessId"] or 0)
    (process,) = wsman.get(uri, selector_set=selectors(Handle=str(pid)))
    assert values(process)["Name"] == "ping.exe"
    started = lab.machines["SRV1"].processes.get(pid)
    assert started is not None
    assert started.job is None
    lab.machines["SRV1"].processes.kill(pid)


def test_what_put_changes_is_there_and_nothing_else(lab: Lab, wsman: WSMan) -> None:
    (before,) = wsman.get(f"{BASE}/config")
    for setting in before.iter(f"{{{BASE}/config}}MaxShellsPerUser"):
        setting.text = "9"
    (after,) = wsman.put(f"{BASE}/config", before)
    assert after.findtext(f".//{{{BASE}/config}}MaxShellsPerUser") == "9"
    sections = part_of(lab.machines["SRV1"]).sections
    assert {**config.fresh(), "winrs": {**config.DEFAULTS["winrs"], "MaxShellsPerUser": "9"}} == {
        name: dict(held) for name, held in sections.items()
    }


def test_a_listener_is_deleted_and_made_anew(lab: Lab, wsman: WSMan) -> None:
    uri, chosen = f"{BASE}/config/listener", selectors(Address="*", Transport="HTTPS")
    wsman.delete(uri, selector_set=chosen)
    assert [values(each)["Transport"] for each in items(wsman.enumerate(uri, enumerate_body(elements=9)))] == ["HTTP"]
    made = wsman.create(uri, body(f'<c:Listener xmlns:c="{uri}"><c:Hostname>here</c:Hostname></c:Listener>'), None,
                        chosen)  # fmt: skip
    assert [each.text for each in made.iter(f"{{{WSMAN}}}Selector")] == ["*", "HTTPS"]
    (listener,) = wsman.get(uri, selector_set=chosen)
    assert values(listener)["Hostname"] == "here"


@pytest.mark.parametrize(
    ("uri", "chosen", "code"),
    [
        (f"{CIMV2}/Win32_Nothing", {"Name": "x"}, 2150858752),
        (f"{BASE}/wmi/root/nowhere/Win32_Service", {"Name": "x"}, 2150858752),
        (f"{CIMV2}/Win32_Service", {"Name": "nothing"}, 2150858752),
        (f"{CIMV2}/Win32_Service", {}, 2150858842),
        (f"{CIMV2}/Win32_Service", {"DisplayName": "x"}, 2150858843),
        (f"{CIMV2}/Win32_Service", {"Name": "Dhcp", "__cimnamespace": "root/wmi"}, 2150859067),
        ("winrm/config/listener", {}, 2150858811),
    ],
)
def test_what_is_not_there_is_told(wsman: WSMan, uri: str, chosen: dict[str, str], code: int) -> None:
    with pytest.raises(WSManFaultError) as refused:
        wsman.get(uri, selector_set=selectors(**chosen))
    assert refused.value.code == code

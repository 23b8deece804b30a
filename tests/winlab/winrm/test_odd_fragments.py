"""PSRP as any client may cut it: fragments of any size, several in one stream, pieces without regard to them."""

from __future__ import annotations

import base64
from itertools import cycle
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from psrpcore import ClientPowerShell, ClientRunspacePool, PSRPPayload, StreamType
from psrpcore.types import PSInvocationState, RunspacePoolState
from pypsrp.wsman import NAMESPACES, OptionSet, SelectorSet, WSMan

from winlab.windows.lab import Lab
from winlab.winrm.endpoint import Endpoint

URI = "http://schemas.microsoft.com/powershell/Microsoft.PowerShell"
RSP = f"{{{NAMESPACES['rsp']}}}"


def element(name: str, text: str = "", **attributes: str) -> Element:
    made = Element(RSP + name, attributes)
    made.text = text
    return made


def coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Client:
    """A pool whose messages are sent as the test wants them."""

    def __init__(self, wsman: WSMan, size: int) -> None:
        self.wsman = wsman
        self.pool = ClientRunspacePool()
        self.pool.open()
        shell = element("Shell")
        shell.append(element("InputStreams", "stdin pr"))
        shell.append(element("OutputStreams", "stdout"))
        creation = ElementTree.SubElement(shell, "{http://schemas.microsoft.com/powershell}creationXml")
        creation.text = coded(self.due(size))
        options = OptionSet()
        options.add_option("protocolversion", "2.1", {"MustComply": "true"})
        answer = wsman.create(URI, shell, options)
        self.selectors = SelectorSet()
        self.selectors.add_option("ShellId", next(e.text or "" for e in answer.iter() if e.tag.endswith("}Selector")))

    def due(self, size: int) -> bytes:
        """What psrpcore has to send, in fragments of at most ``size`` bytes."""
        data = b""
        while (payload := self.pool.data_to_send(size)) is not None:
            data += payload.data
        return data

    def command(self, data: bytes) -> str:
        line = element("CommandLine")
        line.append(element("Command"))
        line.append(element("Arguments", coded(data)))
        answer = self.wsman.command(URI, line, selector_set=self.selectors)
        return next(each.text or "" for each in answer.iter(f"{RSP}CommandId"))

    def send(self, command: str, data: bytes) -> None:
        body = element("Send")
        body.append(element("Stream", coded(data), Name="stdin", CommandId=command))
        self.wsman.send(URI, body, selector_set=self.selectors)

    def receive(self, command: str = "") -> list[object]:
        body = element("Receive")
        body.append(element("DesiredStream", "stdout", **({"CommandId": command} if command else {})))
        for each in self.wsman.receive(URI, body, selector_set=self.selectors).iter(f"{RSP}Stream"):
            self.pool.receive_data(PSRPPayload(base64.b64decode(each.text or ""), StreamType.default, None))
        events: list[object] = []
        while (event := self.pool.next_event()) is not None:
            events.append(getattr(event, "data", getattr(event, "state", None)))
        return events


@pytest.mark.parametrize(("size", "cuts"), [(60, (1, 7, 20, 21, 22, 500)), (100, (4000,)), (33000, (20011,))])
def test_a_pipeline_and_its_input_arrive_however_they_are_cut(
    lab: Lab, endpoint: Endpoint, size: int, cuts: tuple[int, ...]
) -> None:
    password = lab.machines["SRV1"].users.password_of("CORP\\admin")
    with WSMan(
        "127.0.0.1", port=endpoint.port, ssl=False, auth="ntlm", username="CORP\\admin", password=password
    ) as wsman:
        client = Client(wsman, size)
        while client.pool.state != RunspacePoolState.Opened:
            client.receive()
        shell = ClientPowerShell(client.pool, no_input=False)
        shell.add_script('$input | % { "$_".Length }')
        shell.start()
        data = client.due(size)
        command = client.command(data[:37])
        for text in ("a", "b" * 3000, "", "c" * 40000):
            shell.send(text)
        shell.send_eof()
        data = data[37:] + client.due(max(size, 4000))
        for cut in cycle(cuts):
            client.send(command, data[:cut])
            data = data[cut:]
            if not data:
                break
        told: list[object] = []
        while PSInvocationState.Completed not in told:
            told += client.receive(command)
        assert told[:-1] == [1, 3000, 0, 40000]
        wsman.delete(URI, selector_set=client.selectors)

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import strategies as st

from winlab.powershell.clixml import ClixmlError, read_document, read_element
from winlab.powershell.clixml.model import EngineModel
from winlab.powershell.runspace import Result
from winlab.windows.session import secure_string
from winlab.winrm.codec import EngineCodec

from .hosts import Hosts
from .mutations import damaged
from .sweeps import Sweep, blames_winlab, within

_DATA = Path(__file__).parents[2] / "data" / "powershell"
ODD = (
    "", "<", ">", "&", "&#0;", "&#xD800;", "_x0000_", "_xD83D_", "]]>", "<!DOCTYPE a>", "<LST>", "</LST>", "<Nil/>",
    '<Obj RefId="0">', "</Obj>", '<Ref RefId="0"/>', '<Ref RefId="99"/>', '<TNRef RefId="7"/>', "<MS>", "</MS>",
    "<DCT><En>", '<S N="Key">', "<I32>", "</I32>", "9" * 400, "-", "NaN", "INF", "1e999", "P1D", "PT1S", "9999-99-99",
    "<SS>0000</SS>", "<BA>!</BA>", "<G>x</G>", "<D>79228162514264337593543950336</D>", "<DT>0000-01-01</DT>",
    "<XD>&lt;a</XD>",
    "<SBK>{</SBK>", "<URI>:</URI>", "<C>65536</C>", "<C>-1</C>", "<By>256</By>", "<Version>1</Version>",
    "<TS>P9999999999D</TS>",
)  # fmt: skip


def documents() -> list[str]:
    found: list[str] = []
    for name, keys in (("clixml", ("depth1", "depth2")), ("clixml-read", ("clixml", "xml", "text"))):
        for line in (_DATA / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            found.extend(row[key] for key in keys if isinstance(row.get(key), str) and len(row[key]) < 3000)
    assert len(found) > 100
    return found


@pytest.mark.slow
def test_damaged_documents_are_read_or_refused(sweep: Sweep) -> None:
    def read(text: str) -> None:
        try:
            within(lambda: read_document(text))
        except ClixmlError:
            return

    sweep(900, damaged(documents(), ODD), read)


@pytest.mark.slow
def test_what_was_read_can_be_written_and_read_again(hosts: Hosts, sweep: Sweep) -> None:
    codec = EngineCodec(EngineModel(), secure_string)

    def there_and_back(text: str) -> None:
        element = text[text.find(">") + 1 : text.rfind("<")].strip()
        try:
            value = read_element(element)
        except ClixmlError:
            return
        written: list[str] = []
        hosts.run(lambda: written.append(codec.encode(value, str)))
        read_element(written[0])
        results: list[Result] = []
        script = '$v | Out-String; $v | Get-Member | Out-Null; "$v"'
        hosts.run(lambda: results.append(hosts.session().invoke(script, v=value)))
        assert not any(blames_winlab(problem.text) for problem in results[0].errors), text

    sweep(600, st.sampled_from(documents()) | damaged(documents(), ODD), there_and_back)

"""WMI classes that are there only when something is installed."""

from __future__ import annotations

from tests.winlab.windows.conftest import Host


def test_sites_and_pools_are_classes_of_their_own_namespace_once_iis_is_there(server: Host) -> None:
    server.machine.metabase.set("W3SVC/1", "ServerComment", "Default Web Site")
    server.machine.metabase.set("W3SVC/AppPools/DefaultAppPool", "AppPoolAutoStart", True)
    ask = "gwmi -Namespace root\\MicrosoftIISv2"
    assert server.answer(f"{ask} IIsWebServerSetting | % {{ $_.Name + ' ' + $_.ServerComment }}") == [
        "W3SVC/1 Default Web Site"
    ]
    changed = f"$p = {ask} IIsApplicationPoolSetting; $p.IdleTimeout = 0; [void]$p.Put()"
    assert server.answer(changed) == []
    assert server.machine.metabase.properties("W3SVC/AppPools/DefaultAppPool")["IdleTimeout"] == 0

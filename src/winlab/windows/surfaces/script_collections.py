"""WshCollection, WScript.Shell's special folders, and WScript.Network.

Source: https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/windows-scripting/aew9yb99(v=vs.84)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.powershell.declare import NetTable, net_method, net_property
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject
from winlab.windows.extension import register_extension
from winlab.windows.session import MachineSessionHost
from winlab.windows.surfaces.script_files import com_error

NET = NetTable()
register_extension(net=NET)
S, INT, OBJECT = "System.String", "System.Int32", "System.Object"
BASES = ("System.__ComObject", "System.Object")


@NET.type("System.__ComObject#{f935dc27-1cf0-11d0-adb9-00c04fd58a0b}", bases=BASES)
class WshCollection(NetObject):
    """Texts by number; those of special folders by name, too."""

    def __init__(self, texts: Sequence[str], names: Sequence[str] = ()) -> None:
        self.texts, self.names = texts, names

    @net_method("Item", (OBJECT,), returns=OBJECT)
    def item(self, wanted: object) -> str:
        """A text; none is of an unknown name."""
        if isinstance(wanted, int):
            if not 0 <= wanted < len(self.texts):
                raise com_error("Subscript out of range")
            return self.texts[wanted]
        known = dict(zip(self.names, self.texts, strict=False))
        return known.get(to_text(wanted).lower(), "")

    length = net_property("length", INT)(lambda self: len(self.texts))
    count = net_method("Count", returns=INT)(lambda self: len(self.texts))

    def net_index(self, index: Sequence[object]) -> object:
        """As Item."""
        return self.item(index[0])

    def net_iter(self) -> Iterator[object]:
        """The texts."""
        return iter(self.texts)


def special_folders(profile: str) -> WshCollection:
    """The folders of a user and of all."""
    everybody, menu = "C:\\Documents and Settings\\All Users", f"{profile}\\Start Menu"
    folders = {
        "allusersdesktop": f"{everybody}\\Desktop",
        "allusersstartmenu": f"{everybody}\\Start Menu",
        "allusersprograms": f"{everybody}\\Start Menu\\Programs",
        "allusersstartup": f"{everybody}\\Start Menu\\Programs\\Startup",
        "desktop": f"{profile}\\Desktop",
        "appdata": f"{profile}\\Application Data",
        "printhood": f"{profile}\\PrintHood",
        "templates": f"{profile}\\Templates",
        "fonts": "C:\\WINDOWS\\Fonts",
        "nethood": f"{profile}\\NetHood",
        "startmenu": menu,
        "sendto": f"{profile}\\SendTo",
        "recent": f"{profile}\\Recent",
        "startup": f"{menu}\\Programs\\Startup",
        "favorites": f"{profile}\\Favorites",
        "mydocuments": f"{profile}\\My Documents",
        "programs": f"{menu}\\Programs",
    }
    return WshCollection(list(folders.values()), list(folders))


@NET.type("System.__ComObject#{24be5a31-edfe-11d2-b933-00104b365c9f}", bases=BASES)
class WshNetwork(NetObject):
    """WScript.Network."""

    def __init__(self, host: MachineSessionHost) -> None:
        self.host = host

    computer_name = net_property("ComputerName", S)(lambda self: self.host.machine.name)
    user_name = net_property("UserName", S)(lambda self: self.host.logon.user)
    user_domain = net_property("UserDomain", S)(lambda self: self.host.logon.domain)
    drives = net_method("EnumNetworkDrives")(lambda self: WshCollection(()))
    printers = net_method("EnumPrinterConnections")(lambda self: WshCollection(()))


NET.extend("System.__ComObject#{24be5a31-edfe-11d2-b933-00104b365c9f}").absent(
    "MapNetworkDrive", "RemoveNetworkDrive", "AddWindowsPrinterConnection", "AddPrinterConnection",
    "RemovePrinterConnection", "SetDefaultPrinter",
)  # fmt: skip
register_extension(com=("WScript.Network", WshNetwork))

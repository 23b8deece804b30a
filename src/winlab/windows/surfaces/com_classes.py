"""COM classes of scripts: Scripting.Dictionary, the class of a program id, and those that are not emulated.

Source: https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/windows-scripting/ .
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from winlab.powershell.declare import NET, NetTable, net_method, net_property
from winlab.powershell.errors import NotEmulated, net_error
from winlab.powershell.nettypes import NetMethod, NetType
from winlab.powershell.values import NetObject, hash_key
from winlab.windows.extension import EXTENSIONS, register_extension
from winlab.windows.session import MachineSessionHost, current_host

TABLE = NetTable()
register_extension(net=TABLE)
S, B, INT, OBJ, VOID, T = (
    "System.String", "System.Boolean", "System.Int32", "System.Object", "System.Void", "System.Type",
)  # fmt: skip
_CLSID = "{42c642c1-97e1-11cf-978f-00a02463e06f}"


@TABLE.type(f"System.__ComObject#{_CLSID}", bases=("System.__ComObject", OBJ))
class ScriptDictionary(NetObject):
    """Keys with items; keys have case unless CompareMode says otherwise."""

    def __init__(self) -> None:
        self.entries: dict[object, tuple[object, object]] = {}
        self.mode = 0

    def _filed(self, key: object) -> object:
        return key if isinstance(key, str) and self.mode == 0 else hash_key(key)

    def set_mode(self, mode: int) -> None:
        """Sets how keys are compared; only while there are none."""
        if self.entries:
            raise net_error("System.Runtime.InteropServices.COMException", "Invalid procedure call or argument")
        self.mode = mode

    compare_mode = net_property("CompareMode", INT, setter="set_mode")(lambda self: self.mode)
    count = net_property("Count", INT)(lambda self: len(self.entries))

    @net_method("Add", (OBJ, OBJ), returns=VOID)
    def add(self, key: object, item: object) -> None:
        """Adds an item whose key must be new."""
        if self._filed(key) in self.entries:
            text = "This key is already associated with an element of this collection"
            raise net_error("System.Runtime.InteropServices.COMException", text)
        self.entries[self._filed(key)] = (key, item)

    @net_method("Item", (OBJ,))
    def item(self, key: object) -> object:
        """The item of a key, which is added without one if it is new."""
        return self.entries.setdefault(self._filed(key), (key, None))[1]

    @net_method("set_Item", (OBJ, OBJ), returns=VOID)
    def put(self, key: object, item: object) -> None:
        """Sets the item of a key."""
        self.entries[self._filed(key)] = (key, item)

    @net_method("Exists", (OBJ,), returns=B)
    def exists(self, key: object) -> bool:
        """Whether a key is there."""
        return self._filed(key) in self.entries

    @net_method("Keys")
    def keys(self) -> list[object]:
        """The keys."""
        return [key for key, _ in self.entries.values()]

    @net_method("Items")
    def items(self) -> list[object]:
        """The items."""
        return [item for _, item in self.entries.values()]

    @net_method("Remove", (OBJ,), returns=VOID)
    def remove(self, key: object) -> None:
        """Removes a key with its item."""
        if self.entries.pop(self._filed(key), None) is None:
            raise net_error("System.Runtime.InteropServices.COMException", "Element not found")

    @net_method("RemoveAll", returns=VOID)
    def remove_all(self) -> None:
        """Removes all."""
        self.entries.clear()

    def net_iter(self) -> Iterator[object]:
        """The keys."""
        return iter(self.keys())

    def net_index(self, index: Sequence[object]) -> object:
        """The item of a key."""
        return self.item(index[0])

    def net_index_set(self, index: Sequence[object], value: object) -> None:
        """Sets the item of a key."""
        self.put(index[0], value)


register_extension(com=("Scripting.Dictionary", lambda host: ScriptDictionary()))


def _refused(name: str) -> Callable[[MachineSessionHost], NetObject]:
    def make(_host: MachineSessionHost) -> NetObject:
        raise NotEmulated(f"the COM class {name}")

    return make


for _name in (
    "ADODB.Command", "ADODB.Connection", "ADODB.Recordset", "ADODB.Stream", "ADSystemInfo", "CAPICOM.Store",
    "CDO.Message", "HNetCfg.FwMgr", "HNetCfg.FwAuthorizedApplication", "HNetCfg.FwOpenPort", "HNetCfg.HNetShare",
    "InternetExplorer.Application", "LogonScriptApplication", "MSXML2.DOMDocument", "MSXML2.DOMDocument.3.0",
    "MSXML2.DOMDocument.6.0", "MSXML2.XMLHTTP", "MSXML2.ServerXMLHTTP", "Microsoft.XMLDOM", "Microsoft.XMLHTTP",
    "Microsoft.Update.AutoUpdate", "Microsoft.Update.Searcher", "Microsoft.Update.ServiceManager",
    "Microsoft.Update.Session", "Microsoft.Update.SystemInfo", "Microsoft.Update.UpdateColl",
    "MSScriptControl.ScriptControl", "NameTranslate", "SAPI.SpVoice", "Schedule.Service",
    "WbemScripting.SWbemDateTime", "WbemScripting.SWbemLocator", "WbemScripting.SWbemRefresher",
    "WindowsInstaller.Installer", "WScript.Shell.1", "VBScript.RegExp", "IISNamespace", "WinHttp.WinHttpRequest.5.1",
):  # fmt: skip
    if _name.lower() not in {known.lower() for known in EXTENSIONS.com} and _name != "Schedule.Service":
        register_extension(com=(_name, _refused(_name)))


@NET.extend(T).static("GetTypeFromProgID", (S,), (S, S), (S, B), (S, S, B), returns=T)
def type_of_program(name: str, *rest: object) -> NetType | None:
    """The class of a program id; null where it is not registered."""
    known = {each.lower(): factory for each, factory in EXTENSIONS.com.items()}
    factory = known.get(name.lower())
    if factory is None:
        if any(each is True for each in rest):
            raise net_error("System.Runtime.InteropServices.COMException", "Invalid class string")
        return None
    made = NetType("System.__ComObject", ("System.MarshalByRefObject",))
    make = factory
    made.constructor = NetMethod("new", ((),), lambda: make(current_host()))
    return made

"""Methods of the COM object behind a DirectoryEntry: Put, Get, SetInfo, Create, MoveHere, ...

Sources: https://learn.microsoft.com/windows/win32/api/iads/nn-iads-iads and its neighbours nn-iads-iadscontainer,
nn-iads-iadsgroup, nn-iads-iadsuser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from winlab.directory.errors import NO_ATTRIBUTE_OR_VALUE, UNWILLING, DirectoryError
from winlab.directory.surfaces.ads_path import parse_path
from winlab.directory.writing import Change
from winlab.powershell.values import VOID

if TYPE_CHECKING:
    from winlab.directory.surfaces.entry import DirectoryEntry

_NOT_IN_CACHE = "The directory property cannot be found in the cache."


def call_method(entry: DirectoryEntry, name: str, args: list[object]) -> object:
    """Calls a method of IADs, IADsContainer, IADsGroup or IADsUser by its lower-case name.

    Raises:
        KeyError: There is no such method.
        DirectoryError: It fails.
    """
    if name == "get":
        items = entry.net_values(str(args[0]))
        if not items:
            raise DirectoryError(
                NO_ATTRIBUTE_OR_VALUE,
                str(args[0]),
                _NOT_IN_CACHE,
            )
        return items[0] if len(items) == 1 else list(items)
    if name == "getex":
        return list(entry.net_values(str(args[0])))
    if name == "put":
        entry.assign(str(args[0]), args[1])
    elif name == "putex":
        _put_ex(entry, args)
    elif name == "setinfo":
        entry.commit()
    elif name in ("getinfo", "getinfoex"):
        entry.refresh()
    elif name == "create":
        return entry.new_child(str(args[0]), str(args[1]))
    elif name == "delete":
        entry.connection().delete(f"{entry.relative_name(str(args[1]))},{entry.dn()}")
    elif name == "movehere":
        source = parse_path(str(args[0])).name
        new_name = str(args[1]) if len(args) > 1 and args[1] is not None else None
        moved = entry.connection().rename(source, new_name, entry.dn())
        return entry.at_name(moved)
    elif name in ("add", "remove"):
        member = parse_path(str(args[0])).name
        operation = "add" if name == "add" else "delete"
        entry.connection().modify(entry.dn(), [Change(operation, "member", (member,))])
        entry.forget()
    elif name == "setpassword":
        entry.assign("unicodePwd", args[0])
        entry.commit()
    else:
        raise KeyError(name)
    return VOID


def _put_ex(entry: DirectoryEntry, args: list[object]) -> None:
    # ADS_PROPERTY_OPERATION_ENUM: 1 clear, 2 update, 3 append, 4 delete.
    operation, name = args[0], str(args[1])
    if operation == 1:
        entry.assign(name, None)
    elif operation == 2:
        entry.assign(name, args[2])
    elif operation == 3:
        entry.assign_more(name, args[2])
    elif operation == 4:
        entry.assign_less(name, args[2])
    else:
        raise DirectoryError(UNWILLING, f"PutEx {operation}")

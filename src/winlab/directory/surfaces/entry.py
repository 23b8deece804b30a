"""System.DirectoryServices.DirectoryEntry and its collections; ``[ADSI]"LDAP://..."`` makes one.

An entry binds when something is first read from it, keeps what it has read, and writes what was assigned when
it is told to (CommitChanges or SetInfo). Sources:
https://learn.microsoft.com/dotnet/api/system.directoryservices.directoryentry and, for Put, Get, SetInfo...,
https://learn.microsoft.com/windows/win32/api/iads/nn-iads-iads .
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.directory import names
from winlab.directory.connection import DirectoryConnection
from winlab.directory.entries import Value
from winlab.directory.errors import (
    NO_ATTRIBUTE_OR_VALUE,
    NO_SUCH_OBJECT,
    UNWILLING,
    DirectoryError,
)
from winlab.directory.reading import DirectoryObject
from winlab.directory.surfaces.ads_path import AdsPath, parse_path
from winlab.directory.surfaces.failures import exception_for, index_out_of_range, translated
from winlab.directory.surfaces.net_values import NET, byte_array, from_net, to_net
from winlab.directory.surfaces.place import Place, here
from winlab.directory.writing import Change
from winlab.powershell.declare import net_constructor, net_method, net_property
from winlab.powershell.errors import NotEmulated
from winlab.powershell.nettypes import NetProperty
from winlab.powershell.values import NetObject, PSObject

_STRING = "System.String"
_OBJECT = "System.Object"


def _plain(value: object) -> object:
    return value.base if isinstance(value, PSObject) and value.base is not None else value


@NET.type("System.DirectoryServices.PropertyValueCollection", bases=("System.Collections.CollectionBase",))
class PropertyValueCollection(NetObject):
    """The values of one attribute of an entry; changes are kept in the entry until it is committed."""

    def __init__(self, entry: DirectoryEntry, name: str) -> None:
        self._entry = entry
        self.name = name

    @property
    def items(self) -> list[object]:
        """The present values as .NET values."""
        return self._entry.net_values(self.name)

    def net_iter(self) -> Iterator[object]:
        """A collection: pipelines unroll it."""
        return iter(self.items)

    def net_index(self, index: Sequence[object]) -> object:
        """``values[0]``; a negative or too large index is an error of .NET."""
        number = index[0]
        items = self.items
        if not isinstance(number, int) or not 0 <= number < len(items):
            raise index_out_of_range()
        return items[number]

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        """How many values."""
        return len(self.items)

    @net_property("PropertyName", _STRING)
    def property_name(self) -> str:
        """The attribute."""
        return self.name

    @net_property("Value", _OBJECT, setter="set_value")
    def value(self) -> object:
        """None, the one value, or an array of them."""
        items = self.items
        if len(items) < 2:
            return items[0] if items else None
        return list(items)

    def set_value(self, value: object) -> None:
        """Replaces all values."""
        self._entry.assign(self.name, value)

    @net_method("Add", (_OBJECT,), returns="System.Int32")
    def add(self, value: object) -> int:
        """Adds a value."""
        self._entry.assign_more(self.name, value)
        return len(self.items) - 1

    @net_method("AddRange", ("System.Object[]",))
    def add_range(self, values: object) -> None:
        """Adds values."""
        self._entry.assign_more(self.name, values)

    @net_method("Remove", (_OBJECT,))
    def remove(self, value: object) -> None:
        """Removes a value."""
        self._entry.assign_less(self.name, value)

    @net_method("Contains", (_OBJECT,), returns="System.Boolean")
    def contains(self, value: object) -> bool:
        """Whether the value is there, as it is spelled."""
        return _plain(value) in self.items

    @net_method("Clear")
    def clear(self) -> None:
        """Removes all values."""
        self._entry.assign(self.name, None)


@NET.type("System.DirectoryServices.PropertyCollection", bases=(_OBJECT, "System.Collections.IDictionary"))
class PropertyCollection(NetObject):
    """All attributes of an entry by name."""

    def __init__(self, entry: DirectoryEntry) -> None:
        self._entry = entry

    def net_index(self, index: Sequence[object]) -> object:
        """``Properties["cn"]``: a collection, empty if there is no such attribute."""
        return PropertyValueCollection(self._entry, str(index[0]))

    def net_index_set(self, index: Sequence[object], value: object) -> None:
        """Not allowed in .NET either; PowerShell scripts set ``.Value``."""
        raise exception_for(DirectoryError(UNWILLING, str(index[0])))

    @net_property("PropertyNames", "System.Collections.ICollection")
    def property_names(self) -> list[object]:
        """Names of the attributes that have values."""
        return list(self._entry.attribute_names())

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        """How many attributes have values."""
        return len(self._entry.attribute_names())

    @net_method("Contains", (_STRING,), returns="System.Boolean")
    def contains(self, name: object) -> bool:
        """Whether an attribute has values."""
        return bool(self._entry.net_values(str(name)))


@NET.type("System.DirectoryServices.DirectoryEntries", bases=(_OBJECT, "System.Collections.IEnumerable"))
class DirectoryEntries(NetObject):
    """The children of an entry."""

    def __init__(self, entry: DirectoryEntry) -> None:
        self._entry = entry

    def net_iter(self) -> Iterator[object]:
        """The children."""
        return iter(self._entry.children_entries())

    @net_method("Find", (_STRING,), (_STRING, _STRING), returns="System.DirectoryServices.DirectoryEntry")
    def find(self, name: object, class_name: object = None) -> DirectoryEntry:
        """One child by its relative name."""
        return self._entry.child(str(name))

    @net_method("Add", (_STRING, _STRING), returns="System.DirectoryServices.DirectoryEntry")
    def add(self, name: object, class_name: object) -> DirectoryEntry:
        """A new child, written when it is committed."""
        return self._entry.new_child(str(class_name), str(name))

    @net_method("Remove", ("System.DirectoryServices.DirectoryEntry",))
    def remove(self, entry: object) -> None:
        """Deletes a child without children."""
        child = _plain(entry)
        if isinstance(child, DirectoryEntry):
            child.remove()


@NET.type(
    "System.DirectoryServices.DirectoryEntry",
    bases=("System.ComponentModel.Component",),
    assembly="System.DirectoryServices",
)
class DirectoryEntry(NetObject):
    """One object of the directory, as ADSI shows it."""

    def __init__(self, path: AdsPath, place: Place, user: str | None = None, password: str | None = None) -> None:
        self.path = path
        self.place = place
        self.user = user
        self.password = password
        self._connection: DirectoryConnection | None = None
        self._seen: DirectoryObject | None = None
        self._root_dse: dict[str, list[Value]] | None = None
        self._pending: dict[str, list[Value]] = {}
        self._new_class = ""

    @net_constructor((), (_STRING,), (_STRING, _STRING, _STRING), (_STRING, _STRING, _STRING, _OBJECT))
    @classmethod
    def new(cls, *args: object) -> DirectoryEntry:
        """An entry by path, and name and password; without a path the domain of the machine."""
        texts = [None if arg is None else str(_plain(arg)) for arg in args[:3]]
        with translated():
            place = here()
            text = texts[0] if texts else ""
            path = parse_path(text) if text else AdsPath("LDAP")
            if path.provider == "WinNT":
                from winlab.directory.surfaces.winnt import WinNtEntry

                return WinNtEntry(path, place)
            user, password = (texts[1], texts[2]) if len(texts) > 2 else (None, None)
            return cls(path, place, user, password)

    # -- binding ------------------------------------------------------------------------------------------

    def connection(self) -> DirectoryConnection:
        """The connection, opened at first use."""
        if self._connection is None:
            path = self.path
            domain = None
            if not path.server and names_a_domain(path.name):
                domain = self._domain_of(path.name)
            self._connection = self.place.bind(
                path.server or None,
                catalogue=path.provider == "GC" or path.port == 3268,
                user=self.user,
                password=self.password,
                domain=domain,
            )
        return self._connection

    def _domain_of(self, dn: str) -> str | None:
        """The domain a serverless name is in; none for what every controller holds."""
        forest = self.place.forest
        key = names.key(dn)
        configuration = names.key(forest.configuration_dn)
        if key == configuration or key.endswith("," + configuration):
            return None
        best = [d for d in forest.domains.values() if names.is_under(dn, d.dn)]
        return max(best, key=lambda domain: len(domain.dn)).dns if best else None

    def dn(self) -> str:
        """The name: of the path, or the default naming context."""
        if self.path.name:
            return self.path.name
        return self.connection().dc.domain.dn

    def is_root_dse(self) -> bool:
        """Whether the path is that of the RootDSE."""
        return self.path.name.lower() == "rootdse"

    def load(self) -> None:
        """Reads the object unless that has been done."""
        if self._new_class or self._seen is not None or self._root_dse is not None:
            return
        if self.is_root_dse():
            self._root_dse = self.connection().root_dse()
        else:
            self._seen = self.connection().get(self.dn())

    # -- attributes ---------------------------------------------------------------------------------------

    def raw_values(self, name: str) -> list[Value]:
        """Present values: what was assigned, else what was read."""
        lower = name.lower()
        if lower in self._pending:
            return list(self._pending[lower])
        self.load()
        if self._root_dse is not None:
            return next((values for key, values in self._root_dse.items() if key.lower() == lower), [])
        return self._seen.get(name) if self._seen is not None else []

    def net_values(self, name: str) -> list[object]:
        """Present values as .NET values."""
        with translated():
            schema = self.place.forest.schema
            return [to_net(schema, name, value, from_search=False) for value in self.raw_values(name)]

    def attribute_names(self) -> list[str]:
        """Names of the attributes with values."""
        with translated():
            self.load()
            if self._root_dse is not None:
                return list(self._root_dse)
            read = self._seen.names() if self._seen is not None else []
            lower = {name.lower() for name in read}
            return [*read, *(name for name in self._pending if name not in lower)]

    def assign(self, name: str, value: object) -> None:
        """Replaces an attribute in the cache."""
        self._pending[name.lower()] = from_net(self.place.forest.schema, name, value)
        self.place.forest.schema.learn(name)

    def assign_more(self, name: str, value: object) -> None:
        """Adds values in the cache."""
        with translated():
            present = self.raw_values(name)
        self._pending[name.lower()] = [*present, *from_net(self.place.forest.schema, name, value)]
        self.place.forest.schema.learn(name)

    def assign_less(self, name: str, value: object) -> None:
        """Removes values in the cache."""
        with translated():
            present = self.raw_values(name)
        gone = from_net(self.place.forest.schema, name, value)
        self._pending[name.lower()] = [each for each in present if each not in gone]

    # -- PowerShell's adapter -----------------------------------------------------------------------------

    def adapted_names(self) -> list[str]:
        """The attributes."""
        return self.attribute_names()

    def adapted_get(self, name: str) -> object:
        """An attribute as a collection; an attribute without values is no member at all."""
        if name.lower() != "name" and isinstance(self.net_type.find(name.lower()), NetProperty):
            # Properties of the class can be read without a connection.
            raise KeyError(name)
        if not self.net_values(name):
            raise KeyError(name)
        return PropertyValueCollection(self, name)

    def adapted_set(self, name: str, value: object) -> None:
        """Assigns an attribute in the cache; properties of the .NET class stay what they are."""
        if self.net_type.find(name.lower()) is not None:
            raise KeyError(name)
        self.assign(name, value)

    def adapted_methods(self) -> list[str]:
        """Methods of the COM object."""
        return ["Get", "GetEx", "GetInfo", "Put", "PutEx", "SetInfo", "Create", "Delete", "MoveHere", "Add"]

    def adapted_call(self, name: str, args: Sequence[object]) -> object:
        """A method of the COM object.

        Raises:
            KeyError: There is no such method.
        """
        with translated():
            return self._com_method(name.lower(), [_plain(arg) for arg in args])

    def _com_method(self, name: str, args: list[object]) -> object:
        if name == "get":
            items = self.net_values(str(args[0]))
            if not items:
                raise DirectoryError(
                    NO_ATTRIBUTE_OR_VALUE,
                    str(args[0]),
                    "The directory property cannot be found in the cache.",
                )
            return items[0] if len(items) == 1 else list(items)
        if name == "getex":
            return list(self.net_values(str(args[0])))
        if name == "put":
            self.assign(str(args[0]), args[1])
        elif name == "putex":
            self._put_ex(args)
        elif name == "setinfo":
            self.commit()
        elif name in ("getinfo", "getinfoex"):
            self.refresh()
        elif name == "create":
            return self.new_child(str(args[0]), str(args[1]))
        elif name == "delete":
            self.connection().delete(f"{names_spelled(str(args[1]))},{self.dn()}")
        elif name == "movehere":
            source = parse_path(str(args[0])).name
            new_name = str(args[1]) if len(args) > 1 and args[1] is not None else None
            moved = self.connection().rename(source, new_name, self.dn())
            return DirectoryEntry(self.path.with_name(moved), self.place, self.user, self.password)
        elif name in ("add", "remove"):
            member = parse_path(str(args[0])).name
            operation = "add" if name == "add" else "delete"
            self.connection().modify(self.dn(), [Change(operation, "member", (member,))])
            self._seen = None
        elif name == "setpassword":
            self.assign("unicodePwd", args[0])
            self.commit()
        else:
            raise KeyError(name)
        return None

    def _put_ex(self, args: list[object]) -> None:
        # ADS_PROPERTY_OPERATION_ENUM: 1 clear, 2 update, 3 append, 4 delete.
        operation, name = args[0], str(args[1])
        if operation == 1:
            self.assign(name, None)
        elif operation == 2:
            self.assign(name, args[2])
        elif operation == 3:
            self.assign_more(name, args[2])
        elif operation == 4:
            self.assign_less(name, args[2])
        else:
            raise DirectoryError(UNWILLING, f"PutEx {operation}")

    # -- .NET members -------------------------------------------------------------------------------------

    @net_property("Path", _STRING)
    def path_text(self) -> str:
        """The path."""
        return str(self.path)

    @net_property("Name", _STRING)
    def name_text(self) -> str:
        """The relative name with its attribute: ``CN=Users``."""
        with translated():
            dn = self.dn()
            return dn[: len(dn) - len(names.parent(dn)) - 1] if names.parent(dn) else dn

    @net_property("Guid", "System.Guid")
    def guid(self) -> object:
        """The identity."""
        with translated():
            self.load()
            if self._seen is None:
                raise DirectoryError(NO_SUCH_OBJECT, self.path.name)
            return byte_array(self._seen.guid.bytes_le)

    @net_property("SchemaClassName", _STRING)
    def schema_class_name(self) -> str:
        """The most derived class."""
        if self._new_class:
            return self._new_class
        with translated():
            self.load()
            return self._seen.class_name if self._seen is not None else ""

    @net_property("Parent", "System.DirectoryServices.DirectoryEntry")
    def parent(self) -> DirectoryEntry:
        """The object above."""
        with translated():
            return DirectoryEntry(self.path.with_name(names.parent(self.dn())), self.place, self.user, self.password)

    @net_property("Properties", "System.DirectoryServices.PropertyCollection")
    def properties(self) -> PropertyCollection:
        """The attributes."""
        return PropertyCollection(self)

    @net_property("Children", "System.DirectoryServices.DirectoryEntries")
    def children(self) -> DirectoryEntries:
        """The objects below."""
        return DirectoryEntries(self)

    @net_property("Username", _STRING)
    def username(self) -> str | None:
        """The name that was given."""
        return self.user

    @net_property("UsePropertyCache", "System.Boolean")
    def use_property_cache(self) -> bool:
        """Always: assignments wait for CommitChanges."""
        return True

    @net_method("CommitChanges")
    def commit(self) -> None:
        """Writes what was assigned."""
        with translated():
            values = {name: list(items) for name, items in self._pending.items()}
            if self._new_class:
                self.connection().add(self.dn(), {"objectClass": self._new_class, **values})
                self._new_class = ""
            elif values:
                self.connection().modify(self.dn(), values)
            self._pending = {}
            self._seen = None

    @net_method("RefreshCache", (), ("System.String[]",))
    def refresh(self, attributes: object = None) -> None:
        """Reads again; what was assigned is dropped."""
        self._pending = {}
        self._seen = None
        self._root_dse = None
        with translated():
            self.load()

    @net_method("Rename", (_STRING,))
    def rename(self, new_name: object) -> None:
        """Gives the object another relative name."""
        with translated():
            moved = self.connection().rename(self.dn(), str(new_name))
            self.path = self.path.with_name(moved)
            self._seen = None

    @net_method(
        "MoveTo",
        ("System.DirectoryServices.DirectoryEntry",),
        ("System.DirectoryServices.DirectoryEntry", _STRING),
    )
    def move_to(self, parent: object, new_name: object = None) -> None:
        """Moves the object below another one."""
        above = _plain(parent)
        if not isinstance(above, DirectoryEntry):
            return
        with translated():
            name = str(new_name) if new_name is not None else None
            self.path = self.path.with_name(self.connection().rename(self.dn(), name, above.dn()))
            self._seen = None

    @net_method("DeleteTree")
    def delete_tree(self) -> None:
        """Deletes the object and all below it."""
        with translated():
            self.connection().delete(self.dn(), tree=True)

    @net_method("Close")
    def close(self) -> None:
        """Lets the connection go."""
        self._connection = None

    @net_method("Dispose")
    def dispose(self) -> None:
        """Lets the connection go."""
        self._connection = None

    @net_method("Invoke", (_STRING, "params System.Object[]"))
    def invoke(self, name: object, *args: object) -> object:
        """Calls a method of the COM object."""
        try:
            return self.adapted_call(str(name), args)
        except KeyError:
            raise NotEmulated(f"DirectoryEntry.Invoke({name})") from None

    @net_method("InvokeSet", (_STRING, "params System.Object[]"))
    def invoke_set(self, name: object, *args: object) -> None:
        """Assigns an attribute."""
        self.assign(str(name), args[0] if len(args) == 1 else list(args))

    @net_method("InvokeGet", (_STRING,))
    def invoke_get(self, name: object) -> object:
        """Reads an attribute."""
        return PropertyValueCollection(self, str(name)).value()

    # -- for the collections ------------------------------------------------------------------------------

    def children_entries(self) -> list[DirectoryEntry]:
        """The children as entries."""
        with translated():
            found = self.connection().search(self.dn(), scope="onelevel")
            return [self.known(each) for each in found]

    def known(self, seen: DirectoryObject) -> DirectoryEntry:
        """An entry of an object that has been read already."""
        entry = DirectoryEntry(self.path.with_name(seen.dn), self.place, self.user, self.password)
        entry._connection, entry._seen = self._connection, seen
        return entry

    def child(self, relative: str) -> DirectoryEntry:
        """A child that exists."""
        with translated():
            return self.known(self.connection().get(f"{names_spelled(relative)},{self.dn()}"))

    def new_child(self, class_name: str, relative: str) -> DirectoryEntry:
        """A child that will exist when it is committed."""
        with translated():
            made = DirectoryEntry(
                self.path.with_name(f"{names_spelled(relative)},{self.dn()}"),
                self.place,
                self.user,
                self.password,
            )
            made._connection = self.connection()
            made._new_class = class_name
            return made

    def remove(self) -> None:
        """Deletes this object."""
        with translated():
            self.connection().delete(self.dn())

    def net_string(self) -> str:
        """The type's name, as .NET has it."""
        return "System.DirectoryServices.DirectoryEntry"


def names_a_domain(name: str) -> bool:
    """Whether a serverless name says by itself which domain it is in."""
    return "dc=" in name.lower()


def names_spelled(relative: str) -> str:
    """A relative name; without an attribute it is a CN."""
    return relative if "=" in relative else names.rdn("CN", relative)

"""System.DirectoryServices.DirectoryEntry and its collections; ``[ADSI]"LDAP://..."`` makes one.

An entry binds when something is first read from it, keeps what it has read, and writes what was assigned when
it is told to (CommitChanges or SetInfo). Sources:
https://learn.microsoft.com/dotnet/api/system.directoryservices.directoryentry and, for Put, Get, SetInfo...,
https://learn.microsoft.com/windows/win32/api/iads/nn-iads-iads .
"""

from __future__ import annotations

from collections.abc import Sequence

from winlab.directory import names
from winlab.directory.connection import DirectoryConnection
from winlab.directory.entries import Value
from winlab.directory.errors import (
    NO_SUCH_OBJECT,
    DirectoryError,
)
from winlab.directory.reading import DirectoryObject
from winlab.directory.surfaces.ads_path import AdsPath, parse_path
from winlab.directory.surfaces.com_methods import call_method
from winlab.directory.surfaces.failures import translated
from winlab.directory.surfaces.net_values import NET, from_net, to_net
from winlab.directory.surfaces.place import Place, here
from winlab.directory.surfaces.property_collections import (
    DirectoryEntries,
    PropertyCollection,
    PropertyValueCollection,
    plain,
)
from winlab.directory.surfaces.security import DirectorySecurity, make
from winlab.powershell.declare import net_constructor, net_method, net_property, net_static
from winlab.powershell.errors import NotEmulated
from winlab.powershell.nettypes import NetProperty
from winlab.powershell.values import NetObject

_STRING = "System.String"
_OBJECT = "System.Object"


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
        self._security: DirectorySecurity | None = None

    @net_constructor((), (_STRING,), (_STRING, _STRING, _STRING), (_STRING, _STRING, _STRING, _OBJECT))
    @classmethod
    def new(cls, *args: object) -> DirectoryEntry:
        """An entry by path, and name and password; without a path the domain of the machine."""
        texts = [None if arg is None else str(plain(arg)) for arg in args[:3]]
        with translated():
            place = here()
            text = texts[0] if texts else ""
            path = parse_path(text) if text else AdsPath("LDAP")
            if path.provider == "WinNT":
                from winlab.directory.surfaces.winnt import WinNtEntry

                return WinNtEntry(path, place)
            if path.provider == "IIS":
                from winlab.directory.surfaces.iis import IisEntry

                return IisEntry(path, place)
            user, password = (texts[1], texts[2]) if len(texts) > 2 else (None, None)
            return cls(path, place, user, password)

    @net_static("Exists", (_STRING,), returns="System.Boolean")
    @staticmethod
    def exists(path: object) -> bool:
        """Whether a path leads to an object; only what hinders looking is an error."""
        return DirectoryEntry.new(path).is_there()

    def is_there(self) -> bool:
        """Whether the object exists."""
        with translated():
            try:
                self.load()
            except DirectoryError as error:
                if error.code == NO_SUCH_OBJECT:
                    return False
                raise
            return True

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
            return call_method(self, name.lower(), [plain(arg) for arg in args])

    def forget(self) -> None:
        """Drops what was read."""
        self._seen = None

    def at_name(self, dn: str) -> DirectoryEntry:
        """Another object, reached in the same way."""
        return DirectoryEntry(self.path.with_name(dn), self.place, self.user, self.password)

    @staticmethod
    def relative_name(text: str) -> str:
        """A relative name; without an attribute it is a CN."""
        return text if "=" in text else names.rdn("CN", text)

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
            return make("System.Guid", str(self._seen.guid))

    @net_property("NativeGuid", _STRING)
    def native_guid(self) -> str:
        """The identity as the hex form of its bytes."""
        with translated():
            self.load()
            return self._seen.guid.bytes_le.hex() if self._seen is not None else ""

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

    @net_property("ObjectSecurity", "System.DirectoryServices.ActiveDirectorySecurity", setter="set_security")
    def security(self) -> DirectorySecurity:
        """The access list; changes are written with CommitChanges."""
        if self._security is None:
            with translated():
                self.load()
                connection = self.connection()
                above = connection.descriptors_above(self.dn())
                own = self._seen.text("nTSecurityDescriptor") if self._seen is not None else ""
                self._security = DirectorySecurity(self.place.forest, connection.dc.domain, own, above)
        return self._security

    def set_security(self, value: object) -> None:
        """Replaces the access list."""
        given = plain(value)
        if isinstance(given, DirectorySecurity):
            given.changed = True
            self._security = given

    @net_property("Username", _STRING)
    def username(self) -> str | None:
        """The name that was given."""
        return self.user

    @net_property("UsePropertyCache", "System.Boolean")
    def use_property_cache(self) -> bool:
        """Always: assignments wait for CommitChanges."""
        return True

    @net_method("CommitChanges", returns="System.Void")
    def commit(self) -> None:
        """Writes what was assigned."""
        with translated():
            values = {name: list(items) for name, items in self._pending.items()}
            if self._security is not None and self._security.changed:
                values["ntsecuritydescriptor"] = [self._security.descriptor]
            if self._new_class:
                self.connection().add(self.dn(), {"objectClass": self._new_class, **values})
                self._new_class = ""
            elif values:
                self.connection().modify(self.dn(), values)
            self._pending = {}
            self._seen = None
            self._security = None

    @net_method("RefreshCache", (), ("System.String[]",), returns="System.Void")
    def refresh(self, attributes: object = None) -> None:
        """Reads again; what was assigned is dropped."""
        self._pending = {}
        self._seen = None
        self._root_dse = None
        with translated():
            self.load()

    @net_method("Rename", (_STRING,), returns="System.Void")
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
        returns="System.Void",
    )
    def move_to(self, parent: object, new_name: object = None) -> None:
        """Moves the object below another one."""
        above = plain(parent)
        if not isinstance(above, DirectoryEntry):
            return
        with translated():
            name = str(new_name) if new_name is not None else None
            self.path = self.path.with_name(self.connection().rename(self.dn(), name, above.dn()))
            self._seen = None

    @net_method("DeleteTree", returns="System.Void")
    def delete_tree(self) -> None:
        """Deletes the object and all below it."""
        with translated():
            self.connection().delete(self.dn(), tree=True)

    @net_method("Close", returns="System.Void")
    def close(self) -> None:
        """Lets the connection go."""
        self._connection = None

    @net_method("Dispose", returns="System.Void")
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

    @net_method("InvokeSet", (_STRING, "params System.Object[]"), returns="System.Void")
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
        entry = self.at_name(seen.dn)
        entry._connection, entry._seen = self._connection, seen
        return entry

    def child(self, relative: str) -> DirectoryEntry:
        """A child that exists."""
        with translated():
            return self.known(self.connection().get(f"{self.relative_name(relative)},{self.dn()}"))

    def new_child(self, class_name: str, relative: str) -> DirectoryEntry:
        """A child that will exist when it is committed."""
        with translated():
            made = self.at_name(f"{self.relative_name(relative)},{self.dn()}")
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

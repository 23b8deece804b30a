"""``WinNT://`` paths: a machine with its local users, groups and services.

Sources: https://learn.microsoft.com/windows/win32/adsi/winnt-adspath ,
https://learn.microsoft.com/windows/win32/adsi/adsi-winnt-provider and .../iadsuser, iadsgroup, iadscontainer.
"""

from __future__ import annotations

from collections.abc import Sequence

from winlab.directory.errors import ACCESS_DENIED, NO_ATTRIBUTE_OR_VALUE, SERVER_DOWN, DirectoryError
from winlab.directory.surfaces.ads_path import AdsPath
from winlab.directory.surfaces.entry import DirectoryEntry
from winlab.directory.surfaces.failures import exception_for, translated
from winlab.directory.surfaces.net_values import NET
from winlab.directory.surfaces.place import Place
from winlab.directory.surfaces.property_collections import plain
from winlab.directory.surfaces.winnt_attributes import Attribute, Thing, attributes_of, class_of
from winlab.powershell.declare import net_method, net_property
from winlab.powershell.errors import NotEmulated, PSError, net_error
from winlab.powershell.values import VOID, NetObject, TypedArray
from winlab.windows.accounts import Logon
from winlab.windows.errors import NetworkError, Win32Error
from winlab.windows.local_accounts import LocalGroup, LocalUser, make_group, remove_group
from winlab.windows.machine import Machine
from winlab.windows.service_entries import Service

_COM = "System.Runtime.InteropServices.COMException"
_STRING = "System.String"
_NOT_THERE = "The directory property cannot be found in the cache.\r\n"
# What isn't there, by the class that was asked for: NERR_GroupNotFound, NERR_UserNotFound, no such service.
_MISSING = {"group": 2220, "service": 1060}


def _failed(problem: Win32Error) -> PSError:
    code = 0x80070000 | problem.code
    return net_error(_COM, f"{problem.text}\r\n", ErrorCode=code - (1 << 32))


@NET.type("ActiveDs.WinNTEntry", bases=("System.DirectoryServices.DirectoryEntry",))
class WinNtEntry(DirectoryEntry):
    """A local group, user or service, or the machine itself."""

    def __init__(self, path: AdsPath, place: Place) -> None:
        super().__init__(path, place)
        text, _, kind = path.name.partition(",")
        self.kind = kind.strip().lower()
        self.words = self._without_domain([word for word in text.split("/") if word])
        self._new: LocalUser | LocalGroup | None = None
        self._changes: dict[str, object] = {}

    def _without_domain(self, words: list[str]) -> list[str]:
        # A computer may be written with its domain or workgroup before it.
        source = self.place.machine
        if not isinstance(source, Machine) or len(words) < 2 or words[0] == ".":
            return words
        if len(words) == 3 or self.kind == "computer":
            return words[1:]
        if words[0].upper() == source.netbios_domain and source.lab.network.find(words[1]) is not None:
            return words[1:]
        return words

    def type_names(self) -> list[str]:
        """For .NET it is a DirectoryEntry like any other."""
        return DirectoryEntry.net_type.hierarchy()

    # -- finding ------------------------------------------------------------------------------------------

    def _machine(self) -> Machine:
        source = self.place.machine
        if not isinstance(source, Machine) or not isinstance(self.place.logon, Logon):
            raise NotEmulated("WinNT:// without a machine")
        if not self.words:
            raise NotEmulated("the list of domains at WinNT:")
        name = self.words[0]
        if source.netbios_domain and name.upper() == source.netbios_domain:
            raise NotEmulated(f"a domain through the WinNT provider: {self.path}; LDAP:// shows it")
        try:
            return source.lab.network.reach(source, self.place.logon, name, "rpc")
        except NetworkError as problem:
            raise _failed(Win32Error(53, name) if problem.code == 1722 else problem) from None

    def _look(self) -> Thing:
        if self._new is not None:
            return self._new
        machine = self._machine()
        if len(self.words) < 2:
            return None
        name = self.words[-1].lower()
        found: Thing = None
        if self.kind in ("", "group"):
            found = machine.users.groups.get(name)
        if found is None and self.kind in ("", "user"):
            found = machine.users.users.get(name)
        if found is None and self.kind in ("", "service"):
            found = machine.services.find(name)
        if found is None:
            raise Win32Error(_MISSING.get(self.kind, 2221), self.words[-1])
        return found

    def _found(self) -> Thing:
        try:
            return self._look()
        except Win32Error as problem:
            raise _failed(problem) from None

    def is_there(self) -> bool:
        """Whether there is such an account or service; the machine has to answer."""
        self._machine()
        try:
            self._look()
        except Win32Error:
            return False
        return True

    def _administer(self) -> Machine:
        machine = self._machine()
        logon = self.place.logon
        assert isinstance(logon, Logon)
        source = self.place.machine
        assert isinstance(source, Machine)
        here = machine.admit(source, logon)
        if not here.is_administrator:
            raise exception_for(DirectoryError(ACCESS_DENIED, self.path.name))
        return machine

    def _attribute(self, name: str) -> Attribute | None:
        return next((each for each in attributes_of(self._found()) if each.name.lower() == name.lower()), None)

    def _beside(self, *words: str, kind: str = "") -> WinNtEntry:
        text = "/".join(words) + (f",{kind}" if kind else "")
        return WinNtEntry(self.path.with_name(text), self.place)

    def _full(self, machine: Machine, *words: str) -> str:
        domain = machine.netbios_domain or "WORKGROUP"
        return "/".join((domain, machine.name, *words))

    # -- attributes ---------------------------------------------------------------------------------------

    def load(self) -> None:
        """Looks whether the object is there."""
        self._found()

    def attribute_names(self) -> list[str]:
        """The attributes with a value that the class shows."""
        found, machine = self._found(), self._machine()
        shown = [each for each in attributes_of(found) if each.shown]
        return [each.name for each in shown if each.read(machine, found) is not None]

    def net_values(self, name: str) -> list[object]:
        """Values of an attribute."""
        if name.lower() in self._changes:
            return [self._changes[name.lower()]]
        attribute = self._attribute(name)
        value = attribute.read(self._machine(), self._found()) if attribute is not None else None
        if value is None:
            return []
        return list(value) if isinstance(value, list) else [value]

    def assign(self, name: str, value: object) -> None:
        """Replaces an attribute in the cache."""
        attribute = self._attribute(name)
        if attribute is None:
            raise net_error(_COM, _NOT_THERE, ErrorCode=0x8000500D - (1 << 32))
        if attribute.write is None:
            raise NotEmulated(f"setting {attribute.name} of {self.path}")
        given = plain(value)
        if isinstance(given, (list, TypedArray)) and len(given) == 1:
            given = plain(next(iter(given)))
        self._changes[name.lower()] = given

    def assign_more(self, name: str, value: object) -> None:
        """Attributes here have one value."""
        self.assign(name, value)

    def assign_less(self, name: str, value: object) -> None:
        """Attributes here have one value."""
        self.assign(name, "")

    @net_method("CommitChanges", returns="System.Void")
    def commit(self) -> None:
        """Makes the object if it is new and writes what was assigned."""
        changes = {name: self._attribute(name) for name in self._changes}
        if self._new is None and not changes:
            return
        machine = self._administer()
        try:
            with translated():
                if self._new is not None:
                    self._make(machine, self._new)
                found = self._found()
                for name, attribute in changes.items():
                    if attribute is not None and attribute.write is not None:
                        attribute.write(machine, found, self._changes[name])
        except Win32Error as problem:
            raise _failed(problem) from None
        self._changes = {}
        machine.touch("accounts", self.words[-1])

    def _make(self, machine: Machine, new: LocalUser | LocalGroup) -> None:
        if isinstance(new, LocalUser):
            machine.users.add_user(new.name, new.password)
            # Unlike net user this provider puts a new account into no local group.
            machine.users.remove_member("Users", new.name)
        else:
            make_group(machine.users, new.name)
            machine.touch("groups", new.name)
        self._new = None

    @net_method("RefreshCache", (), ("System.String[]",), returns="System.Void")
    def refresh(self, attributes: object = None) -> None:
        """Reads again; what was assigned is dropped."""
        self._changes = {}
        self._found()

    # -- .NET members -------------------------------------------------------------------------------------

    @net_property("SchemaClassName", _STRING)
    def schema_class_name(self) -> str:
        """Computer, User, Group or Service."""
        return class_of(self._found())

    @net_property("Name", _STRING)
    def name_text(self) -> str:
        """The name alone."""
        found = self._found()
        return self._machine().name if found is None else found.name

    @net_property("Parent", "System.DirectoryServices.DirectoryEntry")
    def parent(self) -> DirectoryEntry:
        """The machine of an account; the domain of a machine."""
        if len(self.words) < 2:
            raise NotEmulated(f"a domain through the WinNT provider: the parent of {self.path}")
        return self._beside(self._full(self._machine()), kind="computer")

    # -- what is below ------------------------------------------------------------------------------------

    def children_entries(self) -> list[DirectoryEntry]:
        """Users, groups and services of a machine."""
        if self._found() is not None:
            return []
        machine = self._machine()
        made: list[DirectoryEntry] = []
        for kind, names in (
            ("user", [each.name for each in machine.users.users.values()]),
            ("group", [each.name for each in machine.users.groups.values()]),
            ("service", [each.name for each in machine.services.all()]),
        ):
            made += [self._below(machine, name, kind) for name in sorted(names, key=str.lower)]
        return made

    def _below(self, machine: Machine, name: str, kind: str) -> WinNtEntry:
        entry = self._beside(self._full(machine, name))
        entry.kind = kind
        return entry

    def child(self, relative: str, kind: str = "") -> DirectoryEntry:
        """A child that exists."""
        name, _, given = relative.partition(",")
        entry = self._below(self._machine(), name, (kind or given).lower())
        entry.load()
        return entry

    def new_child(self, class_name: str, relative: str) -> DirectoryEntry:
        """A child that will exist when it is committed."""
        kind = class_name.lower()
        made = self._below(self._machine(), relative, kind)
        if kind == "user":
            made._new = LocalUser(relative, 0, "")
        elif kind in ("group", "localgroup"):
            made.kind, made._new = "group", LocalGroup(relative, "")
        else:
            raise NotEmulated(f"making a {class_name} through the WinNT provider")
        return made

    def remove(self) -> None:
        """Deletes this object."""
        found = self._found()
        machine = self._administer()
        try:
            if isinstance(found, LocalUser):
                machine.users.remove_user(found.name)
            elif isinstance(found, LocalGroup):
                remove_group(machine.users, found.name)
                machine.touch("groups", found.name)
            else:
                raise NotEmulated(f"deleting {self.path} through the WinNT provider")
        except Win32Error as problem:
            raise _failed(problem) from None

    # -- methods of the COM object ------------------------------------------------------------------------

    def adapted_methods(self) -> list[str]:
        """Methods of the class."""
        return ["Get", "Put", "GetInfo", "SetInfo", *_METHODS.get(self._kind(), ())]

    def _kind(self) -> str:
        return class_of(self._found()).lower()

    def adapted_call(self, name: str, args: Sequence[object]) -> object:
        """A method of the COM object.

        Raises:
            KeyError: There is no such method.
        """
        try:
            with translated():
                return self._local_method(name.lower(), [plain(arg) for arg in args])
        except Win32Error as problem:
            raise _failed(problem) from None

    def _local_method(self, name: str, args: list[object]) -> object:
        if name in ("get", "getex"):
            found = self.net_values(str(args[0]))
            if not found:
                raise DirectoryError(NO_ATTRIBUTE_OR_VALUE, str(args[0]), _NOT_THERE.strip())
            return found[0] if name == "get" and len(found) == 1 else found
        if name == "put":
            self.assign(str(args[0]), args[1])
        elif name == "setinfo":
            self.commit()
        elif name in ("getinfo", "getinfoex"):
            self.refresh()
        elif name not in [each.lower() for each in _METHODS.get(self._kind(), ())]:
            raise KeyError(name)
        else:
            return self._of_class(name, args)
        return VOID

    def _of_class(self, name: str, args: list[object]) -> object:
        found = self._found()
        texts = [str(arg) for arg in args]
        if found is None:
            if name == "create":
                return self.new_child(texts[0], texts[1])
            if name == "getobject":
                return self.child(texts[1], texts[0])
            doomed = self.child(texts[1], texts[0])
            assert isinstance(doomed, WinNtEntry)
            doomed.remove()
            return VOID
        if isinstance(found, LocalGroup):
            return self._of_group(found, name, texts)
        if isinstance(found, LocalUser):
            return self._of_user(found, name, texts)
        return self._of_service(found, name)

    def _of_group(self, group: LocalGroup, name: str, args: list[str]) -> object:
        if name == "members":
            return [self._member(member) for member in group.members]
        account = _account(args[0], self._machine())
        if name == "ismember":
            return any(member.lower() == account.lower() for member in group.members)
        users = self._administer().users
        if name == "add":
            users.add_member(group.name, account)
        else:
            users.remove_member(group.name, account)
        return VOID

    def _of_user(self, user: LocalUser, name: str, args: list[str]) -> object:
        if name == "groups":
            groups = self._machine().users.groups.values()
            return [self._member(each.name, "Group") for each in groups if user.name in each.members]
        if name == "changepassword":
            if user.password != args[0]:
                raise Win32Error(86, user.name)
            self._machine().users.set_password(user, args[1])
        elif self._new is not None:
            user.password = args[0]
        else:
            self._administer().users.set_password(user, args[0])
        return VOID

    def _of_service(self, service: Service, name: str) -> object:
        services = self._administer().services
        act = {"start": services.start, "stop": services.stop, "pause": services.pause, "continue": services.resume}
        act[name](service.name)
        return VOID

    def _member(self, account: str, kind: str = "") -> NetObject:
        domain, _, name = account.rpartition("\\")
        machine = self._machine()
        if not domain:
            kind = kind or ("User" if name.lower() in machine.users.users else "Group")
            return WinNtMember(name, f"WinNT://{self._full(machine, name)}", kind)
        person = domain.upper() == machine.netbios_domain and not _is_group(self.place, account)
        return WinNtMember(name, f"WinNT://{domain}/{name}", "User" if person else "Group")


_METHODS: dict[str, tuple[str, ...]] = {
    "computer": ("Create", "Delete", "GetObject"),
    "group": ("Add", "Remove", "IsMember", "Members"),
    "user": ("SetPassword", "ChangePassword", "Groups"),
    "service": ("Start", "Stop", "Pause", "Continue"),
}


def _is_group(place: Place, account: str) -> bool:
    domain, _, name = account.rpartition("\\")
    for each in place.forest.domains.values():
        if each.netbios.upper() == domain.upper():
            found = place.forest.bind(place.logon, None, place.machine, domain=each.dns)
            return any(item.class_name == "group" for item in found.search(each.dn, f"(sAMAccountName={name})"))
    return True


def _account(path: str, machine: Machine) -> str:
    """``DOMAIN\\name`` of a WinNT path."""
    text = path.partition("://")[2].partition(",")[0]
    words = [word for word in text.split("/") if word]
    if not words:
        raise DirectoryError(SERVER_DOWN, path)
    if len(words) == 1:
        return words[0]
    domain, name = words[-2], words[-1]
    return name if domain.upper() in (machine.name, ".") else f"{domain}\\{name}"


@NET.type("ActiveDs.IADsMember", bases=("System.__ComObject", "System.Object"))
class WinNtMember(NetObject):
    """A member of a local group, as the Members method lists it."""

    def __init__(self, name: str, path: str, kind: str = "User") -> None:
        self.member = name
        self.path = path
        self.kind = kind

    def type_names(self) -> list[str]:
        """A COM object without a type of its own for .NET."""
        return ["System.__ComObject", "System.MarshalByRefObject", "System.Object"]

    @net_property("Name", _STRING)
    def name(self) -> str:
        """The name alone."""
        return self.member

    @net_property("ADsPath", _STRING)
    def ads_path(self) -> str:
        """The path."""
        return self.path

    @net_property("Class", _STRING)
    def class_name(self) -> str:
        """User or Group."""
        return self.kind

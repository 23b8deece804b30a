"""The Registry provider (HKLM:, HKCU:)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from winlab.powershell.errors import NotEmulated, PSError, error
from winlab.powershell.patterns import wildcard
from winlab.powershell.providers import Drive, Provider, item_not_found
from winlab.powershell.session import Session
from winlab.windows.errors import RegistryError
from winlab.windows.extension import register_extension
from winlab.windows.registry import HIVES, SZ, Data
from winlab.windows.session import host_of
from winlab.windows.surfaces.acl_objects import descriptor_of_key
from winlab.windows.surfaces.registry_keys import RegistryKey, from_net, kind_name, may_write


class RegistryProvider(Provider):
    """Keys as items, values as their properties."""

    name = "Registry"
    capabilities = ("ShouldProcess", "Transactions")

    def drives(self, session: Session) -> list[Drive]:
        return [
            Drive("HKLM", self, "HKEY_LOCAL_MACHINE", "The configuration settings for the local computer"),
            Drive("HKCU", self, "HKEY_CURRENT_USER", "The software settings for the current user"),
        ]

    def _key(self, session: Session, path: str) -> RegistryKey:
        host = host_of(session)
        head, backslash, rest = path.strip("\\").partition("\\")
        hive = HIVES.get(head.lower(), head)
        return RegistryKey(host.machine, hive + backslash + rest, host.logon.sid, host.logon.is_administrator)

    def _need(self, session: Session, path: str) -> RegistryKey:
        key = self._key(session, path)
        if not self.exists(session, path):
            raise item_not_found(path)
        return key

    def _check(self, key: RegistryKey) -> None:
        if not may_write(key.path, key.administrator):
            raise _denied(key.path)

    def exists(self, session: Session, path: str) -> bool:
        key = self._key(session, path)
        try:
            return key.machine.registry.exists(key.path, user=key.user)
        except RegistryError:
            return False

    def is_container(self, session: Session, path: str) -> bool:
        return self.exists(session, path)

    def get_item(self, session: Session, path: str) -> object:
        return self._decorated(self._need(session, path))

    def _decorated(self, key: RegistryKey) -> RegistryKey:
        key.add_note("Property", key.get_value_names())
        return key

    def get_children(self, session: Session, path: str, *, force: bool = False) -> Iterator[tuple[str, object]]:
        if not path.strip("\\"):
            for hive in sorted(set(HIVES.values())):
                yield hive, self._decorated(self._key(session, hive))
            return
        key = self._need(session, path)
        for name in key.machine.registry.subkeys(key.path, user=key.user):
            yield name, self._decorated(self._key(session, f"{key.path}\\{name}"))

    def get_acl(self, session: Session, path: str) -> object:
        return descriptor_of_key(self._need(session, path).path)

    def set_acl(self, session: Session, path: str, descriptor: object) -> None:
        raise NotEmulated("access lists of registry keys (Set-Acl)")

    def new_item(self, session: Session, path: str, item_type: str, value: object, *, force: bool = False) -> object:
        key = self._key(session, path)
        self._check(key)
        registry = key.machine.registry
        if registry.exists(key.path, user=key.user):
            if not force:
                raise error(
                    "System.IO.IOException",
                    "A key in this path already exists.",
                    "ResourceExists",
                    path,
                    "System.IO.IOException",
                )
            # -Force makes the key anew, without what was below it.
            registry.delete(key.path, user=key.user)
        parent = key.path.rpartition("\\")[0]
        if not force and not registry.exists(parent, user=key.user):
            raise error(
                "System.ArgumentException",
                "The registry key at the specified path does not exist.",
                "InvalidArgument",
                parent,
                "System.ArgumentException",
            )
        try:
            registry.create(key.path, user=key.user)
        except RegistryError as problem:
            raise _denied(key.path) from problem
        if value is not None:
            key.set_value("", value)
        return self._decorated(key)

    def remove_item(self, session: Session, path: str, *, recurse: bool = False, force: bool = False) -> None:
        key = self._need(session, path)
        self._check(key)
        try:
            key.machine.registry.delete(key.path, user=key.user)
        except RegistryError as problem:
            raise _denied(key.path) from problem

    def rename_item(self, session: Session, path: str, new_name: str, *, force: bool = False) -> object:
        target = f"{path.rpartition(chr(92))[0]}\\{new_name}"
        made = self.copy_item(session, path, target, recurse=True)
        self.remove_item(session, path, recurse=True)
        return made[0]

    def copy_item(
        self, session: Session, path: str, destination: str, *, recurse: bool = False, force: bool = False
    ) -> list[object]:
        source, target = self._need(session, path), self._key(session, destination)
        self._check(target)
        registry = source.machine.registry
        if registry.exists(target.path, user=target.user):
            target.path += "\\" + source.path.rpartition("\\")[2]
        registry.create(target.path, user=target.user)
        for value in registry.values(source.path, user=source.user):
            registry.set(target.path, value.name, value.data, value.kind, user=target.user)
        if recurse:
            for name in registry.subkeys(source.path, user=source.user):
                self.copy_item(session, f"{source.path}\\{name}", f"{target.path}\\{name}", recurse=True)
        return [self._decorated(target)]

    # -- values ---------------------------------------------------------------------------------------

    def get_properties(self, session: Session, path: str, names: Sequence[str]) -> Mapping[str, object]:
        key = self._need(session, path)
        values = key.machine.registry.values(key.path, user=key.user)
        spelled = {(value.name or "(default)").lower(): value.name for value in values}
        if not names:
            return {name or "(default)": key.get_value(name) for name in spelled.values()}
        found: dict[str, object] = {}
        for name in names:
            accepts = wildcard(name or "(default)")
            for shown, real in spelled.items():
                if accepts.fullmatch(shown):
                    found[real or "(default)"] = key.get_value(real)
        return found

    def no_property(self, path: str, name: str) -> PSError:
        return _no_property(name, path)

    def set_property(self, session: Session, path: str, name: str, value: object, *, kind: str | None = None) -> None:
        key = self._need(session, path)
        self._check(key)
        real = "" if name.lower() == "(default)" else name
        old = key.machine.registry.value(key.path, real, user=key.user)
        wanted = kind_name(kind)
        if wanted is None and old is not None and isinstance(value, str | int):
            wanted = old.kind
        fixed, data = from_net(value, wanted)
        key.machine.registry.set(key.path, real, data, fixed, user=key.user)

    def new_property(
        self,
        session: Session,
        path: str,
        name: str,
        value: object,
        *,
        kind: str | None = None,
        force: bool = False,
    ) -> None:
        key = self._need(session, path)
        self._check(key)
        real = "" if name.lower() == "(default)" else name
        if not force and key.machine.registry.value(key.path, real, user=key.user) is not None:
            raise error(
                "System.IO.IOException",
                "The property already exists.",
                "ResourceExists",
                path,
                "System.IO.IOException",
            )
        fixed, data = from_net(value, kind_name(kind) or SZ if value is None else kind_name(kind))
        key.machine.registry.set(key.path, real, data, fixed, user=key.user)

    def remove_property(self, session: Session, path: str, name: str) -> None:
        key = self._need(session, path)
        self._check(key)
        real = "" if name.lower() == "(default)" else name
        if not key.machine.registry.delete_value(key.path, real, user=key.user):
            raise _no_property(name, path)

    def clear_property(self, session: Session, path: str, name: str) -> None:
        key = self._need(session, path)
        self._check(key)
        old = key.machine.registry.value(key.path, name, user=key.user)
        if old is None:
            raise _no_property(name, path)
        empty: Data = 0 if isinstance(old.data, int) else () if isinstance(old.data, tuple) else ""
        key.machine.registry.set(key.path, name, empty, old.kind, user=key.user)

    def rename_property(self, session: Session, path: str, name: str, new_name: str) -> None:
        key = self._need(session, path)
        self._check(key)
        old = key.machine.registry.value(key.path, name, user=key.user)
        if old is None:
            raise _no_property(name, path)
        key.machine.registry.set(key.path, new_name, old.data, old.kind, user=key.user)
        key.machine.registry.delete_value(key.path, name, user=key.user)

    def copy_property(self, session: Session, path: str, name: str, destination: str) -> None:
        key, target = self._need(session, path), self._need(session, destination)
        self._check(target)
        real = "" if name.lower() == "(default)" else name
        old = key.machine.registry.value(key.path, real, user=key.user)
        if old is None:
            raise _no_property(name, path)
        target.machine.registry.set(target.path, old.name, old.data, old.kind, user=target.user)

    def move_property(self, session: Session, path: str, name: str, destination: str) -> None:
        self.copy_property(session, path, name, destination)
        self.remove_property(session, path, name)


def _no_property(name: str, path: str) -> PSError:
    return error(
        "System.Management.Automation.PSArgumentException",
        f"Property {name} does not exist at path {path}.",
        "InvalidArgument",
        name,
        "System.Management.Automation.PSArgumentException",
    )


def _denied(path: str) -> PSError:
    return error(
        "System.UnauthorizedAccessException",
        f"Access to the registry key '{path}' is denied.",
        "PermissionDenied",
        path,
        "System.UnauthorizedAccessException",
    )


register_extension(provider=RegistryProvider())

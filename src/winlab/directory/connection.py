"""A connection to one domain controller under one logon: read, search, add, modify, delete, rename.

Every operation is checked against the access lists of the objects and writes to this controller's replica
alone; other controllers learn of it by replication.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from winlab.directory import names, rights, special_names, writing
from winlab.directory.entries import Entry, Value, Values, as_values
from winlab.directory.errors import ACCESS_DENIED, NO_SUCH_OBJECT, REFERRAL, DirectoryError
from winlab.directory.forest import Caller, DomainController, Forest, Member
from winlab.directory.ldap_filter import compile_filter
from winlab.directory.partitions import Partition
from winlab.directory.reading import DirectoryObject, root_dse
from winlab.directory.token import Token
from winlab.directory.writing import Change

Attributes = Mapping[str, Value | Iterable[Value] | None]

SCOPES = ("base", "onelevel", "subtree")


class DirectoryConnection:
    """What an LDAP client of the emulated machine holds after it has bound.

    Attributes:
        forest: The forest.
        dc: The controller at the other end.
        logon: Who is bound.
        token: What the controller knows of the caller: its SIDs there.
        catalogue: Bound to the global catalogue port: all domains are readable, nothing is writable.
    """

    def __init__(
        self,
        forest: Forest,
        dc: DomainController,
        logon: Caller,
        machine: Member | None = None,
        *,
        catalogue: bool = False,
    ) -> None:
        self.forest = forest
        self.dc = dc
        self.logon = logon
        self.machine = machine
        self.catalogue = catalogue
        with forest.lock:
            self.token = Token.build(forest, dc, logon, machine)

    # -- reading ------------------------------------------------------------------------------------------

    def root_dse(self) -> dict[str, list[Value]]:
        """The attributes of the RootDSE, by their names: defaultNamingContext, dnsHostName, ..."""
        with self.forest.lock:
            return root_dse(self.forest, self.dc)

    def get(self, dn: str) -> DirectoryObject:
        """Reads one object.

        Raises:
            DirectoryError: NO_SUCH_OBJECT, REFERRAL (another domain's), ACCESS_DENIED, INVALID_DN.
        """
        with self.forest.lock:
            partition, entry = self._existing(dn)
            if not self._may(partition, entry, rights.READ_PROPERTY):
                raise DirectoryError(NO_SUCH_OBJECT, dn)
            return self._object(partition, entry)

    def find(self, dn: str) -> DirectoryObject | None:
        """Reads one object, None if there is no such object."""
        try:
            return self.get(dn)
        except DirectoryError as error:
            if error.code == NO_SUCH_OBJECT:
                return None
            raise

    def exists(self, dn: str) -> bool:
        """Whether the object can be seen."""
        return self.find(dn) is not None

    def search(
        self, base: str, filter: str = "(objectClass=*)", scope: str = "subtree", limit: int = 0
    ) -> list[DirectoryObject]:
        """Searches below a name; objects the caller may not read are left out.

        Args:
            base: DN to start from; on the global catalogue also ``""`` for the whole forest.
            filter: RFC 4515 text.
            scope: "base", "onelevel" or "subtree".
            limit: At most so many results; 0 for all.
        """
        predicate = compile_filter(filter)
        found: list[DirectoryObject] = []
        with self.forest.lock:
            for partition, entry in self._candidates(base, scope):
                seen = self._object(partition, entry)
                if predicate(seen.values) and self._may(partition, entry, rights.READ_PROPERTY):
                    found.append(seen)
                    if limit and len(found) >= limit:
                        break
        return found

    def _candidates(self, base: str, scope: str) -> Iterable[tuple[Partition, Entry]]:
        if self.catalogue and not base:
            for partition in self.dc.partitions.values():
                yield from ((partition, entry) for entry in partition)
            return
        partition, top = self._existing(base)
        if scope == "base":
            yield partition, top
        elif scope == "onelevel":
            yield from ((partition, entry) for entry in partition.children(top.key))
        else:
            yield from ((partition, entry) for entry in partition.subtree(top.key))
            if self.catalogue:
                # A search from a domain goes on into the domains below it.
                for other in self.dc.partitions.values():
                    if other is not partition and other.root_key.endswith("," + top.key):
                        yield from ((other, entry) for entry in other.subtree(other.root_key))

    # -- writing ------------------------------------------------------------------------------------------

    def add(self, dn: str, attributes: Attributes) -> DirectoryObject:
        """Makes an object; ``objectClass`` may be the class alone.

        Raises:
            DirectoryError: OBJECT_EXISTS, NO_SUCH_OBJECT (the parent), ACCESS_DENIED, OBJECT_CLASS_VIOLATION.
        """
        with self.forest.lock:
            parent_partition, parent = self._existing(names.parent(dn))
            self._writable(parent_partition, dn)
            given = {name: as_values(value) for name, value in attributes.items()}
            if not self._may(parent_partition, parent, rights.CREATE_CHILD):
                given.update(self._as_new_workstation(parent_partition, parent, given, dn))
            entry = writing.add(self.forest, self.dc, parent_partition, dn, given)
            return self._object(parent_partition, entry)

    def modify(self, dn: str, changes: Attributes | Iterable[Change]) -> DirectoryObject:
        """Changes attributes: a mapping replaces whole ones (None or empty removes), or a list of `Change`.

        Raises:
            DirectoryError: NO_SUCH_OBJECT, ACCESS_DENIED, VALUE_EXISTS, NO_ATTRIBUTE_OR_VALUE, ...
        """
        if isinstance(changes, Mapping):
            wanted = [Change("replace", name, as_values(value)) for name, value in changes.items()]
        else:
            wanted = list(changes)
        with self.forest.lock:
            partition, entry = self._existing(dn)
            self._writable(partition, dn)
            for change in wanted:
                right = (
                    rights.WRITE_DAC if change.attribute.lower() == "ntsecuritydescriptor" else rights.WRITE_PROPERTY
                )
                self._require(partition, entry, right, f"{dn} {change.attribute}", change.attribute)
            return self._object(partition, writing.modify(self.forest, self.dc, partition, entry, wanted))

    def append(self, dn: str, attribute: str, *values: Value) -> DirectoryObject:
        """Adds values to an attribute, those that are there already are passed over."""
        present = {names.key(str(v)) if "=" in str(v) else str(v).lower() for v in self.get(dn).values(attribute)}
        new = [v for v in values if (names.key(str(v)) if "=" in str(v) else str(v).lower()) not in present]
        return self.modify(dn, [Change("add", attribute, tuple(new))]) if new else self.get(dn)

    def delete(self, dn: str, tree: bool = False) -> None:
        """Deletes an object, with ``tree`` everything below it too.

        Raises:
            DirectoryError: NOT_ON_NON_LEAF, NO_SUCH_OBJECT, ACCESS_DENIED.
        """
        with self.forest.lock:
            partition, entry = self._existing(dn)
            self._writable(partition, dn)
            if not self._may(partition, entry, rights.DELETE):
                above = partition.get(names.parent(entry.key))
                if above is None or not self._may(partition, above, rights.DELETE_CHILD):
                    raise DirectoryError(ACCESS_DENIED, dn)
            writing.delete(self.forest, self.dc, partition, entry, tree)

    def rename(self, dn: str, new_rdn: str | None = None, new_parent: str | None = None) -> str:
        """Renames or moves an object within its domain; returns the new DN."""
        with self.forest.lock:
            partition, entry = self._existing(dn)
            self._writable(partition, dn)
            self._require(partition, entry, rights.WRITE_PROPERTY, dn)
            target = partition
            if new_parent is not None:
                target, above = self._existing(new_parent)
                self._require(target, above, rights.CREATE_CHILD, new_parent)
            return writing.rename(self.forest, self.dc, partition, target, entry, new_rdn, new_parent)

    def grant(self, dn: str, ace: rights.Ace) -> None:
        """Adds an entry to an object's access list, unless it is there."""
        with self.forest.lock:
            _, entry = self._existing(dn)
            descriptor = entry.text("nTSecurityDescriptor")
        wanted = rights.add_ace(descriptor, ace)
        if wanted != descriptor:
            self.modify(dn, {"nTSecurityDescriptor": wanted})

    def descriptors_above(self, dn: str) -> list[str]:
        """Security descriptors of the objects above one, nearest first."""
        found: list[str] = []
        with self.forest.lock:
            partition, entry = self._existing(dn)
            above = partition.get(names.parent(entry.key))
            while above is not None:
                found.append(above.text("nTSecurityDescriptor"))
                above = partition.get(names.parent(above.key))
        return found

    def may(self, dn: str, right: str, attribute: str = "") -> bool:
        """Whether the caller holds a right on an object."""
        with self.forest.lock:
            partition, entry = self._existing(dn)
            return self._may(partition, entry, right, attribute)

    # -- checks -------------------------------------------------------------------------------------------

    def _object(self, partition: Partition, entry: Entry) -> DirectoryObject:
        return DirectoryObject(self.forest, self.dc, partition, entry)

    def _existing(self, dn: str) -> tuple[Partition, Entry]:
        if special_names.is_special(dn):
            return special_names.resolve(self.dc, dn)
        names.split(dn)
        partition = self.dc.holding(dn)
        if partition is None or (not partition.writable and not self.catalogue):
            self._refer(dn)
        assert partition is not None
        entry = partition.get(names.key(dn))
        if entry is None:
            self._refer(dn, partition)
            raise DirectoryError(NO_SUCH_OBJECT, dn)
        return partition, entry

    def _refer(self, dn: str, held: Partition | None = None) -> None:
        """Refers the caller to another domain of the forest; a name of no domain here is no such object."""
        key = names.key(dn)
        for domain in self.forest.domains.values():
            root = names.key(domain.dn)
            deeper = held is None or len(root) > len(held.root_key)
            if deeper and (key == root or key.endswith("," + root)) and domain != self.dc.domain:
                raise DirectoryError(REFERRAL, f"{dn} is in {domain.dns}")
        if held is None:
            raise DirectoryError(REFERRAL if "dc=" in key else NO_SUCH_OBJECT, dn)

    def _writable(self, partition: Partition, dn: str) -> None:
        if self.catalogue or not partition.writable:
            raise DirectoryError(REFERRAL, f"{dn} is read only here")
        if partition.root_key == names.key(self.forest.schema_dn):
            owner = self.forest.role_owner("schema")
            if owner is not self.dc:
                raise DirectoryError(REFERRAL, f"the schema is written on {owner.fqdn if owner else 'nobody'}")

    def _as_new_workstation(
        self, partition: Partition, parent: Entry, given: Mapping[str, Values], dn: str
    ) -> dict[str, Values]:
        """Any user may join some computers to the domain: "add workstations to domain" and its quota.

        Returns what the service adds: who made it, and the maker's rights on it.
        Source: https://learn.microsoft.com/troubleshoot/windows-server/active-directory/default-workstation-numbers-join-domain

        Raises:
            DirectoryError: ACCESS_DENIED: it is no computer, not in the default container, or there are too many.
        """
        lower = {name.lower(): values for name, values in given.items()}
        classes = [str(value).lower() for value in lower.get("objectclass", ())]
        at_default = parent.key == names.key(f"CN=Computers,{self.dc.domain.dn}")
        if not self.token.sid or "computer" not in classes or not at_default:
            raise DirectoryError(ACCESS_DENIED, dn)
        head = partition.get(partition.root_key)
        quota = head.number("ms-DS-MachineAccountQuota") if head is not None else 0
        made = sum(1 for entry in partition if entry.text("mS-DS-CreatorSID") == self.token.sid)
        if made >= quota:
            # ERROR_DS_MACHINE_ACCOUNT_QUOTA_EXCEEDED
            raise DirectoryError(
                8557,
                dn,
                "Your computer could not be joined to the domain. You have exceeded the maximum number of computer "
                "accounts you are allowed to create in this domain. Contact your system administrator to have this "
                "limit reset or increased.",
            )
        maker = rights.Ace(self.token.sid, rights.ALL - {"WD", "WO", "CC", "DC"}, inherit=False)
        return {"mS-DS-CreatorSID": (self.token.sid,), "nTSecurityDescriptor": (f"D:{maker.sddl()}",)}

    def _require(self, partition: Partition, entry: Entry, right: str, what: str, attribute: str = "") -> None:
        if not self._may(partition, entry, right, attribute):
            raise DirectoryError(ACCESS_DENIED, what)

    def _may(self, partition: Partition, entry: Entry, right: str, attribute: str = "") -> bool:
        if self.token.system:
            return True
        inherited: list[rights.Ace] = []
        above = partition.get(names.parent(entry.key))
        while above is not None:
            inherited.extend(rights.parse(above.text("nTSecurityDescriptor")))
            above = partition.get(names.parent(above.key))
        return rights.allows(
            rights.parse(entry.text("nTSecurityDescriptor")),
            inherited,
            right,
            lambda trustee: self.token.holds(trustee, entry),
            self.forest.schema.security_guids(attribute) if attribute else frozenset(),
        )

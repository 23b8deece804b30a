"""The caller as a domain controller sees it: the SIDs its logon has there."""

from __future__ import annotations

from dataclasses import dataclass

from winlab.directory import principals, rights
from winlab.directory.entries import Entry
from winlab.directory.forest import Caller, DomainController, Forest, Member

_SYSTEM_ACCOUNTS = {"NT AUTHORITY\\SYSTEM", "NT AUTHORITY\\NETWORK SERVICE"}
_AUTHENTICATED = "S-1-5-11"
_EVERYONE = "S-1-1-0"


@dataclass(frozen=True)
class Token:
    """SIDs of a caller on one controller.

    Attributes:
        account: The name it is known by there (a machine's system is its computer account elsewhere).
        sids: Its own SID and its groups', with the controller's domain local groups.
        system: The controller's own system: everything is allowed.
        sid: The caller's own SID, empty for one no domain knows.
    """

    account: str
    sids: frozenset[str]
    domain_sid: str
    root_sid: str
    system: bool = False
    sid: str = ""

    @classmethod
    def build(cls, forest: Forest, dc: DomainController, logon: Caller, machine: Member | None) -> Token:
        """Works out the token of a logon on a controller."""
        account = logon.account
        sids: set[str] = {_EVERYONE, _AUTHENTICATED}
        local = machine is None or machine.name.upper() == dc.name
        if account.upper() in _SYSTEM_ACCOUNTS:
            if local:
                return cls(account, frozenset(sids), dc.domain.sid, forest.root.sid, system=True)
            assert machine is not None
            member = machine.member_of
            account = f"{forest.domain(member).netbios}\\{machine.name}$" if member else "NT AUTHORITY\\ANONYMOUS LOGON"
        keys: set[str] = set()
        own = ""
        found = principals.find(forest, account, dc)
        if found is not None:
            domain, entry = found
            own = entry.text("objectSid")
            sids.add(own)
            keys.add(entry.key)
            if account != logon.account:
                for group in principals.groups_of(forest, domain, entry, dc):
                    sids.add(group.text("objectSid"))
                    keys.add(group.key)
        if account == logon.account:
            for name in logon.groups:
                group_found = principals.find(forest, name, dc)
                if group_found is not None:
                    sids.add(group_found[1].text("objectSid"))
                    keys.add(group_found[1].key)
        replica = principals.domain_replica(forest, dc.domain, dc)
        sids |= principals.local_groups_of(replica, sids, keys)
        return cls(account, frozenset(sids), dc.domain.sid, forest.root.sid, sid=own)

    def holds(self, trustee: str, entry: Entry) -> bool:
        """Whether an access entry for a trustee is about this caller; SELF is the object itself."""
        sid = rights.trustee_sid(trustee, self.domain_sid, self.root_sid)
        if sid == "S-1-5-10":
            return bool(entry.text("objectSid")) and entry.text("objectSid") in self.sids
        return sid in self.sids

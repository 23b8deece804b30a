"""System.DBNull and EventArgs: values that say there is nothing."""

from __future__ import annotations

from winlab.powershell.declare import NET, net_constructor, net_static_property
from winlab.powershell.values import NetObject


@NET.type("System.DBNull")
class DBNull(NetObject):
    """A database's null."""

    @net_static_property("Value", "System.DBNull")
    @staticmethod
    def value() -> DBNull:
        """The only one."""
        return _DBNULL

    def net_string(self) -> str:
        """Empty."""
        return ""


_DBNULL = DBNull()


@NET.type("System.EventArgs")
class EventArgs(NetObject):
    """What an event says."""

    @net_constructor(())
    @classmethod
    def new(cls) -> EventArgs:
        """One that says nothing."""
        return cls()

    @net_static_property("Empty", "System.EventArgs")
    @staticmethod
    def empty() -> EventArgs:
        """One that says nothing."""
        return EventArgs()

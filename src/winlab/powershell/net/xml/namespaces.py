"""System.Xml.NameTable and XmlNamespaceManager."""

from __future__ import annotations

from collections.abc import Iterator

from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.net.xml.attributes import XML, XMLNS
from winlab.powershell.net.xml.nodes import ASSEMBLY, MANAGER, VOID_TYPE, B, S
from winlab.powershell.values import NetObject

NET.extend("System.Xml.XmlNameTable")


@NET.type("System.Xml.NameTable", bases=("System.Xml.XmlNameTable",), assembly=ASSEMBLY)
class NameTable(NetObject):
    """A table of names, which only other classes of .NET look into."""

    @net_constructor(())
    @classmethod
    def new(cls) -> NameTable:
        """A new one."""
        return cls()


@NET.type(MANAGER, bases=("System.Object", "System.Collections.IEnumerable"), assembly=ASSEMBLY)
class NamespaceManager(NetObject):
    """Namespaces by prefix."""

    def __init__(self, names: object = None) -> None:
        self.names = names
        self.scopes: list[dict[str, str]] = [{"xmlns": XMLNS, "xml": XML, "": ""}]

    @net_constructor(("System.Xml.XmlNameTable",))
    @classmethod
    def new(cls, names: object) -> NamespaceManager:
        """For a name table."""
        return cls(names)

    @net_method("AddNamespace", (S, S), returns=VOID_TYPE)
    def add(self, prefix: str, uri: str) -> None:
        """Sets what a prefix stands for."""
        self.scopes[-1][prefix] = uri

    @net_method("RemoveNamespace", (S, S), returns=VOID_TYPE)
    def remove(self, prefix: str, uri: str) -> None:
        """Forgets a prefix."""
        if self.scopes[-1].get(prefix) == uri:
            del self.scopes[-1][prefix]

    @net_method("LookupNamespace", (S,), returns=S)
    def find(self, prefix: str) -> str | None:
        """What a prefix stands for; null if nothing."""
        return next((scope[prefix] for scope in reversed(self.scopes) if prefix in scope), None)

    @net_method("LookupPrefix", (S,), returns=S)
    def prefix_of(self, uri: str) -> str | None:
        """A prefix of a namespace; null if there is none."""
        return next((p for scope in reversed(self.scopes) for p, u in scope.items() if u == uri), None)

    @net_method("HasNamespace", (S,), returns=B)
    def has(self, prefix: str) -> bool:
        """Whether the innermost scope has the prefix."""
        return prefix in self.scopes[-1]

    @net_method("PushScope", returns=VOID_TYPE)
    def push(self) -> None:
        """Opens a scope."""
        self.scopes.append({})

    @net_method("PopScope", returns=B)
    def pop(self) -> bool:
        """Leaves a scope."""
        if len(self.scopes) == 1:
            return False
        self.scopes.pop()
        return True

    default_namespace = net_property("DefaultNamespace", S)(lambda self: self.find("") or "")
    name_table = net_property("NameTable", "System.Xml.XmlNameTable")(lambda self: self.names)

    def net_iter(self) -> Iterator[object]:
        """The prefixes."""
        return iter(list(dict.fromkeys(prefix for scope in self.scopes for prefix in scope)))

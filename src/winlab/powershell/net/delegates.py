"""Delegates: script blocks as .NET methods take them, ``[Predicate[int]] { $args[0] -gt 1 }``.

Source: https://learn.microsoft.com/dotnet/api/system.multicastdelegate
"""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell.blocks import ScriptBlock, invoke
from winlab.powershell.conversion import CONVERTERS, convert, converter
from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.errors import ConversionFailed
from winlab.powershell.invoking import type_by_name
from winlab.powershell.net.automation import SMA
from winlab.powershell.nettypes import TYPES, NetType
from winlab.powershell.unrolling import collected
from winlab.powershell.values import VOID, NetObject, qualified, unwrap

_BASES = ("System.MulticastDelegate", "System.Delegate", "System.Object")
_BLOCK = SMA + "ScriptBlock"
_GENERIC = {
    "system.predicate": ("System.Predicate`1", "System.Boolean"),
    "system.comparison": ("System.Comparison`1", "System.Int32"),
    "system.action": ("System.Action`1", "System.Void"),
    "system.converter": ("System.Converter`2", ""),
    "system.eventhandler": ("System.EventHandler`1", "System.Void"),
}
"""Generic delegates of mscorlib 2.0, and what they return; nothing stands for the last type argument."""
_PLAIN = {
    "System.EventHandler": "System.Void",
    "System.AsyncCallback": "System.Void",
    "System.Threading.ThreadStart": "System.Void",
    "System.Threading.ParameterizedThreadStart": "System.Void",
    "System.Threading.WaitCallback": "System.Void",
    "System.Threading.TimerCallback": "System.Void",
    "System.Text.RegularExpressions.MatchEvaluator": "System.String",
}


@NET.type("System.Delegate")
class Delegate(NetObject):
    """A script block with the type of a delegate."""

    def __init__(self, block: ScriptBlock, kind: NetType, returns: NetType) -> None:
        self.block = block
        self.closed_type = kind
        self.returns = returns

    def type_names(self) -> list[str]:
        """The delegate's type."""
        return [self.closed_type.name, *_BASES]

    @net_method("Invoke", ("params System.Object[]",))
    def call(self, arguments: list[object]) -> object:
        """Runs the block; its output is what the delegate returns."""
        found: list[object] = []
        invoke(self.block, arguments, found.append, self.block.session.frame)
        if self.returns.name == "System.Void":
            return VOID
        result = collected(found)
        return convert(None if result is VOID else result, self.returns)

    @net_method("DynamicInvoke", ("params System.Object[]",))
    def call_late(self, arguments: list[object]) -> object:
        """As Invoke."""
        return self.call(arguments)

    target = net_property("Target")(lambda self: self.block)


def delegate_type(name: str, arguments: Sequence[NetType]) -> NetType | None:
    """A closed generic delegate; None if there is none of that name."""
    known = _GENERIC.get(name.lower())
    if known is None or known[0].rpartition("`")[2] != str(len(arguments)):
        return None
    full = f"{known[0]}[[{'],['.join(qualified(each.name) for each in arguments)}]]"
    found = TYPES.get(full.lower())
    if found is None:
        found = NetType(full, _BASES, python=Delegate)
        found.arguments = tuple(arguments)
        TYPES[full.lower()] = found
        _declare(found, type_by_name(known[1]) if known[1] else arguments[-1])
    return found


def _declare(kind: NetType, returns: NetType) -> None:
    def make(value: object) -> object:
        block = unwrap(value)
        if isinstance(block, Delegate) and block.closed_type is kind:
            return block
        if not isinstance(block, ScriptBlock):
            raise ConversionFailed
        return Delegate(block, kind, returns)

    converter(kind.name)(make)


@converter("System.Converter`2")
def any_converter(value: object) -> object:
    """A Converter, whatever its types; a block converts to objects."""
    given = unwrap(value)
    if isinstance(given, Delegate) and given.closed_type.name.startswith("System.Converter`2"):
        return given
    if not isinstance(given, ScriptBlock):
        raise ConversionFailed
    return Delegate(given, NET.extend("System.Converter`2", bases=_BASES).type, type_by_name("System.Object"))


for _name, _returns in _PLAIN.items():
    _declare(NET.extend(_name, bases=_BASES).type, type_by_name(_returns))

_make_block = CONVERTERS.get(_BLOCK)


@converter(_BLOCK)
def block_of(value: object) -> object:
    """The block that a delegate is made of, for methods that take it."""
    given = unwrap(value)
    if isinstance(given, Delegate):
        return given.block
    if _make_block is None:
        raise ConversionFailed
    return _make_block(value)

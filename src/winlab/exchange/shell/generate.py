"""Makes the cmdlets of the snap-in from the tables of kinds, and collects the ones written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from winlab.directory.errors import DirectoryError
from winlab.exchange.setup.installation import SNAPIN
from winlab.exchange.shell import access_kinds, messaging_kinds, store_kinds, transport_kinds
from winlab.exchange.shell.calls import ExchangeCmdlet, attribute_name
from winlab.exchange.shell.configuration import InvalidChangeError, ObjectNotFoundError, register_kinds
from winlab.exchange.shell.fields import Field, Kind
from winlab.exchange.shell.kinds import ObjectKind
from winlab.exchange.shell.verbs import VERBS, KindCmdlet
from winlab.exchange.shell.views import declare_views
from winlab.powershell.declare import CmdletTable, Param

KINDS: tuple[ObjectKind, ...] = (
    *transport_kinds.KINDS,
    *access_kinds.KINDS,
    *messaging_kinds.KINDS,
    *store_kinds.KINDS,
)
register_kinds(KINDS)

#: Cmdlets with something of their own, by name; they take the place of the generated ones.
SPECIAL: dict[str, type[ExchangeCmdlet]] = {}


def special(*names: str) -> Callable[[type[ExchangeCmdlet]], type[ExchangeCmdlet]]:
    """Registers a cmdlet written by hand under its names."""

    def register(cls: type[ExchangeCmdlet]) -> type[ExchangeCmdlet]:
        for name in names:
            SPECIAL[name] = cls
        return cls

    return register


def field_parameters(kind: ObjectKind, verb: str) -> dict[str, Param]:
    """The parameters that set the fields of a kind."""
    found: dict[str, Param] = {}
    for field in kind.fields:
        if field.readonly:
            continue
        found[attribute_name(field.name)] = Param(
            _parameter_type(field),
            ps=field.name,
            mandatory=verb == "New" and field.required,
            allow_null=True,
            allow_empty=True,
        )
    return found


def _parameter_type(field: Field) -> str:
    if field.many:
        return "System.String[]"
    if field.kind in (Kind.BOOLEAN,):
        return "System.Boolean"
    if field.kind is Kind.OBJECT:
        return "System.Object"
    return "System.String"


def _guarded(process: Callable[[ExchangeCmdlet], None]) -> Callable[[ExchangeCmdlet], None]:
    """A cmdlet's work in which what is not found, not allowed or not reachable is an error record."""

    def guarded(self: ExchangeCmdlet) -> None:
        try:
            process(self)
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem))
        except InvalidChangeError as problem:
            self.error(self.invalid(problem))
        except DirectoryError as problem:
            self.error(self.directory_record(problem))

    return guarded


def _declare(table: CmdletTable, name: str, base: type[ExchangeCmdlet], kind: ObjectKind | None) -> None:
    verb, _, noun = name.partition("-")
    members: dict[str, object] = {"__doc__": base.__doc__, "__module__": base.__module__}
    if kind is not None:
        members["kind"] = kind
        if verb in ("Set", "New") or getattr(base, "takes_fields", False):
            members.update(field_parameters(kind, verb))
            newer = frozenset(field.name for field in kind.fields if field.since_sp1)
            members["since_sp1"] = base.since_sp1 | newer
        if kind.singleton and verb == "Set":
            members["identity"] = Param("System.Object", position=0, pipeline=True, by_property=True)
    members["process"] = _guarded(base.process)
    cls = type(name.replace("-", ""), (base,), members)
    changes = verb not in ("Get", "Test")
    table.cmdlet(
        name,
        output=kind.shown_type if kind is not None else "",
        type_name=f"Microsoft.Exchange.Management.SystemConfigurationTasks.{verb}{noun}",
        supports_should_process=changes,
        confirm_impact="High" if verb in ("Remove", "Disable", "Dismount", "Stop", "Move") else "Medium",
    )(cls)


@lru_cache(maxsize=1)
def snapin_table() -> CmdletTable:
    """The cmdlets of the snap-in; what a level lacks, they refuse when they are called."""
    from winlab.exchange.shell import catalogue

    catalogue.load()
    declare_views()
    table = CmdletTable(SNAPIN, "8.0.0.0", "Admin Tasks for the Exchange Server")
    for name, kind, base in _all():
        _declare(table, name, base, kind)
    return table


def _all() -> Iterable[tuple[str, ObjectKind | None, type[ExchangeCmdlet]]]:
    by_noun = {kind.noun: kind for kind in KINDS}
    for kind in KINDS:
        for verb in kind.verbs:
            name = f"{verb}-{kind.noun}"
            yield name, kind, SPECIAL.get(name, VERBS[verb])
    generated = {f"{verb}-{kind.noun}" for kind in KINDS for verb in kind.verbs}
    for name, cls in SPECIAL.items():
        if name not in generated:
            yield name, by_noun.get(name.partition("-")[2]) if issubclass(cls, KindCmdlet) else None, cls

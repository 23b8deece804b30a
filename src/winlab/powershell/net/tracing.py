"""System.Diagnostics.Debug, Trace and Debugger: nobody listens.

Source: https://learn.microsoft.com/dotnet/api/system.diagnostics.trace (.NET Framework 2.0).
"""

from __future__ import annotations

from winlab.powershell.declare import NET

S, B, INT, OBJ, VOID_TYPE = "System.String", "System.Boolean", "System.Int32", "System.Object", "System.Void"
_TEXTS = ((OBJ,), (S,), (OBJ, S), (S, S))
_METHODS: dict[str, tuple[tuple[str, ...], ...]] = {
    "Write": _TEXTS,
    "WriteLine": _TEXTS,
    "WriteIf": tuple((B, *form) for form in _TEXTS),
    "WriteLineIf": tuple((B, *form) for form in _TEXTS),
    "Print": ((S,), (S, "params System.Object[]")),
    "Assert": ((B,), (B, S), (B, S, S)),
    "TraceInformation": ((S,), (S, "params System.Object[]")),
    "TraceWarning": ((S,), (S, "params System.Object[]")),
    "TraceError": ((S,), (S, "params System.Object[]")),
    **dict.fromkeys(("Flush", "Close", "Indent", "Unindent"), ((),)),
}


def _nothing(*_arguments: object) -> None:
    """What a listener would get."""


for _class, _not_there in (("Debug", "Trace"), ("Trace", "Print")):
    _declared = NET.extend(f"System.Diagnostics.{_class}")
    for _name, _forms in _METHODS.items():
        if not _name.startswith(_not_there):
            _declared.static(_name, *_forms, returns=VOID_TYPE)(_nothing)
    _declared.absent("Fail")
    _declared.constants(B, AutoFlush=False)
    _declared.constants(INT, IndentLevel=0, IndentSize=4)

_DEBUGGER = NET.extend("System.Diagnostics.Debugger")
_DEBUGGER.constants(B, IsAttached=False)
_DEBUGGER.absent("Break", "Launch", "Log")

"""The syntax tree of PowerShell 2.0: what the parser makes and the compiler reads.

Every node carries ``start`` and ``end``, offsets (in characters) into the source text. Names of nodes follow
the public language specification (Windows PowerShell Language Specification 2.0, section 8 and appendix B).
Nodes are compared by identity: two nodes of one text are two places.
"""

from __future__ import annotations

import decimal
from dataclasses import dataclass, field

Number = int | float | decimal.Decimal


@dataclass(eq=False)
class Node:
    """A piece of source text from offset ``start`` up to, not including, ``end``."""

    start: int
    end: int


# --- names and attributes -------------------------------------------------------------------------------


@dataclass(eq=False)
class TypeName(Node):
    """A type as written between brackets: ``int``, ``string[]``, ``System.Collections.Generic.List[int]``.

    ``name`` is the name without array brackets and generic arguments; ``ranks`` holds the dimensions of each
    array level, outermost last (``int[]`` -> ``(1,)``, ``int[,]`` -> ``(2,)``, ``int[][]`` -> ``(1, 1)``).
    """

    name: str
    arguments: list[TypeName] = field(default_factory=list)
    ranks: tuple[int, ...] = ()

    def __str__(self) -> str:
        generic = f"[{','.join(str(a) for a in self.arguments)}]" if self.arguments else ""
        return self.name + generic + "".join(f"[{',' * (rank - 1)}]" for rank in self.ranks)


@dataclass(eq=False)
class Attribute(Node):
    """``[Parameter(Mandatory=$true, Position=0)]``, ``[ValidateSet('a','b')]``, ``[CmdletBinding()]``."""

    name: str
    positional: list[Expression] = field(default_factory=list)
    named: list[tuple[str, Expression]] = field(default_factory=list)


@dataclass(eq=False)
class Parameter(Node):
    """One parameter of ``param(...)`` or of a function's parenthesised list; ``name`` without ``$``."""

    name: str
    type: TypeName | None = None
    attributes: list[Attribute] = field(default_factory=list)
    default: Expression | None = None


@dataclass(eq=False)
class ParamBlock(Node):
    """``param(...)`` with the attributes that stand before it (``[CmdletBinding()]``)."""

    parameters: list[Parameter] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)


# --- blocks ---------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Block(Node):
    """A statement block. Traps are in ``statements`` and in ``traps`` (they hold for the whole block)."""

    statements: list[Statement] = field(default_factory=list)
    traps: list[Trap] = field(default_factory=list)


@dataclass(eq=False)
class ScriptBlock(Node):
    """A script, a function's body or ``{...}``: either only ``end`` (plain statements) or named blocks."""

    param: ParamBlock | None = None
    begin: Block | None = None
    process: Block | None = None
    end_block: Block | None = None
    dynamic_param: Block | None = None


# --- expressions ----------------------------------------------------------------------------------------


@dataclass(eq=False)
class Constant(Node):
    """A number. ``type`` is ``Int32``, ``Int64``, ``Double`` or ``Decimal``."""

    value: Number
    type: str


@dataclass(eq=False)
class StringConstant(Node):
    """Constant text. ``kind``: ``bare``, ``single``, ``double``, ``here-single``, ``here-double``."""

    value: str
    kind: str


@dataclass(eq=False)
class ExpandableString(Node):
    """A double-quoted (here-)string or bare word with variables or ``$(...)`` in it."""

    parts: list[str | Expression]
    kind: str


@dataclass(eq=False)
class Variable(Node):
    """``$name``, ``$scope:name``, ``${any text}``, ``$env:PATH``; ``path`` as written without ``$``/braces.

    ``splat`` is true for ``@name``.
    """

    path: str
    splat: bool = False


@dataclass(eq=False)
class TypeLiteral(Node):
    """``[int]`` as a value."""

    type: TypeName


@dataclass(eq=False)
class Convert(Node):
    """``[int] expression``."""

    type: TypeName
    operand: Expression


@dataclass(eq=False)
class Unary(Node):
    """Prefix: ``-``, ``+``, ``!``, ``-not``, ``-bnot``, ``,``, ``-split``, ``-join``, ``++``, ``--``."""

    operator: str
    operand: Expression


@dataclass(eq=False)
class Postfix(Node):
    """``$x++`` and ``$x--``."""

    operator: str
    operand: Expression


@dataclass(eq=False)
class Binary(Node):
    """Infix, lower case with its dash (``+``, ``..``, ``-eq``, ``-cmatch``, ``-f``, ``-and``, ``-is``).

    ``operator_start`` is the operator's own offset (error positions point there).
    """

    operator: str
    left: Expression
    right: Expression
    operator_start: int = 0


@dataclass(eq=False)
class ArrayLiteral(Node):
    """``1, 2, 3``."""

    elements: list[Expression]


@dataclass(eq=False)
class Paren(Node):
    """``( pipeline-or-assignment )``."""

    pipeline: Statement


@dataclass(eq=False)
class SubExpression(Node):
    """``$( statements )``."""

    body: Block


@dataclass(eq=False)
class ArrayExpression(Node):
    """``@( statements )``."""

    body: Block


@dataclass(eq=False)
class HashLiteral(Node):
    """``@{ key = statement }``."""

    pairs: list[tuple[Expression, Statement]]


@dataclass(eq=False)
class ScriptBlockExpression(Node):
    """``{ ... }`` as a value; ``text`` is what stands between the braces."""

    body: ScriptBlock
    text: str


@dataclass(eq=False)
class Member(Node):
    """``target.name`` or ``[type]::name``; ``name`` may be any simple expression (constant in most cases)."""

    target: Expression
    name: Expression
    static: bool = False


@dataclass(eq=False)
class InvokeMember(Node):
    """``target.name(arguments)`` or ``[type]::name(arguments)``."""

    target: Expression
    name: Expression
    arguments: list[Expression]
    static: bool = False


@dataclass(eq=False)
class Index(Node):
    """``target[index]``; several indices come as one ArrayLiteral."""

    target: Expression
    index: Expression


Expression = (
    Constant | StringConstant | ExpandableString | Variable | TypeLiteral | Convert | Unary | Postfix
    | Binary | ArrayLiteral | Paren | SubExpression | ArrayExpression | HashLiteral | ScriptBlockExpression
    | Member | InvokeMember | Index
)  # fmt: skip


# --- pipelines ------------------------------------------------------------------------------------------


@dataclass(eq=False)
class CommandParameter(Node):
    """``-Name`` or ``-Name:argument`` in a command; ``name`` without dash and colon."""

    name: str
    argument: Expression | None = None


@dataclass(eq=False)
class Redirection(Node):
    """``> file``, ``2>> file``, ``2>&1``; ``stream`` is 1 or 2; ``merge_to`` 1 for ``2>&1`` (no target)."""

    stream: int
    append: bool = False
    target: Expression | None = None
    merge_to: int | None = None


@dataclass(eq=False)
class Command(Node):
    """A command call. ``elements[0]`` is the name (bare word, string, variable, script block).

    ``invocation`` is '', '&' or '.'. The parameter ``--`` (what follows are arguments) has the name ``--``.
    """

    elements: list[Expression | CommandParameter]
    invocation: str = ""
    redirections: list[Redirection] = field(default_factory=list)


@dataclass(eq=False)
class CommandExpression(Node):
    """An expression as first element of a pipeline."""

    expression: Expression
    redirections: list[Redirection] = field(default_factory=list)


@dataclass(eq=False)
class Pipeline(Node):
    """``a | b | c``."""

    elements: list[Command | CommandExpression]


# --- statements -----------------------------------------------------------------------------------------


@dataclass(eq=False)
class Assignment(Node):
    """``target operator value``; ``=``, ``+=``, ``-=``, ``*=``, ``/=``, ``%=``; the value is a statement."""

    target: Expression
    operator: str
    value: Statement


@dataclass(eq=False)
class If(Node):
    """``if``/``elseif``/``else``."""

    clauses: list[tuple[Statement, Block]]
    otherwise: Block | None = None


@dataclass(eq=False)
class While(Node):
    """``:label while (condition) {...}``."""

    condition: Statement
    body: Block
    label: str = ""


@dataclass(eq=False)
class DoLoop(Node):
    """``do {...} while (condition)``, or ``until`` when ``until`` is true."""

    condition: Statement
    body: Block
    until: bool = False
    label: str = ""


@dataclass(eq=False)
class For(Node):
    """``for (initializer; condition; iterator) {...}``."""

    initializer: Statement | None
    condition: Statement | None
    iterator: Statement | None
    body: Block
    label: str = ""


@dataclass(eq=False)
class ForEach(Node):
    """``foreach ($variable in values) {...}``."""

    variable: Variable
    values: Statement
    body: Block
    label: str = ""


@dataclass(eq=False)
class Switch(Node):
    """``switch [-regex|-wildcard|-exact] [-casesensitive] (values) {...}`` or ``-file name {...}``."""

    mode: str
    case_sensitive: bool
    values: Statement | None
    file: Expression | None
    clauses: list[tuple[Expression, Block]]
    default: Block | None = None
    label: str = ""


@dataclass(eq=False)
class Catch(Node):
    """``catch [type], [type] {...}``; no types: catches all."""

    types: list[TypeName]
    body: Block


@dataclass(eq=False)
class Try(Node):
    """``try {...} catch ... finally {...}``."""

    body: Block
    catches: list[Catch]
    final: Block | None = None


@dataclass(eq=False)
class Trap(Node):
    """``trap [type] {...}``."""

    type: TypeName | None
    body: Block


@dataclass(eq=False)
class FunctionDefinition(Node):
    """``function name {...}`` or ``filter name {...}``; a parameter list is in ``body.param``."""

    name: str
    body: ScriptBlock
    is_filter: bool = False
    text: str = ""


@dataclass(eq=False)
class Return(Node):
    """``return [pipeline]``."""

    value: Statement | None = None


@dataclass(eq=False)
class Throw(Node):
    """``throw [pipeline]``."""

    value: Statement | None = None


@dataclass(eq=False)
class Exit(Node):
    """``exit [pipeline]``."""

    value: Statement | None = None


@dataclass(eq=False)
class Break(Node):
    """``break [label]``."""

    label: Expression | None = None


@dataclass(eq=False)
class Continue(Node):
    """``continue [label]``."""

    label: Expression | None = None


@dataclass(eq=False)
class Data(Node):
    """``data [name] [-supportedCommand a,b] {...}``."""

    name: str
    supported: list[Expression]
    body: Block


Statement = (
    Pipeline | Assignment | If | While | DoLoop | For | ForEach | Switch | Try | Trap | FunctionDefinition
    | Return | Throw | Exit | Break | Continue | Data
)  # fmt: skip

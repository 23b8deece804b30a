"""Finds what PowerShell 2.0 does not have in scripts that must run on it."""

from __future__ import annotations

import fnmatch
import functools
import importlib.resources
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypedDict

from winlab.powershell.syntax import characters as chars
from winlab.powershell.syntax.ast import (
    Attribute,
    Command,
    CommandParameter,
    FunctionDefinition,
    InvokeMember,
    Node,
    ScriptBlock,
    ScriptBlockExpression,
    StringConstant,
    TypeName,
    Variable,
)
from winlab.powershell.syntax.parser import Parser
from winlab.powershell.syntax.tokens import ParseErrorInfo, ParseFailure, Token, TokenKind
from winlab.powershell.syntax.walking import walk


class Versions(TypedDict):
    """What portability.json holds: names that 2.0 has, and later ones with the version they came with."""

    commands: list[str]
    functions: list[str]
    aliases: dict[str, str]
    later_aliases: dict[str, str]
    later_parameters: dict[str, list[str]]
    later_common_parameters: dict[str, str]
    later_variables: dict[str, str]
    later_variables_outside_modules: dict[str, str]
    later_types: dict[str, str]
    later_members: dict[str, str]
    later_static_members: dict[str, str]
    later_collection_methods: dict[str, str]
    later_attribute_arguments: dict[str, list[str]]
    later_attributes: dict[str, str]
    later_requires: dict[str, str]
    later_tokens: dict[str, str]


@dataclass(frozen=True, order=True)
class Finding:
    """One thing 2.0 does not have; ``line`` and ``column`` count from 1, ``offset`` from 0."""

    offset: int
    line: int
    column: int
    id: str
    message: str


_Raw = tuple[int, str, str]
_VERB_NOUN = re.compile(r"[A-Za-z]+-[A-Za-z]\w*$")
_REQUIRES = re.compile(r"-(\w+)(?:\s+([^\s-][^\s]*))?")
_SIMPLIFIED = ("where-object", "foreach-object")


def check(text: str, known: Collection[str] = (), *, module: bool = False) -> list[Finding]:
    """Findings of a script, in the order of its text.

    Args:
        text: the script.
        known: names (or patterns with ``*``) of commands that exist besides those of 2.0 and of the script.
        module: the script is a module (``.psm1``), where ``$PSScriptRoot`` exists.
    """
    parser = Parser(text, record=True)
    try:
        tree = parser.script()
    except ParseFailure as failure:
        return [_placed(text, _syntax(text, failure.errors[0]))]
    checker = _Checker(tree, known, module=module)
    raw = [finding for node in walk(tree) for finding in checker.node(node)]
    raw.extend(finding for token in parser.tokens for finding in checker.token(token))
    return sorted({_placed(text, finding) for finding in raw})


def defined_functions(text: str) -> set[str]:
    """Names of the functions a script defines; none if it does not parse."""
    try:
        tree = Parser(text, record=False).script()
    except ParseFailure:
        return set()
    return _functions(tree)


def _functions(tree: ScriptBlock) -> set[str]:
    return {node.name.rpartition(":")[2].lower() for node in walk(tree) if isinstance(node, FunctionDefinition)}


@functools.cache
def versions() -> Versions:
    """The lists of names, read once; keys of the ``later_*`` tables are lower case."""
    source = importlib.resources.files("winlab.powershell.syntax").joinpath("portability.json")
    data: Versions = json.loads(source.read_text("utf-8"))
    for table in data.values():
        if isinstance(table, dict):
            lowered = {name.lower(): value for name, value in table.items()}
            table.clear()
            table.update(lowered)
    return data


def _placed(text: str, finding: _Raw) -> Finding:
    offset, finding_id, message = finding
    before = text[:offset].replace("\r\n", " \n").replace("\r", "\n")
    return Finding(offset, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1, finding_id, message)


def _syntax(text: str, error: ParseErrorInfo) -> _Raw:
    found = re.compile(rf"[{chars.DASHES}]?\w+|&&|\|\||\?\??|\*>").match(text, error.offset)
    version = versions()["later_tokens"].get(found.group().lower()) if found else None
    hint = f" ('{found.group()}' came with {version})" if found and version else ""
    return error.offset, "syntax", f"{error.id}: {error.message}{hint}"


class _Checker:
    """Looks at one node or token at a time."""

    def __init__(self, tree: ScriptBlock, known: Collection[str], *, module: bool) -> None:
        lists = versions()
        self._commands = {name.lower() for name in lists["commands"] + lists["functions"]}
        self._commands.update(_functions(tree))
        self._patterns = [name.lower() for name in known]
        self._lists = lists
        self._variables = dict(lists["later_variables"])
        if not module:
            self._variables.update(lists["later_variables_outside_modules"])

    def node(self, node: Node) -> Iterator[_Raw]:
        if isinstance(node, Command):
            yield from self._command(node)
        elif isinstance(node, Variable):
            yield from self._variable(node)
        elif isinstance(node, TypeName):
            version = self._lists["later_types"].get(node.name.lower().removeprefix("system."))
            version = version or self._lists["later_types"].get(node.name.lower())
            if version:
                yield node.start, "type", f"The type [{node.name}] came with {version}."
        elif isinstance(node, InvokeMember):
            yield from self._call(node)
        elif isinstance(node, Attribute):
            yield from self._attribute(node)

    def token(self, token: Token) -> Iterator[_Raw]:
        """``#requires`` is a comment that counts."""
        if token.kind is not TokenKind.COMMENT or not token.content.lower().startswith("#requires"):
            return
        for option in _REQUIRES.finditer(token.content):
            version = self._lists["later_requires"].get(option[1].lower())
            if version:
                yield token.start, "requires", f"#requires -{option[1]} came with {version}."
            if option[1].lower() == "version" and option[2] and not option[2].startswith(("1", "2")):
                yield token.start, "requires", f"The script asks for version {option[2]}."

    def _command(self, command: Command) -> Iterator[_Raw]:
        head = command.elements[0]
        name = head.value if isinstance(head, StringConstant) else ""
        alias = self._lists["later_aliases"].get(name.lower())
        if alias:
            yield command.start, "alias", f"The alias {name} came with {alias}."
        full = self._lists["aliases"].get(name.lower(), name)
        if _VERB_NOUN.match(full) and not self._is_known(full.lower()):
            yield head.start, "command", f"PowerShell 2.0 has no command {full}."
        later = {parameter.lower() for parameter in self._lists["later_parameters"].get(full.lower(), ())}
        for position, element in enumerate(command.elements):
            if isinstance(element, CommandParameter):
                yield from self._parameter(full, element, later)
                yield from self._ignore(command, position, element)
        second = command.elements[1] if len(command.elements) > 1 else None
        if full.lower() in _SIMPLIFIED and isinstance(second, StringConstant) and second.kind == "bare":
            yield (
                second.start,
                "simplified",
                f"{full} with a property's name came with 3.0; use a script block.",
            )

    def _is_known(self, name: str) -> bool:
        return name in self._commands or any(fnmatch.fnmatchcase(name, p) for p in self._patterns)

    def _parameter(self, command: str, parameter: CommandParameter, later: set[str]) -> Iterator[_Raw]:
        name = parameter.name.lower()
        version = self._lists["later_common_parameters"].get(name)
        if version and "-" in command:
            yield parameter.start, "parameter", f"The parameter -{parameter.name} came with {version}."
        elif name in later:
            yield parameter.start, "parameter", f"{command} has no parameter -{parameter.name} in 2.0."

    def _ignore(self, command: Command, position: int, parameter: CommandParameter) -> Iterator[_Raw]:
        if parameter.name.lower() not in ("erroraction", "ea"):
            return
        value: Node | None = parameter.argument
        if value is None and position + 1 < len(command.elements):
            value = command.elements[position + 1]
        if isinstance(value, StringConstant) and value.value.lower() == "ignore":
            yield value.start, "parameter", "-ErrorAction Ignore came with 3.0; use SilentlyContinue."

    def _variable(self, variable: Variable) -> Iterator[_Raw]:
        path = variable.path.lower()
        if path.startswith("using:"):
            yield variable.start, "variable", f"${variable.path}: the scope 'using' came with 3.0."
        version = self._variables.get(path.rpartition(":")[2])
        if version:
            yield variable.start, "variable", f"${variable.path} came with {version}."

    def _call(self, call: InvokeMember) -> Iterator[_Raw]:
        if not isinstance(call.name, StringConstant):
            return
        name = call.name.value
        version = self._lists["later_members"].get(name.lower())
        if call.static:
            version = version or self._lists["later_static_members"].get(name.lower())
        elif any(isinstance(argument, ScriptBlockExpression) for argument in call.arguments):
            version = version or self._lists["later_collection_methods"].get(name.lower())
        if version:
            yield call.name.start, "member", f"The method {name}() came with {version}."

    def _attribute(self, attribute: Attribute) -> Iterator[_Raw]:
        version = self._lists["later_attributes"].get(attribute.name.lower())
        if version:
            yield attribute.start, "attribute", f"The attribute {attribute.name} came with {version}."
        later = self._lists["later_attribute_arguments"].get(attribute.name.lower(), ())
        for name, _ in attribute.named:
            if name.lower() in {argument.lower() for argument in later}:
                yield attribute.start, "attribute", f"{attribute.name} has no argument {name} in 2.0."

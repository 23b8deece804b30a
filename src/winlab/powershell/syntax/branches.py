"""``switch``, ``try``, ``trap`` and the statements that leave a block."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from winlab.powershell.syntax import characters as chars
from winlab.powershell.syntax.ast import (
    Block,
    Break,
    Catch,
    Continue,
    Exit,
    Expression,
    Return,
    Statement,
    StringConstant,
    Switch,
    Throw,
    Trap,
    Try,
    TypeName,
)
from winlab.powershell.syntax.definitions import DefinitionRules
from winlab.powershell.syntax.finals import leaving
from winlab.powershell.syntax.tokens import TokenKind

_JUMPS: dict[str, Callable[..., Return | Throw | Exit]] = {
    "return": Return,
    "throw": Throw,
    "exit": Exit,
}


class BranchRules(DefinitionRules):
    """Statements that choose where to go on."""

    # --- switch ---

    def _switch(self, start: int, label: str) -> Switch:
        after = start + len(f":{label}" if label else "switch")
        mode, case_sensitive, file, after = self._switch_flags(after)
        values: Statement | None = None
        if file is None:
            self.skip_new_lines()
            if not self.looking_at("("):
                self.fail("PipelineValueRequired", after, "Pipeline value is required in a switch statement.")
            values = self._condition(
                "switch",
                "PipelineValueRequired",
                "PipelineValueRequired",
                "MissingEndParenthesisInSwitchStatement",
            )
            after = self.pos
        self.skip_new_lines()
        if self.looking_at("("):
            self.fail("PipelineValueRequired", self.pos, "A switch statement has one source of values.")
        if not self.looking_at("{"):
            message = "Missing opening '{' in switch statement."
            self.fail("MissingCurlyBraceInSwitchStatement", after, message)
        opened = self.take(TokenKind.GROUP_START, 1)
        switch = Switch(start, self.pos, mode, case_sensitive, values, file, [], None, label)
        after = opened + 1
        while True:
            self.skip_separators()
            if after > opened + 1 and (self.pos >= self.length or self.looking_at("}")):
                break
            self._switch_clause(switch, after)
            after = self.pos
        self.close_brace(opened)
        switch.end = self.pos
        return switch

    def _switch_flags(self, after: int) -> tuple[str, bool, Expression | None, int]:
        """Mode, whether case counts, the file, and where the last of them ends (``after`` if there is none)."""
        mode, case_sensitive = "exact", False
        file: Expression | None = None
        while True:
            self.skip_space()
            found = self.match(chars.PARAMETER)
            if found is None:
                return mode, case_sensitive, file, after
            flag = found.group()[1:].lower()
            start = self.take(TokenKind.COMMAND_PARAMETER, len(found.group()))
            after = self.pos
            full = [name for name in ("regex", "wildcard", "exact", "casesensitive", "file") if name.startswith(flag)]
            if not full:
                message = f"The parameter '{found.group()}' is not valid in a switch statement."
                self.fail("InvalidSwitchFlag", start, message, incomplete=False)
            if full[0] == "casesensitive":
                case_sensitive = True
            elif full[0] == "file":
                self.skip_new_lines()
                if self.at_statement_end() or self.peek() in ",|&<>":
                    message = "Missing file name argument to switch parameter -file."
                    self.fail("MissingFilenameOption", after, message)
                file = self.argument()
                after = file.end
            else:
                mode = full[0]

    def _switch_clause(self, switch: Switch, after: int) -> None:
        if self.at_statement_end() or self.peek() in ",|&<>":
            message = "Missing condition in switch statement clause."
            self.fail("MissingSwitchConditionExpression", after, message)
        is_default = self.keyword() == "default"
        condition: Expression | None = None
        if is_default:
            at = self._pass_keyword("default")
            if switch.default is not None:
                message = "Switch statements can have only one default clause."
                self.fail("MultipleSwitchDefaultClauses", at, message, incomplete=False)
        else:
            condition = self.argument()
        body = self.block(self._fail_switch_clause)
        if condition is None:
            switch.default = body
        else:
            switch.clauses.append((condition, body))

    def _fail_switch_clause(self) -> NoReturn:
        message = "Missing statement block in switch statement clause."
        self.fail("MissingSwitchStatementClause", self.pos, message)

    # --- exceptions and jumps ---

    def _try(self) -> Try:
        start = self._pass_keyword("try")
        body = self.block(
            lambda: self._fail_try("MissingTryStatementBlock", "Missing statement block after 'try' keyword.")
        )
        catches: list[Catch] = []
        final: Block | None = None
        end = after = self.pos
        word = self._following_word("catch", "finally")
        while word == "catch":
            if catches and not catches[-1].types:
                message = "A general catch clause must be the last catch clause."
                self.complain("EmptyCatchNotLast", self.pos - 1, message)
            caught = {_full_name(type_name) for earlier in catches for type_name in earlier.types}
            catches.append(self._catch(caught))
            end = self.pos
            word = self._following_word("catch", "finally")
        if word == "finally":
            self._pass_keyword(word)
            message = "Missing statement block after 'finally' keyword."
            final = self.block(lambda: self._fail_try("MissingFinallyStatementBlock", message))
            if (jump := leaving(final)) is not None:
                self.complain("ControlLeavingFinally", jump.start, "Control cannot leave a finally block.")
            end = self.pos
        if not catches and final is None:
            message = "The Try statement is missing its Catch or Finally block."
            self.fail("MissingCatchOrFinally", after, message)
        return Try(start, end, body, catches, final)

    def _fail_try(self, error_id: str, message: str) -> NoReturn:
        self.fail(error_id, self.pos, message)

    def _catch(self, caught: set[str]) -> Catch:
        """Passes a clause; ``caught`` are the types that clauses before it catch."""
        start = self._pass_keyword("catch")
        types: list[TypeName] = []
        while True:
            self.skip_new_lines()
            if types:
                if not self.looking_at(","):
                    break
                self.take(TokenKind.OPERATOR, 1)
                self.skip_new_lines()
            if not self.looking_at("["):
                if types:
                    message = "Missing type name after ','."
                    self.fail("MissingTypeLiteralToken", self.pos, message)
                break
            types.append(self.type_literal())
            if (name := _full_name(types[-1])) in caught:
                message = f"The exception type {types[-1]} is already handled by a previous handler."
                self.complain("ExceptionTypeAlreadyCaught", types[-1].start - 1, message)
            caught.add(name)
        message = "Missing statement block in catch clause."
        body = self.block(lambda: self._fail_try("MissingCatchHandlerBlock", message))
        return Catch(start, self.pos, types, body)

    def _trap(self) -> Trap:
        start = self._pass_keyword("trap")
        after = self.pos
        self.skip_new_lines()
        type_name = self.type_literal() if self.looking_at("[") else None
        if type_name is None:
            self.pos = max(self.pos, after)

        def missing() -> NoReturn:
            message = "The 'trap' statement was incomplete. A trap statement requires a body."
            self.fail("MissingTrapStatement", self.pos, message)

        return Trap(start, self.pos, type_name, self.block(missing))

    def _jump(self, word: str) -> Statement:
        start = self._pass_keyword(word)
        end = self.pos
        self.skip_space()
        value: Statement | None = None
        if not self.at_statement_end():
            value = self.pipeline_statement()
            end = value.end
        return _JUMPS[word](start, end, value)

    def _break(self, word: str) -> Statement:
        start = self._pass_keyword(word)
        end = self.pos
        self.skip_space()
        label: Expression | None = None
        if not self.at_statement_end() and not self.looking_at("|"):
            name = self.match(chars.HASH_NAME)
            if name is not None:
                self.take(TokenKind.MEMBER, len(name.group()))
                label = StringConstant(name.start(), name.end(), name.group(), "bare")
            else:
                label = self.argument()
            end = label.end
        return Break(start, end, label) if word == "break" else Continue(start, end, label)


def _full_name(type_name: TypeName) -> str:
    return str(type_name).lower().removeprefix("system.")

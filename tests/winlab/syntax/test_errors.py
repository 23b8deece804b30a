"""Where a malformed text is refused, and with which of PowerShell's ids."""

from __future__ import annotations

import pytest

from winlab.powershell.syntax import tokenize

REFUSED = {
    "if ($true": ("MissingEndParenthesisAfterStatement", 10),
    "if ($true { 1 }": ("UnexpectedToken", 10),
    "if (1) { 1 } else 2": ("MissingStatementBlockAfterElse", 17),
    "while ($true": ("MissingEndParenthesisAfterStatement", 12),
    "do { 1 } until $x": ("MissingOpenParenthesisAfterKeyword", 14),
    "for ($i=0": ("MissingEndParenthesisAfterStatement", 9),
    "foreach ($x in 1,2": ("MissingEndParenthesisAfterForeach", 18),
    "switch (1) { }": ("MissingSwitchConditionExpression", 12),
    "switch { 1 { 2 } }": ("PipelineValueRequired", 6),
    "switch (1) { 1 'a' }": ("MissingSwitchStatementClause", 14),
    "try { } catch { } catch { }": ("EmptyCatchNotLast", 17),
    "try { } catch [Exception] { } catch [System.Exception] { }": ("ExceptionTypeAlreadyCaught", 36),
    "try {} catch {} catch": ("MissingCatchHandlerBlock", 21),
    "switch -file a (1)": ("PipelineValueRequired", 15),
    "data -s & {}": ("MissingValueForSupportedCommandInDataSectionStatement", 7),
    "data -sup a,": ("MissingValueForSupportedCommandInDataSectionStatement", 12),
    "param(@a)": ("SplattingNotPermitted", 6),
    "foreach (@a in $b) {}": ("SplattingNotPermitted", 9),
    "[ref][ref]$x": ("ReferenceNeedsToBeByItselfInTypeSequence", 5),
    "[int][ref]$x": ("ReferenceNeedsToBeLastTypeInTypeConversion", 5),
    "[int][ref]$x = 42": ("ReferenceNeedsToBeByItselfInTypeConstraint", 5),
    "1 = 2; if (": ("IfStatementMissingCondition", 11),
    "param([int]$a, [int]$A)": ("DuplicateFormalParameter", 20),
    "try { } finally { return }": ("ControlLeavingFinally", 18),
    "function 'f' { 1 }": ("MissingNameAfterKeyword", 8),
    "function f($a) { param($b) }": ("OnlyOneParameterListAllowed", 17),
    "(1 2)": ("UnexpectedToken", 3),
    "(1 ": ("MissingEndParenthesisInExpression", 2),
    "@{ a 1 }": ("MissingEqualsInHashLiteral", 4),
    "$a.b(1 2)": ("MissingEndParenthesisInMethodCall", 6),
    "$a.b(,1)": ("MissingEndParenthesisInMethodCall", 5),
    "$a, $b += 1": ("InvalidLeftHandSide", 0),
    "$a, 1 = 2": ("InvalidLeftHandSide", 4),
    "[int x]": ("EndSquareBracketExpectedAtEndOfAttribute", 4),
    "@'": ("TerminatorExpectedAtEndOfString", 0),
    '@" a': ("UnexpectedCharactersAfterHereStringHeader", 3),
    "a | | b": ("EmptyPipeElement", 3),
    "a > b > c": ("StreamAlreadyRedirected", 6),
    "a <": ("MissingFileSpecification", 3),
    "a < b": ("RedirectionNotSupported", 2),
}
ACCEPTED = [
    "($a) = 1", "($a)++", "try { } finally { foreach ($x in 1) { break } }", "try { } finally { & { return } }",
    ":x foo", "$script:b:c", "a 2>&1 > b", "for () { }", "function\nf { }",
]  # fmt: skip


@pytest.mark.parametrize("code", REFUSED)
def test_a_malformed_text_is_refused_at_its_place(code: str) -> None:
    _, errors = tokenize(code)
    assert [(error.id, error.offset) for error in errors] == [REFUSED[code]]


@pytest.mark.parametrize("code", ACCEPTED)
def test_an_odd_text_that_is_sound_is_accepted(code: str) -> None:
    _, errors = tokenize(code)
    assert errors == []


@pytest.mark.parametrize(("code", "incomplete"), [("1 +", True), ("1 + # more", True), ("1 + )", False), ("(", True)])
def test_an_error_with_nothing_behind_it_says_that_more_text_could_mend_it(code: str, incomplete: bool) -> None:
    _, errors = tokenize(code)
    assert [error.incomplete for error in errors] == [incomplete]

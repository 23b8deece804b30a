"""What validation attributes say of what they refuse."""

from __future__ import annotations

import pytest

from tests.winlab.engine.place import new_runspace

_NULL = (
    "element of the argument collection contains a null value. Supply a collection that does not contain any null "
    "values and then try the command again."
)
REFUSED = {
    "no number": (
        "[ValidateRange(1, 10)]$a",
        "x",
        'The argument cannot be validated because its type "String" is not the same type ("Int32") as the maximum and '
        "minimum limits of the parameter. Make sure the argument is of type Int32 and then try the command again.",
    ),
    "null in a set": ("[ValidateSet('a', 'b')]$a", "$null", f"The argument is null, empty, or an {_NULL}"),
    "an empty text among others": (
        "[ValidateNotNullOrEmpty()][string[]]$a",
        "'a', ''",
        f"The argument is null, empty, or an {_NULL}",
    ),
    "a long text": (
        "[ValidateLength(1, 3)]$a",
        "abcd",
        "The character length of the 4 argument is too long. Shorten the character length of the argument so it is "
        'fewer than or equal to "3" characters, and then try the command again.',
    ),
}


@pytest.mark.parametrize(("parameter", "value", "told"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_says_why(parameter: str, value: str, told: str) -> None:
    record = new_runspace().invoke(f"function f {{ param({parameter}) }}; f {value}").errors[0]
    assert record.text == f"Cannot validate argument on parameter 'a'. {told}"
    assert record.full_id == "ParameterArgumentValidationError,f"


def test_a_text_is_compared_as_the_number_it_is() -> None:
    assert new_runspace().invoke("function f { param([ValidateRange(1, 10)]$a) $a }; f '9'").output == ["9"]

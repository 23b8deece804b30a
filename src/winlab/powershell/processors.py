"""A command of a running pipeline, and what functions' and cmdlets' calls share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from winlab.powershell.binding import Binding
from winlab.powershell.errors import PSError
from winlab.powershell.parameters import binding_error
from winlab.powershell.scopes import Frame
from winlab.powershell.values import ArrayList

if TYPE_CHECKING:
    from winlab.powershell.session import Session

Out = Callable[[object], object]


class Processor:
    """A command of a pipeline: ``start``, ``process`` for each object, ``finish``."""

    had_error = False
    place_start = 0

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.session: Session = frame.session
        self.out: Out = _nowhere
        self.started = False
        self.early: list[object] = []

    def wire(self) -> None:
        """Called when ``out`` is known."""

    def owns(self, owner: object) -> bool:
        """Whether a request to stop what comes before is this command's."""
        return owner is self

    def accept(self, value: object) -> None:
        """Takes an object from upstream; one that comes before the start waits."""
        if self.started:
            self.process(value)
        else:
            self.early.append(value)

    def begin(self, *, expecting: bool) -> None:
        """Starts and then takes what came early."""
        self.start(expecting=expecting)
        self.started = True
        for value in self.early:
            self.process(value)

    def start(self, *, expecting: bool) -> None:
        """Binds arguments and runs begin."""

    def process(self, value: object) -> None:
        """Takes one object."""

    def run_alone(self) -> None:
        """Does the work of a first command, which has no input."""

    def finish(self) -> None:
        """Runs end."""


def _nowhere(value: object) -> None:
    """The output of a command that has none."""


def store_variable(frame: Frame, name: str, values: list[object]) -> None:
    """-OutVariable, -ErrorVariable, -WarningVariable: ``+name`` adds."""
    if name.startswith("+"):
        variable = frame.scope.find(name[1:].lower())
        if variable is not None and isinstance(variable.value, ArrayList):
            variable.value.items.extend(values)
            return
        name = name[1:]
    frame.scope.set(name, ArrayList(values))


def list_variable(frame: Frame, name: str) -> list[object]:
    """The list of a variable that a running command fills; ``+name`` adds to what is there."""
    store_variable(frame, name, [])
    variable = frame.scope.find(name.lstrip("+").lower())
    return variable.value.items if variable is not None and isinstance(variable.value, ArrayList) else []


def bind_object(frame: Frame, binding: Binding, value: object) -> None:
    """Asks the script blocks that were given for values, and binds an object of the pipeline.

    Raises:
        PSError: InputObjectNotBound, or a parameter refuses the object.
    """
    for key, block in binding.delayed.items():
        found = frame.session.call_block(block, (), value, None, frame)
        binding.bound[key] = binding.convert(binding.meta.lookup[key], found[0] if len(found) == 1 else found)
    if not binding.bind_pipeline(value) and not binding.delayed:
        raise _input_not_bound(value)


def _input_not_bound(value: object) -> PSError:
    return binding_error(
        "InputObjectNotBound",
        "The input object cannot be bound to any parameters for the command either because the command does not take "
        "pipeline input or the input and its properties do not match any of the parameters that take pipeline input.",
        target=value,
    )

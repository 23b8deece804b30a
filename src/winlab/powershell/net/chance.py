"""System.Random, with the numbers .NET gives for a seed.

Source: https://learn.microsoft.com/dotnet/api/system.random , Knuth's subtractive generator
(The Art of Computer Programming, volume 2, section 3.2.2) with the constants .NET documents it by.
"""

from __future__ import annotations

from winlab.powershell.declare import NET, net_constructor, net_method
from winlab.powershell.errors import net_error
from winlab.powershell.startup import running_session
from winlab.powershell.values import Byte, NetObject

INT, DOUBLE, OBJ = "System.Int32", "System.Double", "System.Object"
_BIG = 2**31 - 1
_SEED = 161_803_398


@NET.type("System.Random")
class Random(NetObject):
    """Pseudo-random numbers."""

    def __init__(self, seed: int) -> None:
        self.numbers = [0] * 56
        number = _SEED - min(abs(seed), _BIG)
        self.numbers[55] = number
        step = 1
        for place in range(1, 55):
            spot = 21 * place % 55
            self.numbers[spot] = step
            step = number - step
            step += _BIG if step < 0 else 0
            number = self.numbers[spot]
        for _ in range(4):
            for place in range(1, 56):
                value = self.numbers[place] - self.numbers[1 + (place + 30) % 55]
                self.numbers[place] = value + _BIG if value < 0 else value
        self.first, self.second = 0, 21

    @net_constructor((), (INT,))
    @classmethod
    def new(cls, seed: int | None = None) -> Random:
        """With a seed, or by the machine's clock."""
        if seed is None:
            seed = running_session().host.now.ticks // 10_000 & 0x7FFF_FFFF
        return cls(seed)

    def _sample(self) -> int:
        self.first = self.first % 55 + 1
        self.second = self.second % 55 + 1
        found = self.numbers[self.first] - self.numbers[self.second]
        if found == _BIG:
            found -= 1
        if found < 0:
            found += _BIG
        self.numbers[self.first] = found
        return found

    @net_method("NextDouble", returns=DOUBLE)
    def next_double(self) -> float:
        """From 0 up to 1."""
        return self._sample() * (1.0 / _BIG)

    @net_method("Next", (), (INT,), (INT, INT), returns=INT)
    def next(self, first: int | None = None, second: int | None = None) -> int:
        """A whole number, below a limit, or between limits (the upper one excluded)."""
        if first is None:
            return self._sample()
        low, high = (0, first) if second is None else (first, second)
        if low > high:
            name = "maxValue" if second is None else "minValue"
            reason = "must be greater than zero." if second is None else "cannot be greater than maxValue."
            message = f"'{name}' {reason}\r\nParameter name: {name}"
            raise net_error("System.ArgumentOutOfRangeException", message, ParamName=name)
        return int(self.next_double() * (high - low)) + low

    @net_method("NextBytes", ("System.Byte[]",), returns="System.Void")
    def next_bytes(self, array: list[object]) -> None:
        """Fills an array."""
        for place in range(len(array)):
            array[place] = Byte(self._sample() % 256)

"""Users by rule: as many as wanted, with names a company could have, always the same ones."""

from __future__ import annotations

from dataclasses import dataclass

_GIVEN = [
    "Adam", "Alice", "Anna", "Ben", "Carla", "Charles", "Chloe", "Daniel", "Diana", "Edward", "Ella",
    "Emma", "Frank", "George", "Grace", "Hannah", "Harry", "Isabel", "Jack", "James", "Jane", "John",
    "Julia", "Karen", "Kate", "Kevin", "Laura", "Liam", "Linda", "Lucy", "Maria", "Mark", "Martin",
    "Mary", "Michael", "Nina", "Oliver", "Paul", "Peter", "Rachel", "Robert", "Rose", "Sam", "Sarah",
    "Simon", "Sophie", "Stephen", "Susan", "Thomas", "William",
]  # fmt: skip
_FAMILY = [
    "Adams", "Baker", "Barnes", "Bell", "Bennett", "Brown", "Butler", "Carter", "Clark", "Collins",
    "Cook", "Cooper", "Cox", "Davies", "Edwards", "Evans", "Fisher", "Foster", "Gray", "Green", "Hall",
    "Harris", "Hill", "Howard", "Hughes", "Jackson", "Johnson", "Jones", "Kelly", "King", "Lee",
    "Lewis", "Mason", "Miller", "Moore", "Morgan", "Morris", "Murphy", "Palmer", "Parker", "Price",
    "Reed", "Roberts", "Rogers", "Scott", "Shaw", "Smith", "Taylor", "Turner", "Walker", "Ward",
    "Watson", "White", "Wilson", "Wood", "Wright", "Young",
]  # fmt: skip


@dataclass(frozen=True)
class Person:
    """One user."""

    account: str
    given: str
    family: str

    @property
    def display_name(self) -> str:
        """``Given Family``."""
        return f"{self.given} {self.family}"


def people(count: int) -> list[Person]:
    """So many people, with different account names and display names.

    Raises:
        ValueError: More than there are different names.
    """
    if count > len(_GIVEN) * len(_FAMILY):
        raise ValueError(f"at most {len(_GIVEN) * len(_FAMILY)} different people can be made, not {count}")
    found: list[Person] = []
    taken: set[str] = set()
    for number in range(count):
        # Both lists are walked at once; their lengths have no common divisor, so that no pair comes twice.
        given = _GIVEN[number % len(_GIVEN)]
        family = _FAMILY[number % len(_FAMILY)]
        account = (given[0] + family).lower()
        suffix = 2
        candidate = account
        while candidate in taken:
            candidate = f"{account}{suffix}"
            suffix += 1
        taken.add(candidate)
        found.append(Person(candidate, given, family))
    return found

"""What a check found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and what to do about it; one that is only worth knowing is not `serious`."""

    wrong: str
    todo: str
    serious: bool = True

    def __str__(self) -> str:
        return f"{self.wrong} {self.todo}"


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun: 1 sentence, 2 sentences."""
    return f"{number:,} {one if number == 1 else many}"

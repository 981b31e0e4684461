"""What an adoption came to: what is stored, what does not fit and why, and what was not asked for."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from annotator.errors import AnnotatorError

ANNOTATIONS, LATER, SETTLED, COMMENTS, SUBMITTED = "annotations", "later", "settled", "comments", "submitted"


@dataclass
class Adopted:
    """What was stored, by article; what does not fit with the reason, by sentence or article.

    `notes` count what was not asked for, or is somebody else's; `not_taken` names it, each by its sentence.
    """

    came: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    left_out: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_taken: list[tuple[str, str]] = field(default_factory=list)

    def _total(self, what: str) -> int:
        return sum(counts[what] for counts in self.came.values())

    @property
    def annotations(self) -> int:
        """How many first readings were stored."""
        return self._total(ANNOTATIONS)

    @property
    def later(self) -> int:
        """How many annotations of later rounds were stored."""
        return self._total(LATER)

    @property
    def settled(self) -> int:
        """How many sentences were settled."""
        return self._total(SETTLED)

    @property
    def comments(self) -> int:
        """How many comments were stored."""
        return self._total(COMMENTS)

    @property
    def submitted(self) -> int:
        """How many articles are submitted with it."""
        return self._total(SUBMITTED)

    @property
    def articles(self) -> int:
        """On how many articles something was stored."""
        return sum(counts.total() > 0 for counts in self.came.values())

    @contextmanager
    def listing(self, where: str) -> Iterator[None]:
        """List what does not fit with its reason."""
        try:
            yield
        except AnnotatorError as fault:
            self.left_out.append((where, str(fault)))

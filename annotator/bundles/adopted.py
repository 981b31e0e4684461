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

    `notes` count what was not asked for, or is somebody else's; `not_taken` names it, each by its sentence. `theirs`
    are the articles on which something of each person was stored, `known` who else did something in the dataset. Where
    it is about `several` people, reasons say whose it was.
    """

    several: bool = False
    came: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    theirs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    known: set[str] = field(default_factory=set)
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

    def add(self, who: str, article: str, what: str, count: int = 1) -> None:
        """Count what was stored of a person on an article."""
        self.came[article][what] += count
        if count:
            self.theirs[who].add(article)

    def leave_out(self, who: str, where: str, reason: str) -> None:
        """List something of a person that does not fit."""
        self.left_out.append((where, f"{who}: {reason}" if self.several else reason))

    @contextmanager
    def listing(self, who: str, where: str) -> Iterator[None]:
        """List what of a person does not fit with its reason."""
        try:
            yield
        except AnnotatorError as fault:
            self.leave_out(who, where, str(fault))

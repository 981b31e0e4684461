"""Passwords and one-time tokens: argon2id with the parameters OWASP recommends, tokens stored only as hashes."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from annotator.errors import BadInput

MIN_LENGTH = 8
MAX_LENGTH = 200
_STRONG = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Passwords:
    """Hashes and checks passwords; `cheap` is for tests only."""

    def __init__(self, *, cheap: bool = False) -> None:
        self._hasher = _CHEAP if cheap else _STRONG
        # Checked when the name is unknown, so that the answer takes as long as for a known one.
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    def hash(self, password: str) -> str:
        """Return the hash to store; raises BadInput when the password is too short, too long or cannot be hashed."""
        if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
            raise BadInput(f"Use a password of {MIN_LENGTH} to {MAX_LENGTH} characters; a few words are a good one.")
        if "\0" in password or any("\ud800" <= character <= "\udfff" for character in password):
            raise BadInput("The password holds a character that cannot be typed. Use letters, digits and signs.")
        return self._hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Say whether `password` belongs to the stored hash; takes as long when there is no stored hash."""
        password = password.encode("utf-8", "replace").decode()
        try:
            return self._hasher.verify(stored or self._nobody, password[:MAX_LENGTH]) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def new_token() -> str:
    """Return 32 random bytes as text for a cookie or a link."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token or a name that must not be readable in the database."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()

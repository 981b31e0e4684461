"""The one write lock of a SQLite database: a fair turn among threads, and a locked file among processes."""

import os
import sys
import threading
import time

from annotator.errors import SetupError

PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.002


class Turns:
    """A lock that whoever had it gets again only after the one who waits for it, so that an import starves no save."""

    def __init__(self) -> None:
        self._next, self._lock = threading.Lock(), threading.Lock()

    def __enter__(self) -> None:
        with self._next:
            self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


class FileTurn:
    """A file that one process at a time has locked; one thread at a time may enter. The system frees it after a crash.

    It stays open, as opening it for each save costs as much as a statement.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: int | None = None

    def __enter__(self) -> None:
        """Wait for the lock; raises SetupError when another program keeps it for a minute."""
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        until = time.monotonic() + PATIENCE_SECONDS
        while not _take(self._file):
            if time.monotonic() > until:
                raise SetupError("Another program keeps the database locked. Try again when it is done.")
            time.sleep(PAUSE_SECONDS)

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            _free(self._file)

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> bool:
        """Lock the first byte, which need not exist; say whether it was free."""
        os.lseek(file, 0, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _free(file: int) -> None:
        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(file: int) -> bool:
        """Lock the file; say whether it was free."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _free(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)

"""All checks with one command: `python3 -m tests`, with options for pytest behind it (`python3 -m tests -k splitting`).

Makes .venv with what .ci/requirements.lock names, finds or fetches a Chromium, then runs ruff, mypy and pytest.
Needs Python 3.11 or newer with pip and nothing else; standard library only.
"""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
LOCK = ROOT / ".ci" / "requirements.lock"
STAMP = VENV / "installed-for-tests"
# Each process has a PostgreSQL and a Chromium of its own; more than four of them are no quicker.
PROCESSES = max(1, min(4, os.cpu_count() or 1))


class StepError(RuntimeError):
    """A step of the set-up failed; its own words are above."""


def main(options: list[str]) -> int:
    """Run everything, also after a failure; the exit status is 1 when anything failed."""
    try:
        set_up()
    except StepError as reason:
        print(f"\nSET-UP FAILED: {reason}")
        return 1
    checks = {
        "Chromium": ["-m", "tests.browser_setup"],
        "ruff check": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "mypy": ["-m", "mypy", "annotator", "tests"],
        "pytest": ["-m", "pytest", "-n", str(PROCESSES), "--dist", "worksteal", *options],
    }
    failed = [name for name, command in checks.items() if not run(name, [PYTHON, *command])]
    print(f"\nFAILED: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0


def set_up() -> None:
    """Make .venv hold what the lock names, and this checkout; at once when it does already. Raises StepError."""
    if sys.version_info < (3, 11):  # noqa: UP036  - whoever has an older one is told so in one sentence
        raise StepError(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    pip = [*make_venv(), "install", "--quiet", "--disable-pip-version-check"]
    must("install what the lock names", [*pip, "--require-hashes", "-r", str(LOCK)])
    must("install this checkout", [*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    STAMP.write_text(wanted)


def make_venv() -> list[str]:
    """Make .venv when it is missing; return the command of a pip that installs into it."""
    own = [PYTHON, "-m", "pip"]
    if not Path(PYTHON).exists() and not run("make .venv", [sys.executable, "-m", "venv", str(VENV)]):
        # Debian splits ensurepip off; the pip that is there can serve another environment.
        must("make .venv without pip", [sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)])
    has_pip = subprocess.run([*own, "--version"], check=False, capture_output=True).returncode == 0
    return own if has_pip else [sys.executable, "-m", "pip", "--python", PYTHON]


def must(name: str, command: list[str]) -> None:
    """Run a command without which nothing else makes sense. Raises StepError."""
    if not run(name, command):
        raise StepError(name)


def run(name: str, command: list[str]) -> bool:
    """Run a command in the root of the checkout, say how long it took, and tell whether it went well."""
    print(f"\n--- {name}", flush=True)
    started = time.monotonic()
    status = subprocess.run(command, check=False, cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}).returncode
    print(f"--- {name}: {'ok' if status == 0 else 'failed'} after {time.monotonic() - started:.1f} s", flush=True)
    return status == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The benches run and print their figures; how large the figures are is for people to read, not for a test."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHORT = {
    "bench_saves": (["--seconds", "1", "--annotators", "1,8"], r"8 annotators +\d+ saves/s .* errors 0\b"),
    "bench_pages": (["--times", "2"], r"500 sentences +[\d.]+ ms CPU"),
    "bench_start": (["--times", "1"], r"a database in use +answers after +[\d.]+ s"),
}


@pytest.mark.parametrize("name", SHORT)
def test_a_bench_prints_its_figures_in_its_short_form(name: str) -> None:
    options, wanted = SHORT[name]
    command = [sys.executable, "-m", f"tests.bench.{name}", *options]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    print(ended.stdout)
    assert re.search(wanted, ended.stdout), ended.stdout

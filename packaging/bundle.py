"""Make the offline bundle: every wheel in the locked version for one kind of machine, and a script that installs them.

Run by ``make bundle``. Needs a registry once, here; the machine on which the bundle is installed needs none.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
#: glibc 2.28 and older wheels run on every Linux that has it: Debian 10, RHEL 8, openEuler 20.03, Kylin V10 and newer.
PLATFORMS = (
    "manylinux_2_28",
    "manylinux_2_27",
    "manylinux_2_26",
    "manylinux_2_24",
    "manylinux_2_17",
    "manylinux2014",
)
ABIS = ("abi3", "none")
#: What the scripts of a bundle need to know.
PAPERS = ("LICENSE", "README.md", "README.zh.md", "CHANGELOG.md", "docs/deploy.md")


def main() -> None:
    """Make a bundle for each machine and Python asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--machine", nargs="+", default=["x86_64", "aarch64"])
    parser.add_argument("--python", nargs="+", default=["3.11"], help="versions of Python, such as 3.11 3.13")
    parser.add_argument("--postgres", action="store_true", help="with the driver of PostgreSQL, which is LGPL-3")
    chosen = parser.parse_args()
    lock = REQUIREMENTS / ("office-postgres.txt" if chosen.postgres else "office.txt")
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as room:
        own = build_wheel(Path(room))
        for machine in chosen.machine:
            for python in chosen.python:
                print(make_bundle(chosen.out, own, lock, machine, python))  # noqa: T201


def build_wheel(folder: Path) -> Path:
    """Build our own wheel, with everything the site shows in it."""
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
    (wheel,) = folder.glob("tongcheng-*.whl")
    return wheel


def make_bundle(out: Path, own: Path, lock: Path, machine: str, python: str) -> Path:
    """Gather the wheels of one kind of machine and pack them with the script."""
    version = own.name.split("-")[1]
    name = f"tongcheng-{lock.stem}-{version}-linux-{machine}-py{python.replace('.', '')}"
    folder = out / name
    shutil.rmtree(folder, ignore_errors=True)
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    locked = lines_for(lock, machine, python)
    (folder / "requirements.txt").write_text("\n".join(locked) + "\n", encoding="utf-8")
    download(folder / "requirements.txt", wheels, machine, python)
    refuse_incomplete(locked, wheels)
    shutil.copy(own, wheels)
    (folder / "MACHINE").write_text(f"{machine} {python} {version}\n", encoding="ascii")
    script = folder / "install.sh"
    shutil.copy(ROOT / "packaging" / "install.sh", script)
    script.chmod(0o755)
    for paper in PAPERS:
        if (ROOT / paper).is_file():
            shutil.copy(ROOT / paper, folder)
    write_sums(folder)
    packed = out / f"{name}.tar"
    with tarfile.open(packed, "w") as archive:
        archive.add(folder, name)
    shutil.rmtree(folder)
    return packed


def lines_for(lock: Path, machine: str, python: str) -> list[str]:
    """Give the locked versions that hold for a machine, without markers: pip would ask its own machine."""
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.99",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "platform_system": "Linux",
        "sys_platform": "linux",
        "os_name": "posix",
    }
    found = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate(environment):
                found.append(f"{wanted.name}{wanted.specifier}")
    return found


def download(locked: Path, wheels: Path, machine: str, python: str) -> None:
    """Fetch wheels only: nothing has to be built where there may be no compiler."""
    abi = "cp" + python.replace(".", "")
    run(
        sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps",
        "--only-binary=:all:", "--implementation", "cp", "--python-version", python,
        *(part for one in PLATFORMS for part in ("--platform", f"{one}_{machine}")),
        *(part for one in (abi, *ABIS) for part in ("--abi", one)),
        "--dest", str(wheels), "-r", str(locked),
    )  # fmt: skip


def refuse_incomplete(locked: list[str], wheels: Path) -> None:
    """Stop if there are not as many wheels as locked versions."""
    count = len(list(wheels.glob("*.whl")))
    if count != len(locked):
        raise SystemExit(f"{len(locked)} versions are locked, {count} wheels were found")


def write_sums(folder: Path) -> None:
    """Write the hash of every file, as ``sha256sum -c`` reads them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}" for path in files]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(*command: str) -> None:
    """Run a command or stop."""
    subprocess.run(command, check=True)  # noqa: S603


if __name__ == "__main__":
    main()

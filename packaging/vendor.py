"""Fetch what the browser needs from npm, pinned by version and hash, and put it beside the site's own files.

Only this script goes to the registry; the files are committed, and a test compares them with ``manifest.json``.
References to source maps are cut off: they name files that are not shipped.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SITE = ROOT / "src/tongcheng/office/core/static/vendor"
TESTS = ROOT / "tests/office/vendor"
_MAPS = re.compile(rb"\n?//[#@] ?sourceMappingURL=[^\n]*\n?$|\n?/\*[#@] ?sourceMappingURL=.*?\*/\n?$")
_MIT = """MIT License

Copyright (c) 2019-2026 Caleb Porzio and contributors

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


@dataclass(frozen=True)
class Package:
    """One package of npm: which files of it go where."""

    name: str
    version: str
    sha256: str
    licence: str
    target: Path
    files: dict[str, str]
    licence_text: str = ""


# MapLibre 4 also runs on Chromium of before 2022 and without WebGL 2; 5 and later do not.
PACKAGES = (
    Package(
        "maplibre-gl",
        "4.7.1",
        "7e8a778cff03abad64ae19674977058616e1cf7c3712cabd1c35461ae465f923",
        "BSD-3-Clause",
        SITE / "maplibre-gl",
        {
            "dist/maplibre-gl-csp.js": "maplibre-gl-csp.js",
            "dist/maplibre-gl-csp-worker.js": "maplibre-gl-csp-worker.js",
            "dist/maplibre-gl.css": "maplibre-gl.css",
            "LICENSE.txt": "LICENSE.txt",
        },
    ),
    Package(
        "@alpinejs/csp",
        "3.17.4",
        "4c4cd80495f4bbfac3cc026a191b84f341df885d175d757cba7675bcc7b87ec4",
        "MIT",
        SITE / "alpinejs-csp",
        {"dist/cdn.min.js": "alpine-csp.min.js"},
        _MIT,
    ),
    Package(
        "axe-core",
        "4.14.1",
        "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745",
        "MPL-2.0",
        TESTS / "axe-core",
        {"axe.min.js": "axe.min.js", "LICENSE": "LICENSE.txt", "LICENSE-3RD-PARTY.txt": "LICENSE-3RD-PARTY.txt"},
    ),
)


def main() -> None:
    """Fetch every package and write the two manifests."""
    for folder in (SITE, TESTS):
        own = [package for package in PACKAGES if folder in package.target.parents]
        entries = [_place(package, folder) for package in own]
        folder.joinpath("manifest.json").write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")


def _place(package: Package, folder: Path) -> dict[str, object]:
    package.target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, tarfile.open(_fetched(package, Path(scratch))) as archive:
        for source, name in package.files.items():
            member = archive.extractfile(f"package/{source}")
            if member is None:
                raise SystemExit(f"{package.name}: no file {source}")
            package.target.joinpath(name).write_bytes(_MAPS.sub(b"\n", member.read()))
    if package.licence_text:
        package.target.joinpath("LICENSE.txt").write_text(package.licence_text, encoding="utf-8")
    return {
        "package": package.name,
        "version": package.version,
        "licence": package.licence,
        "sha256_of_package": package.sha256,
        "files": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(package.target.iterdir())
        },
    }


def _fetched(package: Package, scratch: Path) -> Path:
    command = ["npm", "pack", f"{package.name}@{package.version}", "--silent", "--pack-destination", str(scratch)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    (path,) = scratch.glob("*.tgz")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != package.sha256:
        raise SystemExit(f"{package.name}: expected {package.sha256}, found {found}")
    return path


if __name__ == "__main__":
    main()

"""Files that come from elsewhere are those that their manifests name, with their licences, and ask for nothing more."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import tongcheng.office.core as core

SITE = Path(core.__file__).parent / "static/vendor"
TESTS = Path(__file__).parents[1] / "vendor"


@pytest.mark.parametrize("folder", [SITE, TESTS], ids=["site", "tests"])
def test_files_are_those_of_the_manifest(folder: Path) -> None:
    entries = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    listed = {name: digest for entry in entries for name, digest in entry["files"].items()}
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == listed
    for entry in entries:
        assert any("LICENSE" in name for name in entry["files"]), entry["package"]


def test_the_site_ships_permissive_licences_only() -> None:
    entries = json.loads((SITE / "manifest.json").read_text(encoding="utf-8"))
    assert {entry["licence"] for entry in entries} <= {"BSD-3-Clause", "MIT"}


def test_no_file_names_a_source_map() -> None:
    for path in [*SITE.rglob("*.js"), *SITE.rglob("*.css")]:
        assert b"sourceMappingURL" not in path.read_bytes(), path.name

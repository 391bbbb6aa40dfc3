"""Candidates of a run (dead ends, bottlenecks), with what was decided about them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from tongcheng.language import Text
from tongcheng.office.figures.models import Run, Verdict
from tongcheng.office.figures.store import part, runs_folder

_TABLE = "tables/candidates.parquet"


@dataclass(frozen=True)
class Candidate:
    """A place where a run suspects a break in the network."""

    candidate: str
    name: str
    kind: str
    border: str
    evidence: Text
    verdict: Verdict | None = None


def candidates_of(run: Run) -> list[Candidate]:
    """Give the candidates that the run proposes, in its order, with the office's latest verdict; one query."""
    latest: dict[str, Verdict] = {}
    for verdict in Verdict.objects.filter(run__circle=run.circle).order_by("decided", "pk"):
        latest[verdict.subject] = verdict
    found = _candidates(str(runs_folder()), run.folder, run.pk)
    return [
        Candidate(one.candidate, one.name, one.kind, one.border, one.evidence, latest.get(one.candidate))
        for one in found
    ]


@lru_cache(maxsize=8)
def _candidates(root: str, folder: str, pk: int) -> tuple[Candidate, ...]:  # noqa: ARG001 - root tells offices apart
    run = Run.objects.get(pk=pk)
    papers = json.loads((runs_folder() / folder / "run.json").read_text(encoding="utf-8"))
    if _TABLE not in papers["files"]:
        return ()
    frame = part(run, _TABLE)
    frame = frame[frame["proposed"].fillna(False).astype(bool)]
    return tuple(
        Candidate(
            str(row["candidate"]),
            " ".join(str(row[key]) for key in ("name", "ref") if isinstance(row[key], str) and row[key]),
            str(row["kind"]),
            str(row["border"] or ""),
            Text(str(row["evidence_zh"]), str(row["evidence_en"])),
        )
        for row in frame.to_dict("records")
    )

"""Run every benchmark, one after another: ``python -m benchmarks [--quick] [--json]``."""

from __future__ import annotations

import importlib
import pkgutil

import benchmarks
from benchmarks.harness import Row, parse, show


def main() -> None:
    """Gather the rows of all modules that have ``rows``; a benchmark that fails is named and fails the whole."""
    options = parse(__doc__)
    names = sorted(item.name for item in pkgutil.iter_modules(benchmarks.__path__) if not item.name.startswith("_"))
    found: list[Row] = []
    for name in names:
        module = importlib.import_module(f"benchmarks.{name}")
        if not hasattr(module, "rows"):
            continue
        rows = module.rows(options.quick)
        found.extend(rows)
        if not options.json:
            print(f"\n{name}")
            show(rows, as_json=False)
    if options.json:
        show(found, as_json=True)


if __name__ == "__main__":
    main()

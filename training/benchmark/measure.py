"""Speed, memory and size of a model on one core."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from extractor.errors import SolieuError

if TYPE_CHECKING:
    from rich.table import Table

ONE_CORE = {
    **dict.fromkeys(
        (
            "OMP_NUM_THREADS",
            "OPENBLAS_NUM_THREADS",
            "MKL_NUM_THREADS",
            "BLIS_NUM_THREADS",
            "NUMEXPR_NUM_THREADS",
            "VECLIB_MAXIMUM_THREADS",
            "RAYON_NUM_THREADS",
        ),
        "1",
    ),
    "TOKENIZERS_PARALLELISM": "false",
    "CUDA_VISIBLE_DEVICES": "",
}
"""Environment under which nothing runs on more than one core."""

_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured quantity.

    Args:
        name: Its name in JSON.
        title: Its name for people.
        unit: Its unit.
        values: What each run gave, at least one.
    """

    name: str
    title: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of the runs."""
        return median(self.values)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "unit": self.unit,
            "median": self.median,
            "min": min(self.values),
            "max": max(self.values),
            "runs": list(self.values),
        }


def benchmark(
    model: Path,
    files: Sequence[Path],
    runs: int = 5,
    finished: Callable[[str], None] | None = None,
) -> list[Figure]:
    """Measure a model, each part in a process of its own with one thread.

    Args:
        model: Folder of the model.
        files: Reports to work on; reading is measured on those that are PDF.
        runs: How often each part is timed.
        finished: Called with the name of each part that is done: `load` as often as there are
            runs, `predict`, `extract`, and `read` where there is a PDF file.

    Returns:
        The figures. A rate by the processor's time is what an idle machine would give; one by the
        clock is lower where other work goes on. Tokens are syllables, numbers and marks; 1 MB is a
        million bytes.

    Raises:
        SolieuError: The model or a file cannot be read.
    """
    tell = finished or (lambda part: None)
    figures = []
    loads = []
    for _ in range(runs):
        loads.append(_run("load", model, (), 1))
        tell("load")
    figures.append(Figure("size", "Size on disk", "MB", (_size(model) / _MEGABYTE,)))
    figures.append(
        Figure("load", "Loading, imports included", "s", tuple(x["seconds"][0] for x in loads))
    )
    for kind, title in (("predict", "Spans and relations"), ("extract", "File to facts")):
        result = _run(kind, model, files, runs)
        figures += _rates(kind, title, result, "tokens", "s", 1)
        tell(kind)
    pdfs = [file for file in files if file.suffix.lower() == ".pdf"]
    if pdfs:
        figures += _rates(
            "read", "Reading PDF", _run("read", model, pdfs, runs), "pages", "min", 60
        )
        tell("read")
    return figures


def benchmark_table(figures: Sequence[Figure]) -> Table:
    """The figures for the terminal: median, least and most of the runs."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title="On one core", title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for column in ("", "median", "min–max", "unit"):
        table.add_column(column, justify="right" if column in ("median", "min–max") else "left")
    for figure in figures:
        low, high = _digits(min(figure.values)), _digits(max(figure.values))
        spread = f"{low}–{high}" if len(figure.values) > 1 else ""
        table.add_row(figure.title, _digits(figure.median), spread, figure.unit)
    return table


def machine() -> dict[str, Any]:
    """What the figures were measured on: processor, cores, versions."""
    import platform
    from importlib.metadata import version

    processor = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                processor = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    return {
        "processor": processor,
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("spacy", "thinc", "numpy")},
    }


def _rates(
    name: str, title: str, result: dict[str, Any], what: str, per: str, factor: float
) -> list[Figure]:
    amount = factor * result[what]
    return [
        Figure(
            f"{name}_rate", title, f"{what}/{per}", tuple(amount / s for s in result["seconds"])
        ),
        Figure(
            f"{name}_cpu_rate",
            f"{title}, processor's time",
            f"{what}/{per}",
            tuple(amount / max(s, 1e-9) for s in result["cpu_seconds"]),
        ),
        Figure(
            f"{name}_memory", f"{title}, peak memory", "MB", (result["peak_memory"] / _MEGABYTE,)
        ),
    ]


def _run(kind: str, model: Path, files: Sequence[Path], runs: int) -> dict[str, Any]:
    job = {"kind": kind, "model": str(model), "files": [str(f) for f in files], "runs": runs}
    done = subprocess.run(
        [sys.executable, "-m", "training.benchmark.worker", json.dumps(job)],
        env={**os.environ, **ONE_CORE},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not done.stdout.strip():
        last = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
        raise SolieuError(f"The benchmark of {model} ended early ({kind}): {last[:200]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if "error" in result:
        raise SolieuError(result["error"])
    return result


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _digits(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"

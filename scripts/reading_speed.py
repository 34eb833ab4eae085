"""How fast PDF pages are read, and whether memory grows with their number.

    python scripts/reading_speed.py [--pages 250 1000]

Builds PDF files of the given lengths out of the fixtures and reads each in a process of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def build(path: Path, pages: int) -> int:
    """Write a PDF of at least so many pages; returns how many it has."""
    import pypdfium2 as pdfium

    whole = pdfium.PdfDocument.new()
    parts = sorted((ROOT / "tests" / "fixtures" / "reports").glob("*.pdf"))
    while len(whole) < pages:
        for part in parts:
            whole.import_pages(pdfium.PdfDocument(part))
    whole.save(path)
    return len(whole)


def work(pipe: Connection, path: Path) -> None:
    """Read the file, answer with wall time, processor time and peak memory."""
    from extractor.reading import read_report

    began, began_processor = time.monotonic(), time.process_time()
    read_report(path)
    pipe.send(
        (
            time.monotonic() - began,
            time.process_time() - began_processor,
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        )
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, nargs="+", default=[50, 250, 1000])
    options = parser.parse_args()
    print(f"{'pages':>6} {'pages/min':>10} {'(processor)':>12} {'peak MB':>8} {'KB/page':>8}")
    context = multiprocessing.get_context("spawn")
    last: tuple[int, float] | None = None
    with tempfile.TemporaryDirectory() as folder:
        for wanted in options.pages:
            path = Path(folder) / f"{wanted}.pdf"
            pages = build(path, wanted)
            pipe, end = multiprocessing.Pipe()
            process = context.Process(target=work, args=(end, path))
            process.start()
            wall, processor, memory = pipe.recv()
            process.join()
            grown = 1024 * (memory - last[1]) / (pages - last[0]) if last else float("nan")
            print(
                f"{pages:6} {60 * pages / wall:10.0f} {60 * pages / processor:12.0f} "
                f"{memory:8.0f} {grown:8.1f}"
            )
            last = (pages, memory)


if __name__ == "__main__":
    main()

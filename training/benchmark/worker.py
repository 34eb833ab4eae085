"""The timed part of a benchmark, run as a process of its own.

`python -m training.benchmark.worker JOB`, where JOB is a JSON object `{kind, model, files, runs}`;
the result is a JSON object on the last line of stdout. Apart from the rest for two reasons: BLAS
reads its number of threads when numpy is imported, and the peak of the memory is the process's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

_ENCODERS_AND_TASKS = ("tok2vec", "transformer", "ner", "relations")
_WARM_UP = 20
"""Texts predicted before the clock starts, so that what is built at first use is there."""


def peak_memory() -> int:
    """The most memory this process has held so far, in bytes (resident set)."""
    try:
        # Unlike getrusage, this is not inherited from the process that started this one.
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _timed(work: Callable[[], Any], runs: int) -> dict[str, list[float]]:
    """Seconds of the clock and of the processor that each run takes."""
    seconds, cpu = [], []
    for _ in range(runs):
        clock, processor = perf_counter(), process_time()
        work()
        seconds.append(perf_counter() - clock)
        cpu.append(process_time() - processor)
    return {"seconds": seconds, "cpu_seconds": cpu}


def _count_tokens(nlp: Language, texts: Sequence[str]) -> int:
    """Tokens that are no white space."""
    return sum(not token.is_space for text in texts for token in nlp.make_doc(text))


def _texts(files: Sequence[str]) -> list[str]:
    from extractor.extraction import blank_paragraphs
    from extractor.reading import read_report

    return [record.text for file in files for record in blank_paragraphs(read_report(file))]


def load(model: str, files: Sequence[str], runs: int) -> dict[str, Any]:
    """Import what a pipeline needs and load it, once: a second time would be no start."""

    def work() -> None:
        from extractor.extraction import load_pipeline

        load_pipeline(Path(model))

    return _timed(work, 1)


def predict(model: str, files: Sequence[str], runs: int) -> dict[str, Any]:
    """Spans and relations of the files' paragraphs, from text; the reading is not timed."""
    from extractor.extraction import load_pipeline

    nlp = load_pipeline(Path(model))
    texts = _texts(files)
    names = [name for name in nlp.pipe_names if name in _ENCODERS_AND_TASKS]
    with nlp.select_pipes(enable=names):

        def work(some: Sequence[str] = texts) -> None:
            for _ in nlp.pipe(some):
                pass

        work(texts[:_WARM_UP])
        times = _timed(work, runs)
    return {**times, "tokens": _count_tokens(nlp, texts)}


def extract(model: str, files: Sequence[str], runs: int) -> dict[str, Any]:
    """From files to facts."""
    from extractor import Extractor

    extractor = Extractor.load(model)
    texts = _texts(files)
    extractor.extract(text="\n".join(texts[:_WARM_UP]) or "Số liệu")

    def work() -> None:
        for file in files:
            extractor.extract(file)

    return {**_timed(work, runs), "tokens": _count_tokens(extractor.nlp, texts)}


def read(model: str, files: Sequence[str], runs: int) -> dict[str, Any]:
    """From PDF files to reports."""
    import pypdfium2

    from extractor.reading import read_report

    pages = 0
    for file in files:
        read_report(file)  # the first use of a file also tells whether it can be read at all
        with pypdfium2.PdfDocument(file) as document:
            pages += len(document)

    def work() -> None:
        for file in files:
            read_report(file)

    return {**_timed(work, runs), "pages": pages}


KINDS: dict[str, Callable[[str, Sequence[str], int], dict[str, Any]]] = {
    "load": load,
    "predict": predict,
    "extract": extract,
    "read": read,
}


def main() -> None:
    """Do the job that the first argument describes."""
    from extractor.errors import SolieuError

    job = json.loads(sys.argv[1])
    try:
        result = KINDS[job["kind"]](job["model"], job["files"], job["runs"])
    except SolieuError as error:
        result = {"error": str(error)}
    print(json.dumps({**result, "peak_memory": peak_memory()}))


if __name__ == "__main__":
    main()

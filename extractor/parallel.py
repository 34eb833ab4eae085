"""Many reports in several processes.

Processes are spawned, not forked, so that it works the same on every system; each loads the model
for itself and reads its files itself, and only extractions travel back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import SolieuError

if TYPE_CHECKING:
    from extractor.extraction import Extraction, Extractor

_AHEAD = 2
"""Files a process has waiting, so that it need not wait itself."""

_extractor: Extractor | None = None
"""The model of this process."""


def extract_in_processes(
    extractor: Extractor, named: Iterable[tuple[Path, str]], n_process: int
) -> Iterator[tuple[Path, Extraction | SolieuError]]:
    """Extract reports in processes of their own.

    Args:
        extractor: The model; loaded again by each process.
        named: Files and the ids of their reports, read as they are needed.
        n_process: How many processes.

    Yields:
        Each file with its extraction, or with the error that says why it cannot be read, in order.

    Raises:
        SolieuError: A process ended before its work was done.
    """
    config, content = {}, b""
    if extractor.path is None:
        config, content = dict(extractor.nlp.config), extractor.nlp.to_bytes()
    waiting: deque[tuple[Path, Future[Extraction | SolieuError]]] = deque()
    named = iter(named)
    executor = ProcessPoolExecutor(
        n_process,
        mp_context=get_context("spawn"),
        initializer=_start,
        initargs=(extractor.path, config, content),
    )
    try:
        while True:
            for path, name in islice(named, n_process * _AHEAD - len(waiting)):
                waiting.append((path, executor.submit(_extract, path, name)))
            if not waiting:
                return
            path, future = waiting.popleft()
            yield path, future.result()
    except BrokenProcessPool as error:
        raise SolieuError(
            "A process ended before its work was done: memory ran out, or the script that started "
            'it does not keep its own work below `if __name__ == "__main__":`. Use fewer '
            "processes, or one."
        ) from error
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _start(path: Path | None, config: dict[str, object], content: bytes) -> None:
    """Load the model into a new process."""
    global _extractor
    from extractor.extraction import Extractor

    if path is not None:
        _extractor = Extractor.load(path)
        return
    from spacy.util import load_model_from_config

    nlp = load_model_from_config(config, auto_fill=True)
    _extractor = Extractor(nlp.from_bytes(content))


def _extract(path: Path, report_id: str) -> Extraction | SolieuError:
    assert _extractor is not None
    try:
        return _extractor.extract(path, report_id=report_id)
    except SolieuError as error:
        return error

"""The way from a file to its facts: read, find spans and relations, assemble.

`Extractor` holds a model; `Extraction` is what it makes of one report.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.errors import SolieuError
from extractor.reading.report import Report
from extractor.schema import AnnotatedText, Marker

if TYPE_CHECKING:
    from spacy.language import Language

    from extractor.checks import Finding
    from extractor.facts.fact import Fact
    from extractor.facts.records import Record
    from extractor.output.labels import Lang
    from extractor.output.table import TableName

MODEL = "models/solieu"
"""Where `solieu train` puts the model, from the project's folder."""

Progress = Callable[[int, int], None]
"""Told the characters done and the characters in all."""
OnError = Callable[[Path, SolieuError], None]
"""Told which file could not be read, and why."""


@dataclass(eq=False)
class Extraction:
    """What a report says in figures.

    Args:
        report: The report as read.
        paragraphs: Its paragraphs, headings and footnotes with their spans and relations, ids
            `report-id/p012` and `report-id/f03`.
        facts: One a quantity, of the text, the footnotes and the tables; `Fact.head` is an index
            into this list.
    """

    report: Report
    paragraphs: list[AnnotatedText]
    facts: list[Fact]

    def __repr__(self) -> str:
        return (
            f"Extraction({self.report.id!r}, {len(self.paragraphs)} paragraphs, "
            f"{len(self.facts)} facts)"
        )

    @cached_property
    def records(self) -> list[Record]:
        """Facts that belong together as one row each; see `extractor.facts.records`."""
        from extractor.facts.records import to_records

        return to_records(self.facts)

    @cached_property
    def findings(self) -> list[Finding]:
        """Figures that contradict each other; see `extractor.checks`."""
        from extractor.checks import find_findings

        return find_findings(self.facts, self.report)

    def to_pandas(self, table: TableName = "facts", lang: Lang | None = None) -> Any:
        """A pandas data frame.

        Args:
            table: `facts`, one a row, or `records`, an indicator with its actual and planned value,
                share of the plan and change in a row.
            lang: Language of column names and labels; None for the names of the JSON fields.

        Returns:
            A `pandas.DataFrame`: numbers as float64, indices as nullable Int64, dates as
            datetime64, several places or periods of a row joined by `; `.
        """
        from extractor.output.frames import to_pandas

        return to_pandas([self], table, lang)

    def to_polars(self, table: TableName = "facts", lang: Lang | None = None) -> Any:
        """A polars data frame of the same columns as `to_pandas`.

        Args:
            table: `facts` or `records`.
            lang: Language of column names and labels; None for the names of the JSON fields.

        Returns:
            A `polars.DataFrame`.

        Raises:
            SolieuError: Polars is not installed.
        """
        from extractor.output.frames import to_polars

        return to_polars([self], table, lang)

    def to_dataset(self) -> Any:
        """A Hugging Face dataset, one fact a row with the nested fields of the JSON form.

        Returns:
            A `datasets.Dataset`.
        """
        from extractor.output.frames import to_dataset

        return to_dataset([self])

    def save(self, path: str | Path, lang: Lang | None = None, table: TableName = "facts") -> Path:
        """Write the facts to a file, whole or not at all.

        Args:
            path: A file ending in `.jsonl`, `.csv`, `.parquet`, `.xlsx` or `.html`.
            lang: Language of column names and labels, `vi` or `en`. Without one, `.csv` and
                `.parquet` bear the names of the JSON fields, `.xlsx` and `.html` are Vietnamese;
                `.jsonl` is the same in any language.
            table: What `.csv` and `.parquet` hold: `facts`, one a row, or `records`.

        Returns:
            The path.

        Raises:
            SolieuError: The ending is none of these, or the file cannot be written.
        """
        from extractor.output import save

        return save([self], path, lang, table)


class Extractor:
    """A model at work.

    Args:
        nlp: A spaCy pipeline with spans (`ner`) and relations (`relations`).
        path: The folder it was loaded from, where it was.
    """

    def __init__(self, nlp: Language, path: Path | None = None) -> None:
        self.nlp = nlp
        self.path = path

    @classmethod
    def load(cls, path: str | Path = MODEL) -> Extractor:
        """Load a model.

        Args:
            path: A folder that `solieu train`, `spacy train` or `nlp.to_disk` wrote.

        Returns:
            The extractor.

        Raises:
            SolieuError: There is no such folder, or it holds no model that finds facts.
        """
        path = Path(path)
        return cls(load_pipeline(path), path)

    def extract(
        self,
        path: str | Path | None = None,
        text: str | None = None,
        report_id: str | None = None,
        *,
        progress: Progress | None = None,
    ) -> Extraction:
        """Extract the facts of a report.

        Args:
            path: A `.txt`, `.md`, `.docx`, `.pdf` or `.html` file.
            text: The report's text, in place of a file.
            report_id: The report's id; the file's name without its ending, or `text`, where not
                given.
            progress: Called now and then with the characters done and those in all.

        Returns:
            The report, its paragraphs with spans and relations, and its facts.

        Raises:
            SolieuError: The file cannot be read, or the text is empty.
            ValueError: Both or neither of `path` and `text` are given.
        """
        if (path is None) == (text is None):
            raise ValueError("give either the path of a report or its text")
        if path is not None:
            from extractor.reading import read_report

            return self.extract_report(read_report(path, report_id=report_id), progress=progress)
        from extractor.reading import read_text

        assert text is not None
        if not text.strip():
            raise SolieuError("The text is empty; give the text of a report.")
        return self.extract_report(
            read_text(_encodable(text), report_id=report_id or "text"), progress=progress
        )

    def extract_report(self, report: Report, *, progress: Progress | None = None) -> Extraction:
        """Extract the facts of a report that has been read.

        Args:
            report: The report.
            progress: Called now and then with the characters done and those in all.

        Returns:
            Its paragraphs with spans and relations, and its facts.
        """
        from extractor.components.pieces import predict_paragraphs
        from extractor.facts import assemble_facts

        paragraphs = []
        records = blank_paragraphs(report)
        total, done = sum(len(record.text) for record in records), 0
        for paragraph in predict_paragraphs(self.nlp, records):
            paragraphs.append(paragraph)
            done += len(paragraph.text)
            if progress is not None:
                progress(done, total)
        return Extraction(report, paragraphs, assemble_facts(report, paragraphs))

    def extract_many(
        self,
        paths: Iterable[str | Path],
        n_process: int = 1,
        *,
        on_error: OnError | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Extraction]:
        """Extract the facts of many reports, one after the other or in several processes.

        Several processes are started anew (spawned) and load the model each for itself, so that
        this works the same on every system; a script that uses them has its own work below
        `if __name__ == "__main__":`.

        Args:
            paths: Files, read as they are needed.
            n_process: How many processes; 1 works in this one.
            on_error: Called for a file that cannot be read, with its path and the error. Such a
                file is passed over; without this argument a warning says so.
            progress: Called now and then, in one process, with the characters done of the present
                file and all of its characters.

        Yields:
            The extractions of the files that can be read, in the order of the paths. Files of the
            same name get ids of their own: `report`, `report-2`.

        Raises:
            SolieuError: A process ended before its work was done.
        """
        tell = on_error or _warn
        for path, done in self._extracted(_named(paths), n_process, progress):
            if isinstance(done, SolieuError):
                tell(path, done)
            else:
                yield done

    def _extracted(
        self, named: Iterable[tuple[Path, str]], n_process: int, progress: Progress | None
    ) -> Iterator[tuple[Path, Extraction | SolieuError]]:
        if n_process > 1:
            from extractor.parallel import extract_in_processes

            yield from extract_in_processes(self, named, n_process)
            return
        for path, report_id in named:
            try:
                yield path, self.extract(path, report_id=report_id, progress=progress)
            except SolieuError as error:
                yield path, error


def blank_paragraphs(report: Report) -> list[AnnotatedText]:
    """The texts of a report that spans are to be found in.

    Args:
        report: The report.

    Returns:
        Its paragraphs and headings in reading order, then its footnotes, without spans.
    """
    markers: dict[str, list[Marker]] = {}
    for note in report.footnotes:
        if note.paragraph is not None and note.offset is not None:
            markers.setdefault(note.paragraph, []).append(Marker(note.number, note.offset))
    texts = [
        AnnotatedText(f"{report.id}/{part.id}", part.text, footnotes=markers.get(part.id, []))
        for part in report.paragraphs
    ]
    return texts + [AnnotatedText(f"{report.id}/{note.id}", note.text) for note in report.footnotes]


def load_pipeline(path: Path, needs: Sequence[str] = ("relations",)) -> Language:
    """Load a spaCy pipeline that finds spans and relations.

    Args:
        path: Its folder.
        needs: Components it must have.

    Returns:
        The pipeline.

    Raises:
        SolieuError: There is no such folder, or it holds no such pipeline.
    """
    if not path.is_dir():
        what = "a file, not the folder of a model" if path.exists() else "not there"
        raise SolieuError(f"The model {path} is {what}; 'solieu train' makes one.")
    missing = [name for name in ("config.cfg", "meta.json") if not (path / name).is_file()]
    if missing:
        raise SolieuError(
            f"The folder {path} is no model: it has no {' and no '.join(missing)}; give a folder "
            "that 'solieu train' wrote."
        )
    import spacy

    try:
        nlp = spacy.load(path)
    except Exception as error:  # damaged files fail in as many ways as they have parts
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise SolieuError(f"The model {path} cannot be loaded: {reason}") from error
    if lacking := [name for name in needs if name not in nlp.pipe_names]:
        raise SolieuError(
            f"The model {path} finds no {' and no '.join(lacking)}: it has the components "
            f"{', '.join(nlp.pipe_names) or 'none'}; give a folder that 'solieu train' wrote."
        )
    return nlp


def _named(paths: Iterable[str | Path]) -> Iterator[tuple[Path, str]]:
    """Each path with an id of its own: a name met again gets a number."""
    taken: set[str] = set()
    for path in map(Path, paths):
        name, number = path.stem, 1
        while name in taken:
            number += 1
            name = f"{path.stem}-{number}"
        taken.add(name)
        yield path, name


def _warn(path: Path, error: SolieuError) -> None:
    warnings.warn(f"{error} {path} is passed over.", stacklevel=3)


def _encodable(text: str) -> str:
    """The text without half characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")

"""The corpus reader that a spaCy config names: annotated paragraphs as training examples."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from spacy.training import Example
from spacy.util import registry

from extractor.components.convert import annotated_to_doc
from extractor.errors import SolieuError
from extractor.schema import AnnotatedText
from training.annotations import load_annotations
from training.augment import Augmentation, augment
from training.splits import is_synthetic, report_id

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Part = Literal["train", "dev", "all"]


def select(
    records: Iterable[AnnotatedText], part: Part, held_out: Iterable[str], dev_share: float
) -> list[AnnotatedText]:
    """The paragraphs of a part.

    Args:
        records: Annotated paragraphs.
        part: `dev` is a slice of the real reports' paragraphs, chosen by their ids, on which
            training stops and is tuned; `train` the rest with all synthetic ones; `all` both.
        held_out: Ids of reports that belong to no part.
        dev_share: Share of the real reports' paragraphs in `dev`.

    Returns:
        The paragraphs, in the given order.
    """
    held = set(held_out)
    chosen = []
    for record in records:
        if report_id(record) in held:
            continue
        draw = zlib.crc32(record.id.encode()) % 1000 / 1000
        in_dev = not is_synthetic(record) and draw < dev_share
        if part == "all" or (part == "dev") == in_dev:
            chosen.append(record)
    return chosen


@registry.readers("solieu.Annotations.v1")  # type: ignore[untyped-decorator]
def create_annotations_reader(
    path: Path,
    part: Part,
    held_out: list[str],
    dev_share: float,
    augmentation: dict[str, float] | None = None,
) -> Callable[[Language], Iterator[Example]]:
    """Examples from annotation files.

    Args:
        path: A `.jsonl` file or a folder of them.
        part: `train`, `dev` or `all`; see `select`.
        held_out: Ids of reports that are neither trained on nor tuned on.
        dev_share: Share of the real reports' paragraphs in `dev`.
        augmentation: How often training paragraphs are changed; see `training.augment`.

    Returns:
        A function from a pipeline to its examples, as spaCy's `[corpora]` want it.
    """

    gold: list[tuple[AnnotatedText, Doc]] = []
    changes = Augmentation(**(augmentation or {}))

    def read(nlp: Language) -> Iterator[Example]:
        if not gold:  # spaCy reads a corpus again for every epoch; the gold docs stay as they are
            records = select(load_annotations(path), part, held_out, dev_share)
            if not records:
                raise SolieuError(f"{path} leaves no paragraph for the part '{part}'.")
            gold.extend((record, annotated_to_doc(nlp, record)) for record in records)
        chosen = list(gold)
        if part == "train":
            random.shuffle(chosen)
        for record, reference in chosen:
            changed = augment(record, changes, random)  # type: ignore[arg-type]
            if changed is not record:
                reference = annotated_to_doc(nlp, changed)
            yield Example(nlp.make_doc(reference.text), reference)

    return read

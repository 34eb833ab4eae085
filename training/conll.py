"""CoNLL files of any entity labels, as training examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from spacy.tokens import Doc
from spacy.training import Example, biluo_tags_to_spans, iob_to_biluo
from spacy.util import registry

from extractor.errors import SolieuError
from training.annotations.jsonl import read_text

if TYPE_CHECKING:
    from spacy.language import Language

Sentence = tuple[list[str], list[str]]
"""Words and their tags."""


def read_conll(path: Path) -> list[Sentence]:
    """Sentences of a CoNLL file.

    Args:
        path: One token a line, the word in the first column and its IOB or BILUO tag in the
            last, columns parted by white space; a blank line ends a sentence; lines beginning
            with `-DOCSTART-` or `#` followed by a space are left out.

    Returns:
        Words and BILUO tags of each sentence.

    Raises:
        SolieuError: The file cannot be read, a line has one column only, or a tag is none.
    """
    sentences: list[Sentence] = []
    words: list[str] = []
    tags: list[str] = []
    for number, line in enumerate([*read_text(path).split("\n"), ""], 1):
        columns = line.split()
        if not columns:
            if words:
                sentences.append((words, _biluo(tags, path, number)))
                words, tags = [], []
            continue
        if columns[0] == "-DOCSTART-" or line.startswith("# "):
            continue
        if len(columns) < 2:
            raise SolieuError(
                f"{path}, line {number}: there is one column only; "
                "a token and its tag are wanted, parted by a space or a tab."
            )
        tag = columns[-1]
        if tag != "O" and (len(tag) < 3 or tag[0] not in "BILUES" or tag[1] not in "-_"):
            raise SolieuError(
                f"{path}, line {number}: {tag!r} is no entity tag; B-NAME, I-NAME or O is wanted."
            )
        words.append(columns[0])
        tags.append(tag if tag == "O" else f"{tag[0]}-{tag[2:]}")
    if not sentences:
        raise SolieuError(f"{path} holds no sentence in CoNLL form.")
    return sentences


def _biluo(tags: list[str], path: Path, line: int) -> list[str]:
    tags = [{"E": "L", "S": "U"}.get(tag[0], tag[0]) + tag[1:] for tag in tags]
    if any(tag[0] in "LU" for tag in tags):
        return tags
    try:
        return list(iob_to_biluo(tags))
    except ValueError as error:
        raise SolieuError(f"{path}, before line {line}: {error}") from error


@registry.readers("solieu.Conll.v1")  # type: ignore[untyped-decorator]
def create_conll_reader(path: Path) -> Callable[[Language], Iterator[Example]]:
    """Examples from a CoNLL file, on its own tokens.

    Args:
        path: The file; see `read_conll`.

    Returns:
        A function from a pipeline to its examples, as spaCy's `[corpora]` want it.
    """

    def read(nlp: Language) -> Iterator[Example]:
        for words, tags in read_conll(Path(path)):
            reference = Doc(nlp.vocab, words=words)
            reference.ents = biluo_tags_to_spans(reference, tags)
            yield Example(Doc(nlp.vocab, words=words), reference)

    return read

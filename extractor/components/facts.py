"""`facts`: a pipeline component that gives docs their facts, `doc._.facts`.

The facts are assembled when they are asked for: a whole report's facts need all its paragraphs
(headings, list items above, footnote markers), which `extractor.Extractor` assembles at once, and
then each paragraph's own need not be paid for. Of a single doc, what only the report could say
stays open: its date, its issuer, its headings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from .convert import doc_to_annotated

if TYPE_CHECKING:
    from ..facts.fact import Fact

_REPORT = "text"
_PARAGRAPH = "p001"


def get_facts(doc: Doc) -> list[Fact]:
    """The facts of a doc: `doc._.facts`.

    Args:
        doc: A doc with entities and relations, taken as one paragraph.

    Returns:
        One fact a QUANTITY, in text order, their report `text` and their paragraph `p001`.
        Assembled anew at each call.
    """
    from ..facts import assemble_facts
    from ..reading.report import Paragraph, Report

    report = Report(_REPORT, paragraphs=[Paragraph(_PARAGRAPH, doc.text)])
    return assemble_facts(report, [doc_to_annotated(doc, f"{_REPORT}/{_PARAGRAPH}")])


if not Doc.has_extension("facts"):
    Doc.set_extension("facts", getter=get_facts)


@Language.factory(  # type: ignore[untyped-decorator]
    "facts", requires=["doc.ents"], assigns=["doc._.facts"]
)
def make_facts(nlp: Language, name: str) -> FactAssembler:
    """Create the component; see `FactAssembler`."""
    return FactAssembler(name)


class FactAssembler:
    """Gives docs the attribute `doc._.facts`; passes them on as they are.

    Args:
        name: The component's name in the pipeline.
    """

    def __init__(self, name: str = "facts") -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Pass a doc on; its facts are assembled on access."""
        return doc

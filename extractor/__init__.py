"""Facts out of Vietnamese socio-economic reports.

`Extractor.load("models/solieu").extract("report.pdf").facts` is the whole of it. Names are imported
when they are first used, so that `import extractor` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.errors import SolieuError as SolieuError
    from extractor.extraction import Extraction as Extraction
    from extractor.extraction import Extractor as Extractor
    from extractor.facts.fact import Fact as Fact
    from extractor.reading.report import Report as Report

    __version__: str

_WHERE = {
    "Extraction": "extractor.extraction",
    "Extractor": "extractor.extraction",
    "Fact": "extractor.facts.fact",
    "Report": "extractor.reading.report",
    "SolieuError": "extractor.errors",
}

__all__ = ["Extraction", "Extractor", "Fact", "Report", "SolieuError", "__version__"]


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("solieu")
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

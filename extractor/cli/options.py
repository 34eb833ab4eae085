"""What several commands' options have in common."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Files = Annotated[
    list[Path], typer.Argument(help=".txt, .md, .docx, .pdf or .html files.", metavar="FILE...")
]
"""Reports to work on."""

Model = Annotated[Path, typer.Option("--model", "-m", help="Folder of the model.")]
"""The model to work with."""

MODEL = Path("models/solieu")
"""The model where none is named."""


class Lang(StrEnum):
    """Languages of column names, labels and sentences."""

    VI = "vi"
    EN = "en"

"""The parts of a DOCX package, within bounds: no bomb, no entity, nothing from outside the file."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from types import TracebackType
from typing import Any

from extractor.errors import SolieuError

LARGEST_PART = 60_000_000
"""Bytes of a part unpacked; a thousand pages of text take about 30 million."""
_MOST_ELEMENTS = 3_000_000


class Package:
    """A DOCX file opened for reading; images, macros and embedded files in it are never touched.

    Args:
        path: The file.

    Raises:
        SolieuError: The file is no DOCX, or damaged.
    """

    def __init__(self, path: Path) -> None:
        self._name = str(path)
        try:
            self._zip = zipfile.ZipFile(path)
            self._names = set(self._zip.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise SolieuError(
                f"{path} is damaged: its package cannot be opened. Save it again as .docx."
            ) from error

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def __contains__(self, part: str) -> bool:
        return part in self._names

    def kind(self) -> str:
        """What the package is: `docx`, or in words what it is instead."""
        if "word/document.xml" in self._names:
            return "docx"
        if any(name.startswith("xl/") for name in self._names):
            return "a spreadsheet"
        if any(name.startswith("ppt/") for name in self._names):
            return "a presentation"
        if "mimetype" in self._names and "content.xml" in self._names:
            return "an OpenDocument file"
        return "an archive"

    def xml(self, part: str) -> Any | None:
        """The root element of a part, None where the package has no such part.

        Raises:
            SolieuError: The part is too large, damaged, or not what a word processor writes.
        """
        if part not in self._names:
            return None
        from lxml import etree

        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        data = self._read(part)
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise SolieuError(
                f"{self._name} declares entities in {part}, which no word processor writes; it is "
                "not read."
            )
        if data.count(b"<") > 2 * _MOST_ELEMENTS:
            raise SolieuError(f"{self._name} is too large: {part} has millions of elements.")
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            reason = " ".join(str(error).split(", line")[0].split()).rstrip(".")
            raise SolieuError(
                f"{self._name} is damaged in {part}: {reason}. Save it again as .docx."
            ) from None

    def _read(self, part: str) -> bytes:
        try:
            with self._zip.open(part) as file:
                data = file.read(LARGEST_PART + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            RuntimeError,
            NotImplementedError,
            ValueError,
        ) as error:
            reason = "is protected by a password" if "password" in str(error) else "is damaged"
            raise SolieuError(f"{self._name} {reason}; {part} cannot be read.") from None
        if len(data) > LARGEST_PART:
            raise SolieuError(
                f"{self._name} is too large: {part} unpacks to more than "
                f"{LARGEST_PART / 1e6:.0f} MB."
            )
        return data

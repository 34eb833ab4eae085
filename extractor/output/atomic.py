"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extractor.errors import SolieuError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to that becomes `path` when all is written.

    Args:
        path: The file; folders above it are made.

    Yields:
        A name beside it. It is renamed to `path` at the end of the block, and removed if the block
        raises anything.

    Raises:
        SolieuError: The file cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.is_dir():
            raise SolieuError(f"{path} is a directory; give the name of a file.")
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        os.replace(beside, path)
    except OSError as error:
        raise SolieuError(
            f"{path} cannot be written: {(error.strerror or str(error)).lower()}."
        ) from error
    finally:
        beside.unlink(missing_ok=True)


def check_writable(path: Path) -> None:
    """Find out whether a file can be written, before the work whose result it is to hold.

    Args:
        path: The file; it is not touched.

    Raises:
        SolieuError: It cannot.
    """
    if path.is_dir():
        raise SolieuError(f"{path} is a directory; give the name of a file.")
    folder = path.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        raise SolieuError(f"{path} cannot be written: {folder} is not a folder.")
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise SolieuError(f"{path} cannot be written: permission denied.")

"""Where the commands print their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def results_console() -> Console:
    """A console on stdout; a file or a pipe has no width that a table would have to fit.

    Returns:
        The console.
    """
    from rich.console import Console

    console = Console()
    return console if console.is_terminal else Console(width=250)

"""Commands run as a user runs them, in the test's own process."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from training.cli import main

Run = Callable[..., tuple[int, str, str]]
"""From arguments to exit status, what was printed and what was said on stderr."""


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], Run]:
    """A way to run one command of `solieu`."""

    def bind(name: str) -> Run:
        def run(*arguments: object) -> tuple[int, str, str]:
            monkeypatch.setattr(sys, "argv", ["solieu", name, *map(str, arguments)])
            try:
                main()
                status = 0
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else int(bool(end.code))
            out, err = capsys.readouterr()
            return status, out, err

        return run

    return bind

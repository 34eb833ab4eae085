"""The one exception whose message is meant for the person at the keyboard."""

from __future__ import annotations


class SolieuError(Exception):
    """Bad input, stated as a sentence: what is wrong, where, and what to do.

    Args:
        message: One or two sentences in plain words; the command line prints it as it is and
            exits with status 2.
    """

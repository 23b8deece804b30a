"""Keeping virtual time from running away while a client fetches a result."""

from __future__ import annotations

import threading

# Real seconds: for the client to fetch the result, and then to close the command.
_FETCH = 2.0
_CLOSE = 2.0


class Delivery:
    """A finished command whose result is still on its way.

    Emulated time stands still until the client has it: ``shutdown /r /t 5`` leaves a client five seconds to
    read the answer, and in the lab five virtual seconds are over at once when nobody holds the clock.
    """

    def __init__(self) -> None:
        self._fetched = threading.Event()
        self._closed = threading.Event()

    def fetched(self) -> None:
        """The client has everything."""
        self._fetched.set()

    def closed(self) -> None:
        """The client closed the command, or the shell with it."""
        self._fetched.set()
        self._closed.set()

    def hold(self) -> None:
        """Waits in the thread that executed the command, which still counts as executing."""
        if self._fetched.wait(_FETCH):
            self._closed.wait(_CLOSE)

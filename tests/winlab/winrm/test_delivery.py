from __future__ import annotations

import threading
import time

from winlab.winrm.delivery import Delivery


def test_a_command_holds_the_clock_until_the_client_has_closed_it() -> None:
    delivery = Delivery()
    ended: list[float] = []
    started = time.monotonic()

    def work() -> None:
        delivery.hold()
        ended.append(time.monotonic() - started)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.1)
    assert not ended
    delivery.fetched()
    time.sleep(0.05)
    assert not ended
    delivery.closed()
    thread.join(1)
    assert ended
    assert ended[0] < 0.3


def test_a_client_that_never_closes_holds_it_for_a_moment_only() -> None:
    delivery = Delivery()
    delivery.fetched()
    started = time.monotonic()
    delivery.hold()
    assert time.monotonic() - started < 3

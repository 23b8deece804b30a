"""Every point at which a controller can die: nothing is started twice, everything is reached."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exforge.commands import exits, site
from exforge.commands.deploy import deploy
from exforge.commands.workspace import Request
from exforge.resources import catalogue
from exforge.running.journal import Journal
from tests.exforge.worlds import Channel, Fact, World, write_project

UNSAFE = """\
role: top
requires: [prepared, everywhere]
resources:
  - name: one
    fact: {key: one, value: x, unsafe: true}
  - name: two
    fact: {key: two, value: x, unsafe: true, reboot: true}
"""
CONNECTION = "connection: {username: 'CORP\\deploy', password: {env: EXF_PASSWORD}}\n"


class Died(BaseException):
    """The controller is gone; nobody may catch it."""


class Countdown:
    """Dies at the n-th durable write or message, before or after it."""

    def __init__(self, point: int) -> None:
        self.left = point
        self.armed = True

    def __call__(self) -> None:
        if self.armed:
            self.left -= 1
            if self.left == 0:
                self.armed = False
                raise Died
            if self.left < 0:
                raise Died  # other threads of the dead controller do nothing any more


def around(countdown: Countdown, call: Callable[..., object]) -> Callable[..., object]:
    def run(*arguments: object, **options: object) -> object:
        countdown()
        result = call(*arguments, **options)
        countdown()
        return result

    return run


def deploy_dying_at(point: int, folder: Path, patch: pytest.MonkeyPatch) -> tuple[World, bool]:
    """Deploys, dies at this point, deploys again; the world, and whether it died at all."""
    files = write_project(folder)
    files.write("roles/top/role.yml", UNSAFE)
    inventory = files.root / "inventory/test/inventory.yml"
    inventory.write_text(inventory.read_text() + CONNECTION)
    world = World()
    request = Request(files.root, str(files.inventory))
    countdown = Countdown(point)
    with patch.context() as context:
        context.setattr(site, "_connector", lambda: world)
        with context.context() as dying:
            dying.setattr(Journal, "append", around(countdown, Journal.append))
            for name in ("act", "forget", "restart"):
                dying.setattr(Channel, name, around(countdown, getattr(Channel, name)))
            try:
                deploy(request)
                died = False
            except Died:
                died = True
        assert deploy(request) == exits.DONE, point
        assert deploy(request) == exits.DONE, point
    return world, died


def test_wherever_it_dies_no_unsafe_act_starts_twice_and_the_end_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(catalogue.REGISTRY, "fact", Fact)
    monkeypatch.setenv("EXF_PASSWORD", "Un1que-test-secret")
    monkeypatch.delenv("EXFORGE_STATE", raising=False)
    whole, died = deploy_dying_at(10_000, tmp_path / "whole", monkeypatch)
    assert not died
    point = 0
    while died or point == 0:
        point += 1
        world, died = deploy_dying_at(point, tmp_path / str(point), monkeypatch)
        for name, machine in world.machines.items():
            assert machine.facts == whole[name].facts, point
            assert machine.jobs == {}, f"a mark is left on {name} after dying at {point}"
            assert machine.acts.count("restart") == whole[name].acts.count("restart"), point
            for unsafe in ("set one", "set two"):
                assert machine.acts.count(unsafe) <= 1, (point, machine.acts)
    assert point > 50, "there are more points than these"

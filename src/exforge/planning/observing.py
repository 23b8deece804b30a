"""Reads the present state: one batch of probes per host, hosts in parallel, a session per host."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from exforge.planning.events import HostLost, HostRead, Observer
from exforge.project.model import BoundResource, BoundRole
from exforge.remote.session import (
    Answer,
    Connector,
    HostError,
    HostFailed,
    NotTrusted,
    ReadChannel,
    Target,
    Unreachable,
)
from exforge.resources.base import Comparison

MAX_PARALLEL = 32
T = TypeVar("T")


@dataclass(frozen=True)
class Observation:
    """What all hosts answered.

    Attributes:
        answers: by address of the resource, in the order of its probes.
        lost: the hosts that could not be read.
    """

    answers: Mapping[str, tuple[Answer, ...]]
    lost: Mapping[str, HostLost]


def observe(
    roles: Iterable[BoundRole],
    connector: Connector,
    target: Callable[[str], Target],
    observer: Observer,
) -> Observation:
    """Reads the resources of these roles; a host that fails does not stop the others."""
    by_host: dict[str, list[BoundResource]] = {}
    for role in roles:
        by_host.setdefault(role.host, []).extend(role.resources)
    answers: dict[str, tuple[Answer, ...]] = {}
    lost: dict[str, HostLost] = {}

    def read(host: str) -> Mapping[str, tuple[Answer, ...]] | HostLost:
        started = time.monotonic()
        resources = by_host[host]
        try:
            channel = connector.read(target(host))
            try:
                found = read_resources(channel, resources)
            finally:
                channel.close()
        except HostError as error:
            return HostLost(host, kind_of(error), error.failure)
        observer(HostRead(host, sum(len(a) for a in found.values()), time.monotonic() - started))
        return found

    hosts = [host for host, resources in by_host.items() if resources]
    results = _in_parallel(read, hosts)
    for host in hosts:
        result = results[host]
        if isinstance(result, HostLost):
            lost[host] = result
            observer(result)
        else:
            answers |= result
    return Observation(answers, lost)


def _in_parallel(call: Callable[[str], T], hosts: list[str]) -> dict[str, T]:
    """Calls for every host, in threads that Ctrl-C does not wait for; the first error is raised."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[str, T] | BaseException] = queue.SimpleQueue()
    for host in hosts:
        waiting.put(host)

    def work() -> None:
        try:
            while True:
                host = waiting.get_nowait()
                done.put((host, call(host)))
        except queue.Empty:
            return
        except BaseException as error:
            done.put(error)

    for _ in range(min(MAX_PARALLEL, len(hosts))):
        threading.Thread(target=work, name="read", daemon=True).start()
    found: dict[str, T] = {}
    while len(found) < len(hosts):
        result = done.get()
        if isinstance(result, BaseException):
            raise result
        found[result[0]] = result[1]
    return found


def read_resources(channel: ReadChannel, resources: Iterable[BoundResource]) -> dict[str, tuple[Answer, ...]]:
    """The answers of the probes of these resources, read as one batch."""
    wanted = [(bound, bound.resource.probes()) for bound in resources]
    calls = [probe for _, probes in wanted for probe in probes]
    answers = channel.read(calls) if calls else []
    found: dict[str, tuple[Answer, ...]] = {}
    at = 0
    for bound, probes in wanted:
        found[bound.address] = tuple(answers[at : at + len(probes)])
        at += len(probes)
    return found


def compare(bound: BoundResource, answers: tuple[Answer, ...]) -> Comparison:
    """Compares a resource with its answers; a failed probe makes it *unknown*."""
    for answer in answers:
        if answer.failure is not None:
            return Comparison.unknown(answer.failure.said)
    return bound.resource.compare([answer.value for answer in answers])


def kind_of(error: HostError) -> str:
    """How a session failed, in words."""
    if isinstance(error, Unreachable):
        return "unreachable"
    if isinstance(error, NotTrusted):
        return "not trusted"
    return "failed" if isinstance(error, HostFailed) else "uncertain"

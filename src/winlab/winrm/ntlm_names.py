"""What a host tells of itself in NTLM's CHALLENGE message: its names, its domain's, its version.

pyspnego's acceptor tells those of the computer that it runs on, and can't be told others; here it is given a message
class that puts in the names of the host that answers. Source: MS-NLMP 2.2.1.2 and 2.2.2.1,
https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp/.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from spnego import _ntlm
from spnego._ntlm_raw.messages import AvId, Challenge, NegotiateFlags, TargetInfo, Version


@dataclass(frozen=True)
class NtlmNames:
    """The names of a host.

    Attributes:
        computer: NetBIOS name.
        domain: NetBIOS name of its domain; without one that of the computer stands for it.
        forest: DNS name of the forest's root.
        version: of Windows: major, minor, build.
    """

    computer: str
    dns_computer: str = ""
    domain: str = ""
    dns_domain: str = ""
    forest: str = ""
    version: tuple[int, int, int] = (5, 2, 3790)

    def target(self, time_stamp: object) -> TargetInfo:
        """The pairs of the message's target information."""
        told = TargetInfo()
        told[AvId.nb_domain_name] = self.domain or self.computer
        told[AvId.nb_computer_name] = self.computer
        told[AvId.dns_domain_name] = self.dns_domain or self.dns_computer
        told[AvId.dns_computer_name] = self.dns_computer or self.computer
        if self.forest:
            told[AvId.dns_tree_name] = self.forest
        told[AvId.timestamp] = time_stamp
        return told


_answering = threading.local()


@contextlib.contextmanager
def answering(names: NtlmNames) -> Iterator[None]:
    """Challenges that are made in this thread meanwhile tell these names."""
    _answering.names = names
    try:
        yield
    finally:
        del _answering.names


class _HostChallenge(Challenge):
    def __init__(
        self,
        flags: int = 0,
        server_challenge: bytes | None = None,
        target_name: str | None = None,
        target_info: TargetInfo | None = None,
        version: Version | None = None,
        encoding: str | None = None,
        _b_data: bytes | None = None,
    ) -> None:
        names: NtlmNames | None = getattr(_answering, "names", None)
        if names is not None and target_info is not None:
            target_name = names.domain or names.computer
            target_info = names.target(target_info[AvId.timestamp])
            version = version and Version(*names.version)
            if names.domain:
                flags = flags & ~NegotiateFlags.target_type_server | NegotiateFlags.target_type_domain
        super().__init__(flags, server_challenge, target_name, target_info, version, encoding, _b_data)


vars(_ntlm)["Challenge"] = _HostChallenge

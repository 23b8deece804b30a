"""Win32 status codes of the cluster API and their message texts.

Codes: https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes--4000-5999- ; the way
cluster.exe prints them is known for 1753 only, the rest follows it (UNVERIFIED).
"""

from __future__ import annotations

ACCESS_DENIED = 5
BAD_NET_PATH = 53
BAD_NET_NAME = 67
INVALID_PARAMETER = 87
SERVICE_LOGON_FAILED = 1069
LOGON_FAILURE = 1326
RPC_UNAVAILABLE = 1722
NO_ENDPOINTS = 1753
DEPENDENT_EXISTS = 5000
DEPENDENCY_NOT_FOUND = 5002
DEPENDENCY_ALREADY_EXISTS = 5003
RESOURCE_NOT_ONLINE = 5004
HOST_NODE_NOT_AVAILABLE = 5005
RESOURCE_NOT_AVAILABLE = 5006
RESOURCE_NOT_FOUND = 5007
CANT_EVICT_ACTIVE_NODE = 5009
OBJECT_ALREADY_EXISTS = 5010
GROUP_NOT_AVAILABLE = 5012
GROUP_NOT_FOUND = 5013
HOST_NODE_NOT_RESOURCE_OWNER = 5015
HOST_NODE_NOT_GROUP_OWNER = 5016
RESOURCE_ONLINE = 5019
QUORUM_RESOURCE = 5020
NOT_QUORUM_CAPABLE = 5021
CLUSTER_SHUTTING_DOWN = 5022
INVALID_STATE = 5023
PROPERTIES_STORED = 5024
CORE_RESOURCE = 5026
QUORUM_ONLINE_FAILED = 5027
RESOURCE_FAILED = 5038
NODE_EXISTS = 5040
NODE_NOT_FOUND = 5042
NETWORK_NOT_FOUND = 5045
NETINTERFACE_NOT_FOUND = 5047
NODE_DOWN = 5050
IPADDR_IN_USE = 5057
NETWORK_NOT_INTERNAL = 5060
NODE_ALREADY_MEMBER = 5065
NODE_NOT_MEMBER = 5052
RESTYPE_NOT_FOUND = 5078
NO_QUORUM = 5925
GROUP_NOT_EMPTY = 5082
IO_PENDING = 997
ROLE_REFUSED = 5056  # last usable network, or an address resource needs the role (UNVERIFIED)

MESSAGES: dict[int, str] = {
    ACCESS_DENIED: "Access is denied.",
    BAD_NET_PATH: "The network path was not found.",
    BAD_NET_NAME: "The network name cannot be found.",
    INVALID_PARAMETER: "The parameter is incorrect.",
    IO_PENDING: "Overlapped I/O operation is in progress.",
    SERVICE_LOGON_FAILED: "The service did not start due to a logon failure.",
    LOGON_FAILURE: "Logon failure: unknown user name or bad password.",
    RPC_UNAVAILABLE: "The RPC server is unavailable.",
    NO_ENDPOINTS: "There are no more endpoints available from the endpoint mapper.",
    DEPENDENT_EXISTS: "The cluster resource cannot be deleted: another resource depends on it.",
    DEPENDENCY_NOT_FOUND: "The cluster resource dependency cannot be found.",
    DEPENDENCY_ALREADY_EXISTS: "The dependency exists already and cannot be added again.",
    RESOURCE_NOT_ONLINE: "The cluster resource is not online.",
    HOST_NODE_NOT_AVAILABLE: "A cluster node is not available for this operation.",
    RESOURCE_NOT_AVAILABLE: "The cluster resource is not available.",
    RESOURCE_NOT_FOUND: "The cluster resource could not be found.",
    CANT_EVICT_ACTIVE_NODE: "The cluster node could not be evicted because it is active.",
    OBJECT_ALREADY_EXISTS: "The object already exists.",
    GROUP_NOT_AVAILABLE: "The group is not available for any new requests.",
    GROUP_NOT_FOUND: "The group could not be found.",
    HOST_NODE_NOT_RESOURCE_OWNER: "The node cannot be the owner of the resource.",
    HOST_NODE_NOT_GROUP_OWNER: "The node cannot be the owner of the group.",
    RESOURCE_ONLINE: "The operation is not possible because the resource is online.",
    QUORUM_RESOURCE: "The operation is not possible on the quorum resource.",
    NOT_QUORUM_CAPABLE: "The cluster resource cannot be the quorum resource.",
    CLUSTER_SHUTTING_DOWN: "The cluster software is shutting down.",
    INVALID_STATE: "The group or resource is not in the correct state to perform the requested operation.",
    PROPERTIES_STORED: (
        "The properties were stored but not all changes will take effect until the next time "
        "the resource is brought online."
    ),
    CORE_RESOURCE: "The operation is not possible on a core resource of the cluster.",
    QUORUM_ONLINE_FAILED: "The quorum resource could not be brought online.",
    RESOURCE_FAILED: "The cluster resource failed.",
    NODE_EXISTS: "The cluster node already exists.",
    NODE_NOT_FOUND: "The cluster node is not found.",
    NETWORK_NOT_FOUND: "The cluster network is not found.",
    NETINTERFACE_NOT_FOUND: "The cluster network interface is not found.",
    NODE_DOWN: "The cluster node is down.",
    NODE_NOT_MEMBER: "The cluster node is not a member of the cluster.",
    IPADDR_IN_USE: "The cluster IP address is already in use.",
    NETWORK_NOT_INTERNAL: "The cluster network is not configured for internal cluster communication.",
    NODE_ALREADY_MEMBER: "The cluster node is already a member of the cluster.",
    RESTYPE_NOT_FOUND: "The cluster resource type could not be found.",
    NO_QUORUM: "The cluster has no quorum.",
    GROUP_NOT_EMPTY: "The group still contains resources.",
    ROLE_REFUSED: "The role of the cluster network cannot be changed in this way.",
}


class ClusterError(Exception):
    """An operation on the cluster failed with a Win32 status.

    Attributes:
        code: The status.
        detail: A further line cluster.exe may print, None if there is none.
    """

    def __init__(self, code: int, detail: str | None = None) -> None:
        super().__init__(message_of(code) if detail is None else f"{message_of(code)} {detail}")
        self.code = code
        self.detail = detail


def message_of(code: int) -> str:
    """The system's message text of a status."""
    return MESSAGES.get(code, f"Unknown error ({code}).")


def printed(code: int) -> list[str]:
    """The lines cluster.exe prints for a status that is not success.

    5024 is a warning: the property is stored (https://mskb.pkisolutions.com/kb/921181 describes the
    procedure; the line itself UNVERIFIED).
    """
    if code == PROPERTIES_STORED:
        return ["", f"System warning {code} (0x{code:08x}).", message_of(code)]
    return ["", f"System error {code} has occurred (0x{code:08x}).", message_of(code)]

from __future__ import annotations

from pathlib import Path

from exforge.project.loading import Loader
from exforge.project.model import BoundRole, Project
from exforge.project.secrets import SecretStore
from exforge.resources.catalogue import REGISTRY
from exforge.resources.exchange_role import ExchangeRole

ROOT = Path(__file__).resolve().parents[3]
DIARY = ROOT / "inventory" / "diary"


def diary() -> Project:
    return Loader(ROOT, SecretStore(DIARY)).project(DIARY, REGISTRY)


def roles_of(project: Project, stage: str) -> list[BoundRole]:
    return [role for role in project.bound if role.stage == stage]


def test_the_diary_loads_with_every_machine_and_stage() -> None:
    project = diary()
    assert project.stage_names() == ("prereqs", "ad", "cas", "hub", "um", "ccr")
    assert set(project.inventory.hosts) == {
        *("rootdc1", "rootdc2", "childdc1", "childdc2", "childdc3", "childdc4"),
        *(
            "fe01",
            "fe02",
            "be01",
            "be02",
            "ex55",
            "relay01",
            "ht01",
            "ht02",
            "nodea",
            "nodeb",
            "ccrclu1",
            "mbx01",
        ),
    }


def test_every_controller_of_the_inventory_is_asked() -> None:
    project = diary()
    hosts = project.inventory.hosts
    names = {f"{name}.{hosts[name].connection.domain}" for name in project.inventory.groups["domain_controllers"]}
    (preparation,) = roles_of(project, "ad")
    for bound in preparation.resources:
        assert set(bound.resource.domain_controllers) == names  # type: ignore[attr-defined]


def test_the_ccr_stage_requires_what_every_earlier_stage_provides() -> None:
    project = diary()
    required = {capability for role in roles_of(project, "ccr") for capability in role.requires}
    for stage in ("prereqs", "ad", "hub"):
        provided = {p.capability for role in roles_of(project, stage) for p in role.provides}
        assert provided & required, f"ccr requires nothing of {stage}"


def test_the_first_hub_alone_gets_the_bridgehead() -> None:
    hubs = {role.host: role for role in roles_of(diary(), "hub")}
    bridgeheads = {}
    for host, role in hubs.items():
        resource = role.resources[0].resource
        assert isinstance(resource, ExchangeRole)
        bridgeheads[host] = resource.legacy_routing_server
    assert bridgeheads == {"ht01": "be01.child.corp.example", "ht02": ""}
    assert "first-hub-installed" in hubs["ht02"].requires


def test_the_cluster_gets_its_witness_and_second_node_after_the_majority_node_set() -> None:
    (role,) = [role for role in roles_of(diary(), "ccr") if role.role == "server-cluster"]
    kinds = [bound.resource.type for bound in role.resources]
    order = [kinds.index(kind) for kind in ("cluster", "cluster_quorum", "cluster_node", "file_share_witness")]
    assert order == sorted(order)

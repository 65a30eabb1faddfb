"""What ECS keeps."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Optional

from ..errors import AwsError
from ..world import now, world
from .records import Deployment, Record, ServiceDeployment


@dataclass
class Service:
    """
    A service; the newest deployment comes first. `settings` are CreateService's parameters that views repeat. `revisions` are
    all that were ever deployed, by their deployment's id.
    """

    name: str
    arn: str
    cluster: str
    region: str
    settings: Record
    desired_count: int
    deployments: list[Deployment]
    status: str = "ACTIVE"
    created_at: datetime = field(default_factory=now)
    events: list[Record] = field(default_factory=list)
    steady: bool = False
    last_completed: Optional[str] = None
    failures_in_a_row: int = 0
    held_back: bool = False
    revisions: dict[str, Deployment] = field(default_factory=dict)
    service_deployments: list[ServiceDeployment] = field(default_factory=list)


@dataclass
class Task:
    """A task; `containers` are in the form in which DescribeTasks shows them."""

    id: str
    arn: str
    cluster: str
    region: str
    task_definition: str
    containers: list[Record]
    service: Optional[str] = None
    deployment: Optional[str] = None
    settings: Record = field(default_factory=dict)
    last_status: str = "PROVISIONING"
    desired_status: str = "RUNNING"
    version: int = 1
    registered: bool = False
    created_at: datetime = field(default_factory=now)
    started_at: Optional[datetime] = None
    stopping_at: Optional[datetime] = None
    stopped_at: Optional[datetime] = None
    stopped_reason: Optional[str] = None
    stop_code: Optional[str] = None
    protected_until: Optional[datetime] = None

    @property
    def is_protected(self) -> bool:
        """Whether neither a scale-in nor a deployment may stop it now."""
        return self.protected_until is not None and now() < self.protected_until


@dataclass
class Store:
    """Clusters by name, task definitions by family, services by ARN, tasks by id, tags by ARN."""

    clusters: dict[str, Record] = field(default_factory=dict)
    families: dict[str, list[Record]] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    tags: dict[str, list[Record]] = field(default_factory=dict)


def store() -> Store:
    """The present world's store."""
    return world().part(Store)


def cluster_name(reference: Optional[str]) -> str:
    """The name of an existing cluster, from its name, its ARN, or nothing for ``default``."""
    name = (reference or "default").split("/")[-1]
    if store().clusters.get(name, {}).get("status") != "ACTIVE":
        raise AwsError("ClusterNotFoundException", "Cluster not found.")
    return name


def find_service(cluster: str, reference: str) -> Optional[Service]:
    """A service of a cluster by name or ARN."""
    name = reference.split("/")[-1]
    return next((s for s in store().services.values() if s.cluster == cluster and s.name == name), None)


def find_task(cluster: str, reference: str) -> Optional[Task]:
    """A task of a cluster by id or ARN."""
    task = store().tasks.get(reference.split("/")[-1])
    return task if task and task.cluster == cluster else None


def tasks_of(service: Service) -> Iterator[Task]:
    """The tasks of a service that have not stopped."""
    return (t for t in store().tasks.values() if t.service == service.arn and t.last_status != "STOPPED")

"""What Application Auto Scaling keeps: scalable targets, each with its policies and scheduled actions."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..ecs.store import Service, cluster_name, find_service
from ..errors import AwsError
from ..world import now, world

Record = dict[str, Any]

NAMESPACE, DIMENSION = "ecs", "ecs:service:DesiredCount"
NOTHING_SUSPENDED = {
    "DynamicScalingInSuspended": False,
    "DynamicScalingOutSuspended": False,
    "ScheduledScalingSuspended": False,
}


@dataclass
class Target:
    """The desired count of an ECS service, which may be scaled within bounds."""

    resource_id: str
    arn: str
    service: Service
    role: str
    least: int
    most: int
    suspended: Record = field(default_factory=lambda: dict(NOTHING_SUSPENDED))
    tags: Record = field(default_factory=dict)
    policies: dict[str, Record] = field(default_factory=dict)
    actions: dict[str, Record] = field(default_factory=dict)
    created_at: datetime = field(default_factory=now)

    def bounded(self, count: int) -> int:
        """The nearest count within the bounds."""
        return max(self.least, min(self.most, count))


@dataclass
class Store:
    """Scalable targets by resource id."""

    targets: dict[str, Target] = field(default_factory=dict)


def targets() -> dict[str, Target]:
    """The targets whose service is there: with an ECS service all that scales it goes."""
    known = world().part(Store).targets
    for name in [name for name, each in known.items() if each.service.status != "ACTIVE"]:
        del known[name]
    return known


def target(params: Record) -> Target:
    """The target that a call names. ObjectNotFoundException where there is none."""
    check(params)
    found = targets().get(params["ResourceId"])
    if found is None:
        raise AwsError("ObjectNotFoundException", f"No scalable target registered for {named(params)}")
    return found


def service_named(resource_id: str) -> Service:
    """The ECS service ``service/<cluster>/<name>``. ValidationException where it is not there."""
    _, cluster, name = [*resource_id.split("/"), "", ""][:3]
    found = find_service(cluster_name(cluster), name)
    if found is None or found.status != "ACTIVE":
        raise AwsError("ValidationException", f"ECS service doesn't exist: {resource_id}")
    return found


def check(params: Record) -> None:
    """Other dimensions than the tasks of ECS services are not here."""
    if (params["ServiceNamespace"], params.get("ScalableDimension", DIMENSION)) != (NAMESPACE, DIMENSION):
        message = "Unsupported service namespace, resource type or scalable dimension"
        raise AwsError("ValidationException", message)


def named(params: Record) -> str:
    """What a call is about, as error messages say it."""
    return (
        f"service namespace: {params['ServiceNamespace']}, resource ID: {params['ResourceId']}, "
        f"scalable dimension: {params['ScalableDimension']}"
    )

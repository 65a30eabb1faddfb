"""The targets of load balancers, by address and port; moto, which keeps the rest, tells them apart by address alone."""

from dataclasses import dataclass, field
from typing import Any

from moto.elbv2.models import elbv2_backends

from .errors import AwsError
from .knobs import knobs
from .operations import Call, operation
from .world import ACCOUNT, changed, world

Target = tuple[str, int]


@dataclass
class Targets:
    """The targets of each target group, in the order of their registration."""

    by_group: dict[str, list[Target]] = field(default_factory=dict)


def register(group: str, address: str, port: int) -> None:
    """Adds a target, once."""
    targets = world().part(Targets).by_group.setdefault(group, [])
    if (address, port) not in targets:
        targets.append((address, port))
    changed()


def deregister(group: str, address: str, port: int) -> None:
    """Takes a target away if it is there."""
    targets = world().part(Targets).by_group.get(group, [])
    if (address, port) in targets:
        targets.remove((address, port))
    changed()


def check_attached(call: Call, group: str) -> None:
    """InvalidParameterException, as ECS says it, for a target group that no listener or rule forwards to."""
    found = elbv2_backends[ACCOUNT][call.region].target_groups.get(group)
    if found is None or not found.load_balancer_arns:
        problem = "does not exist." if found is None else "does not have an associated load balancer."
        raise AwsError("InvalidParameterException", f"The target group with targetGroupArn {group} {problem}")


@operation("elasticloadbalancing", "RegisterTargets")
def register_targets(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Registers targets by call; their port is the group's own where none is given."""
    for address, port in _named(call, params):
        register(params["TargetGroupArn"], address, port)
    return {}


@operation("elasticloadbalancing", "DeregisterTargets")
def deregister_targets(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Deregisters targets by call."""
    for address, port in _named(call, params):
        deregister(params["TargetGroupArn"], address, port)
    return {}


@operation("elasticloadbalancing", "DescribeTargetHealth")
def describe_health(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Says how targets are: healthy, unless the knob `targets` says otherwise, or they are not registered."""
    _group(call, params)
    registered = world().part(Targets).by_group.get(params["TargetGroupArn"], [])
    asked = _named(call, params) if params.get("Targets") else registered
    return {"TargetHealthDescriptions": [_view(each, each in registered) for each in asked]}


def _named(call: Call, params: dict[str, Any]) -> list[Target]:
    group = _group(call, params)
    return [(each["Id"], each.get("Port") or int(group.port)) for each in params["Targets"]]


def _group(call: Call, params: dict[str, Any]) -> Any:
    arn = params["TargetGroupArn"]
    found = elbv2_backends[ACCOUNT][call.region].target_groups.get(arn)
    if found is None:
        raise AwsError("TargetGroupNotFound", f"Target groups '{arn}' not found")
    return found


def _view(target: Target, registered: bool) -> dict[str, Any]:
    address, port = target
    state = knobs().targets.get(f"{address}:{port}", knobs().targets.get(address, "healthy"))
    health = {"State": state} if registered else {"State": "unused", "Reason": "Target.NotRegistered"}
    return {"Target": {"Id": address, "Port": port}, "HealthCheckPort": str(port), "TargetHealth": health}

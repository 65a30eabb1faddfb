"""The targets of load balancers, by address and port; moto, which keeps the rest, tells them apart by address alone."""

from dataclasses import dataclass, field
from typing import Any, Optional

from moto.elbv2.models import elbv2_backends

from .errors import AwsError
from .knobs import knobs
from .operations import Call, operation
from .world import ACCOUNT, changed, later, world

Target = tuple[str, int]
Health = dict[str, str]

REGISTERING = {
    "State": "initial",
    "Reason": "Elb.RegistrationInProgress",
    "Description": "Target registration is in progress",
}
DRAINING = {
    "State": "draining",
    "Reason": "Target.DeregistrationInProgress",
    "Description": "Target deregistration is in progress",
}
NOT_REGISTERED = {"State": "unused", "Reason": "Target.NotRegistered", "Description": "Target is not registered"}


@dataclass
class Targets:
    """The targets of each target group in the order of their registration, and those that are being deregistered.

    `reported` is what the load balancer's health checks have found; None where no load balancer runs.
    """

    by_group: dict[str, list[Target]] = field(default_factory=dict)
    draining: dict[str, list[Target]] = field(default_factory=dict)
    reported: Optional[dict[str, dict[str, Health]]] = None


def register(group: str, address: str, port: int) -> None:
    """Adds a target, once."""
    targets = _targets().by_group.setdefault(group, [])
    if (address, port) not in targets:
        targets.append((address, port))
    if (address, port) in _draining(group):
        _draining(group).remove((address, port))
    changed("elasticloadbalancing")


def deregister(group: str, address: str, port: int, drain_seconds: float) -> None:
    """Takes a target away if it is there; for so many seconds it is seen draining."""
    target = (address, port)
    targets = _targets().by_group.get(group, [])
    if target in targets:
        targets.remove(target)
        if drain_seconds > 0:
            _draining(group).append(target)
            later(drain_seconds, lambda: _drained(group, target))
    changed("elasticloadbalancing")


def deregistration_seconds(group: str) -> float:
    """The deregistration delay of a target group; 0 for one that has gone."""
    found = elbv2_backends[ACCOUNT][group.split(":")[3]].target_groups.get(group)
    return float(found.attributes["deregistration_delay.timeout_seconds"]) if found else 0


def report(found: dict[str, dict[str, Health]]) -> bool:
    """Takes what the health checks of the load balancer have found, in place of what it found before. False for no news."""
    if found == _targets().reported:
        return False
    _targets().reported = found
    # Not of load balancers: who follows those has found it out itself, and would read all of them again.
    changed("target health")
    return True


def state(group: str, address: str, port: int) -> str:
    """The state of a registered target: healthy as long as there is no load balancer that checks."""
    reported = _targets().reported
    return "healthy" if reported is None else _found(reported, group, (address, port))["State"]


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
    group = params["TargetGroupArn"]
    for address, port in _named(call, params):
        deregister(group, address, port, deregistration_seconds(group))
    return {}


@operation("elasticloadbalancing", "DescribeTargetHealth")
def describe_health(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Says how targets are: as the load balancer found them, healthy where none checks, or as the knob `targets` says."""
    _group(call, params)
    group = params["TargetGroupArn"]
    known = [*_targets().by_group.get(group, []), *_draining(group)]
    asked = _named(call, params) if params.get("Targets") else known
    return {"TargetHealthDescriptions": [_view(group, each) for each in asked]}


def _targets() -> Targets:
    return world().part(Targets)


def _draining(group: str) -> list[Target]:
    return _targets().draining.setdefault(group, [])


def _drained(group: str, target: Target) -> None:
    if target in _draining(group):
        _draining(group).remove(target)
        changed("elasticloadbalancing")


def _named(call: Call, params: dict[str, Any]) -> list[Target]:
    group = _group(call, params)
    return [(each["Id"], each.get("Port") or int(group.port)) for each in params["Targets"]]


def _group(call: Call, params: dict[str, Any]) -> Any:
    arn = params["TargetGroupArn"]
    found = elbv2_backends[ACCOUNT][call.region].target_groups.get(arn)
    if found is None:
        raise AwsError("TargetGroupNotFound", f"Target groups '{arn}' not found")
    return found


def _found(reported: dict[str, dict[str, Health]], group: str, target: Target) -> Health:
    return reported.get(group, {}).get(f"{target[0]}:{target[1]}", REGISTERING)


def _view(group: str, target: Target) -> dict[str, Any]:
    address, port = target
    shown = {"Target": {"Id": address, "Port": port}, "HealthCheckPort": str(port)}
    return {**shown, "TargetHealth": _health(group, target)}


def _health(group: str, target: Target) -> Health:
    if target in _draining(group):
        return DRAINING
    if target not in _targets().by_group.get(group, []):
        return NOT_REGISTERED
    address, port = target
    names = (f"{address}:{port}", address, group.split("/")[-2])
    wished = next((knobs().targets[each] for each in names if each in knobs().targets), None)
    reported = _targets().reported
    if wished or reported is None:
        return {"State": wished or "healthy"}
    return _found(reported, group, target)

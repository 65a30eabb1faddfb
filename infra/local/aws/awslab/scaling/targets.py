"""Scalable targets."""

from typing import Optional
from uuid import uuid4

from ..ecs.scheduler import reconcile
from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from .store import DIMENSION, NAMESPACE, Record, Target, check, service_named, target, targets


@operation("application-autoscaling", "RegisterScalableTarget")
def register(call: Call, params: Record) -> Record:
    """Makes a target, or changes what is named of one. Either way the service is brought within the bounds."""
    check(params)
    resource_id = params["ResourceId"]
    service = service_named(resource_id)
    found = targets().get(resource_id) or _new(call, params)
    found.least = params.get("MinCapacity", found.least)
    found.most = params.get("MaxCapacity", found.most)
    if found.least > found.most:
        message = "Maximum capacity cannot be less than minimum capacity"
        raise AwsError("ValidationException", message)
    found.suspended.update(params.get("SuspendedState", {}))
    targets()[resource_id] = found
    scale(found, service.desired_count)
    return {"ScalableTargetARN": found.arn}


@operation("application-autoscaling", "DescribeScalableTargets")
def describe(_: Call, params: Record) -> Record:
    """Shows targets, all or those named."""
    check(params)
    wanted = params.get("ResourceIds")
    if wanted is None and "ScalableDimension" in params:
        raise AwsError("ValidationException", "A scalable dimension needs a resource ID as well.")
    found = [_view(each) for name, each in targets().items() if wanted is None or name in wanted]
    items, token = page(found, params.get("NextToken"), params.get("MaxResults", 50))
    return {"ScalableTargets": items, "NextToken": token}


@operation("application-autoscaling", "DeregisterScalableTarget")
def deregister(_: Call, params: Record) -> Record:
    """Forgets a target with its policies and scheduled actions."""
    del targets()[target(params).resource_id]
    return {}


def scale(scaled: Target, count: int) -> None:
    """Asks ECS for so many tasks, as far as the bounds allow."""
    wanted = scaled.bounded(count)
    if wanted == scaled.service.desired_count:
        return
    scaled.service.desired_count = wanted
    scaled.service.steady = False
    reconcile(scaled.service)


def _new(call: Call, params: Record) -> Target:
    missing: Optional[str] = next((each for each in ("MinCapacity", "MaxCapacity") if each not in params), None)
    if missing:
        raise AwsError("ValidationException", f"{missing} is required to register a new scalable target")
    role = call.arn("role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForECS", "iam")
    return Target(
        params["ResourceId"],
        call.arn(f"scalable-target/{uuid4().hex}"),
        service_named(params["ResourceId"]),
        params.get("RoleARN", role),
        params["MinCapacity"],
        params["MaxCapacity"],
        tags=dict(params.get("Tags", {})),
    )


def _view(each: Target) -> Record:
    return {
        "ServiceNamespace": NAMESPACE,
        "ResourceId": each.resource_id,
        "ScalableDimension": DIMENSION,
        "MinCapacity": each.least,
        "MaxCapacity": each.most,
        "RoleARN": each.role,
        "CreationTime": each.created_at,
        "SuspendedState": each.suspended,
        "ScalableTargetARN": each.arn,
    }

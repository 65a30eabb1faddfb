"""Scaling policies. Step scaling is done when an alarm says so; what tracks a target or predicts is kept only."""

from math import ceil, floor
from typing import Optional
from uuid import uuid4

from ..cloudwatch.alarms import alarm_action, alarms_with_action
from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from ..world import now
from .store import DIMENSION, NAMESPACE, Record, Target, check, named, target, targets
from .targets import scale

CONFIGURATIONS = {
    "StepScaling": "StepScalingPolicyConfiguration",
    "TargetTrackingScaling": "TargetTrackingScalingPolicyConfiguration",
    "PredictiveScaling": "PredictiveScalingPolicyConfiguration",
}


@operation("application-autoscaling", "PutScalingPolicy")
def put(call: Call, params: Record) -> Record:
    """Makes a policy, or changes one."""
    owner = target(params)
    name = params["PolicyName"]
    old = owner.policies.get(name, {})
    kind = params.get("PolicyType", old.get("PolicyType", "StepScaling"))
    configuration = CONFIGURATIONS[kind]
    if configuration not in {**old, **params}:
        raise AwsError("ValidationException", f"{configuration} is required for policy type {kind}")
    arn = call.arn(f"scalingPolicy:{uuid4()}:resource/ecs/{owner.resource_id}:policyName/{name}", "autoscaling")
    owner.policies[name] = {
        "PolicyARN": arn,
        "CreationTime": now(),
        **old,
        "PolicyName": name,
        "PolicyType": kind,
        configuration: params.get(configuration, old.get(configuration)),
    }
    return {"PolicyARN": owner.policies[name]["PolicyARN"], "Alarms": []}


@operation("application-autoscaling", "DescribeScalingPolicies")
def describe(_: Call, params: Record) -> Record:
    """Shows policies with the alarms that invoke them, all or those of a resource."""
    check(params)
    names = params.get("PolicyNames")
    found = [
        _view(owner, policy)
        for owner in targets().values()
        for policy in owner.policies.values()
        if params.get("ResourceId") in (None, owner.resource_id)
        and (names is None or policy["PolicyName"] in names)
    ]
    items, token = page(found, params.get("NextToken"), params.get("MaxResults", 10))
    return {"ScalingPolicies": items, "NextToken": token}


@operation("application-autoscaling", "DeleteScalingPolicy")
def delete(_: Call, params: Record) -> Record:
    """Forgets a policy."""
    if target(params).policies.pop(params["PolicyName"], None) is None:
        message = f"No scaling policy found for {named(params)}, policy name: {params['PolicyName']}"
        raise AwsError("ObjectNotFoundException", message)
    return {}


@alarm_action
def invoke(arn: str) -> None:
    """Does what an alarm asks a step scaling policy for: the step that begins at the alarm's threshold."""
    for owner in targets().values():
        for policy in owner.policies.values():
            if policy["PolicyARN"] == arn and policy["PolicyType"] == "StepScaling":
                _step(owner, policy["StepScalingPolicyConfiguration"])


def _step(owner: Target, settings: Record) -> None:
    present = owner.service.desired_count
    wanted = _adjusted(present, settings)
    if wanted is None or wanted == present:
        return
    direction = "DynamicScalingInSuspended" if wanted < present else "DynamicScalingOutSuspended"
    if not owner.suspended[direction]:
        scale(owner, wanted)


def _adjusted(present: int, settings: Record) -> Optional[int]:
    step = next((each for each in settings.get("StepAdjustments", []) if _begins_at_threshold(each)), None)
    if step is None:
        return None
    amount = step["ScalingAdjustment"]
    kind = settings.get("AdjustmentType", "ChangeInCapacity")
    if kind == "ExactCapacity":
        return int(amount)
    if kind == "PercentChangeInCapacity":
        # AWS rounds away from zero up to one, and towards zero beyond.
        change = present * amount / 100
        whole = (ceil if 0 < change < 1 or change < -1 else floor)(change)
        least = settings.get("MinAdjustmentMagnitude", 0)
        return present + (max(whole, least) if amount > 0 else min(whole, -least))
    return int(present + amount)


def _begins_at_threshold(step: Record) -> bool:
    """Whether an interval reaches the threshold; bounds that are left out are infinite."""
    return step.get("MetricIntervalLowerBound", 0) <= 0 <= step.get("MetricIntervalUpperBound", 0)


def _view(owner: Target, policy: Record) -> Record:
    where = {"ServiceNamespace": NAMESPACE, "ResourceId": owner.resource_id, "ScalableDimension": DIMENSION}
    invoking = alarms_with_action(policy["PolicyARN"])
    alarms = [{"AlarmName": each["AlarmName"], "AlarmARN": each["AlarmArn"]} for each in invoking]
    return {**policy, **where, "Alarms": alarms}

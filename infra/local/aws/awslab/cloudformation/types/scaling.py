"""AWS::ApplicationAutoScaling::*"""

from ..resource_type import Place, Record, add

KEY = ("ServiceNamespace", "ResourceId", "ScalableDimension")


def _identity(made: Record) -> Record:
    return {each: made["input"][each] for each in KEY}


def _name(made: Record) -> str:
    """Both kinds of resources are told apart by what they scale."""
    return "|".join(made["input"][each] for each in ("ResourceId", "ScalableDimension", "ServiceNamespace"))


def _put_actions(place: Place, made: Record, properties: Record) -> None:
    client = place.client("application-autoscaling")
    for action in properties.get("ScheduledActions", []):
        client.put_scheduled_action(**_identity(made), **action)


def _policy_input(properties: Record, _: Place) -> Record:
    """A policy names its target by its three parts, or by the id that Ref gives."""
    given = dict(properties)
    target = given.pop("ScalingTargetId", None)
    parts = dict(zip(("ResourceId", "ScalableDimension", "ServiceNamespace"), target.split("|"))) if target else {}
    return {**given, **parts}


add(
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "application-autoscaling",
    "register_scalable_target",
    "deregister_scalable_target",
    update="register_scalable_target",
    apart=("ScheduledActions",),
    after=_put_actions,
    key=_identity,
    ref=_name,
    attributes=lambda made: {"Id": _name(made)},
)

add(
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "application-autoscaling",
    "put_scaling_policy",
    "delete_scaling_policy",
    update="put_scaling_policy",
    adapt=_policy_input,
    key=lambda made: {**_identity(made), "PolicyName": made["input"]["PolicyName"]},
    ref=lambda made: made["PolicyARN"],
    attributes=lambda made: {"Arn": made["PolicyARN"]},
)

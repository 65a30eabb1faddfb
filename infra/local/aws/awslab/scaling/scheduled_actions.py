"""Scheduled actions, which are kept and not carried out."""

from uuid import uuid4

from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from ..world import now
from .store import DIMENSION, NAMESPACE, Record, check, named, target, targets

SETTINGS = ("Schedule", "Timezone", "StartTime", "EndTime", "ScalableTargetAction")


@operation("application-autoscaling", "PutScheduledAction")
def put(call: Call, params: Record) -> Record:
    """Makes a scheduled action, or changes what is named of one."""
    owner = target(params)
    name = params["ScheduledActionName"]
    old = owner.actions.get(name, {})
    if not old and "Schedule" not in params:
        raise AwsError("ValidationException", "Schedule is required to create a scheduled action")
    resource = f"scheduledAction:{uuid4()}:resource/ecs/{owner.resource_id}:scheduledActionName/{name}"
    settings = {each: params[each] for each in SETTINGS if each in params}
    fresh = {"ScheduledActionARN": call.arn(resource, "autoscaling"), "CreationTime": now()}
    owner.actions[name] = {**fresh, **old, "ScheduledActionName": name, **settings}
    return {}


@operation("application-autoscaling", "DescribeScheduledActions")
def describe(_: Call, params: Record) -> Record:
    """Shows scheduled actions, all or those of a resource."""
    check(params)
    names = params.get("ScheduledActionNames")
    found = [
        {**action, "ServiceNamespace": NAMESPACE, "ResourceId": owner.resource_id, "ScalableDimension": DIMENSION}
        for owner in targets().values()
        for name, action in owner.actions.items()
        if params.get("ResourceId") in (None, owner.resource_id) and (names is None or name in names)
    ]
    items, token = page(found, params.get("NextToken"), params.get("MaxResults", 50))
    return {"ScheduledActions": items, "NextToken": token}


@operation("application-autoscaling", "DeleteScheduledAction")
def delete(_: Call, params: Record) -> Record:
    """Forgets a scheduled action."""
    if target(params).actions.pop(params["ScheduledActionName"], None) is None:
        name = params["ScheduledActionName"]
        message = f"No scheduled action found for {named(params)}, scheduled action name: {name}"
        raise AwsError("ObjectNotFoundException", message)
    return {}

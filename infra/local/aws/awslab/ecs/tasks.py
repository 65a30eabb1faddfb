"""ECS tasks."""

from datetime import timedelta
from typing import Any

from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from ..world import now
from .lifecycle import service_of, start, stop
from .scheduler import reconcile
from .store import Record, Task, cluster_name, find_service, find_task, store
from .task_definitions import find_active
from .views import task_view

# A stopped task can be looked at for an hour.
KEPT = timedelta(hours=1)


@operation("ecs", "ListTasks")
def list_all(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists the ARNs of a cluster's tasks, by default those wanted running."""
    _forget_old()
    cluster = cluster_name(params.get("cluster"))
    arns = [task.arn for task in store().tasks.values() if task.cluster == cluster and _is_asked_for(task, params)]
    items, token = page(arns, params.get("nextToken"), params.get("maxResults", 100))
    return {"taskArns": items, "nextToken": token}


@operation("ecs", "DescribeTasks")
def describe(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows tasks."""
    cluster = cluster_name(params.get("cluster"))
    found = {each: find_task(cluster, each) for each in params["tasks"]}
    missing = [{"arn": name, "reason": "MISSING"} for name, task in found.items() if task is None]
    return {"tasks": [task_view(task) for task in found.values() if task], "failures": missing}


@operation("ecs", "RunTask")
def run(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Starts tasks of their own, outside any service."""
    cluster = cluster_name(params.get("cluster"))
    definition = find_active(params["taskDefinition"])
    copied = ("launchType", "startedBy", "group", "overrides", "platformVersion")
    settings = {name: params[name] for name in copied if name in params}
    settings.setdefault("group", f"family:{definition['family']}")
    arn = definition["taskDefinitionArn"]
    started = [start(cluster, call.region, arn, dict(settings)) for _ in range(params.get("count", 1))]
    return {"tasks": [task_view(task) for task in started], "failures": []}


@operation("ecs", "StopTask")
def stop_task(_: Call, params: dict[str, Any]) -> dict[str, Record]:
    """Tells a task to stop; its service will replace it."""
    task = find_task(cluster_name(params.get("cluster")), params["task"])
    if task is None:
        raise AwsError("InvalidParameterException", "The referenced task was not found.")
    stop(task, params.get("reason", "Task stopped by user"), "UserInitiated")
    service = service_of(task)
    if service:
        service.steady = False
        reconcile(service)
    return {"task": task_view(task)}


def _is_asked_for(task: Task, params: dict[str, Any]) -> bool:
    if task.desired_status != params.get("desiredStatus", "RUNNING"):
        return False
    if "serviceName" in params:
        service = find_service(task.cluster, params["serviceName"])
        if service is None:
            raise AwsError("ServiceNotFoundException", "Service not found.")
        if task.service != service.arn:
            return False
    family = task.task_definition.split("/")[-1].split(":")[0]
    return (
        params.get("family") in (None, family) and _has(task, params, "startedBy") and _has(task, params, "launchType")
    )


def _has(task: Task, params: dict[str, Any], name: str) -> bool:
    return name not in params or task.settings.get(name) == params[name]


def _forget_old() -> None:
    for task in list(store().tasks.values()):
        if task.stopped_at and task.stopped_at < now() - KEPT:
            del store().tasks[task.id]

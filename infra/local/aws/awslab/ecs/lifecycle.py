"""How a task begins and ends. What happens in between, the agent reports."""

from typing import Any, Optional
from uuid import uuid4

from ..world import ACCOUNT, changed, later, now
from . import registration, simulated
from .store import Deployment, Record, Service, Task, store
from .task_definitions import find


def start_for(service: Service, deployment: Deployment) -> Task:
    """A new task of one of a service's deployments."""
    copied = ("launchType", "platformVersion", "capacityProviderName")
    settings = {name: service.settings[name] for name in copied if name in service.settings}
    settings.update(group=f"service:{service.name}", startedBy=deployment.id)
    task = start(service.cluster, service.region, deployment.task_definition, settings)
    task.service, task.deployment = service.arn, deployment.id
    return task


def start(cluster: str, region: str, task_definition: str, settings: Record) -> Task:
    """A new task, PROVISIONING until an agent takes it up."""
    made = uuid4().hex
    arn = f"arn:aws:ecs:{region}:{ACCOUNT}:task/{cluster}/{made}"
    containers = [_container(arn, each) for each in find(task_definition)["containerDefinitions"]]
    overrides = settings.setdefault("overrides", {"containerOverrides": []})
    task = Task(made, arn, cluster, region, task_definition, containers, settings={**settings, "overrides": overrides})
    store().tasks[made] = task
    simulated.start(task)
    changed("ecs")
    return task


def stop(task: Task, reason: str, code: str) -> None:
    """Tells the agent to stop a task, after nobody can find it any more."""
    if task.desired_status == "STOPPED":
        return
    task.desired_status, task.stopped_reason, task.stop_code = "STOPPED", reason, code
    task.stopping_at = now()
    task.version += 1
    service = service_of(task)
    drain_seconds = registration.deregister(service, task) if service else 0
    if drain_seconds > 0:
        task.last_status = "DEACTIVATING"
        later(drain_seconds, lambda: _deactivated(task))
    else:
        _deactivated(task)
    changed("ecs")


def _deactivated(task: Task) -> None:
    """Lets the agent stop a task: nobody sends it requests any more."""
    if task.last_status in ("RUNNING", "DEACTIVATING"):
        task.last_status = "STOPPING"
    simulated.stop(task)
    changed("ecs")


def service_of(task: Task) -> Optional[Service]:
    """The service that a task belongs to."""
    return store().services.get(task.service) if task.service else None


def _container(task: str, definition: dict[str, Any]) -> Record:
    made = {"containerArn": f"{task.replace(':task/', ':container/')}/{uuid4()}", "taskArn": task}
    status = {"lastStatus": "PENDING", "networkInterfaces": [], "networkBindings": []}
    checked = {"healthStatus": "UNKNOWN"} if "healthCheck" in definition else {}
    return {**made, "name": definition["name"], "image": definition["image"], **status, **checked}

"""Where a running task can be found: its entries in Cloud Map and in target groups."""

from contextlib import suppress
from typing import Any, Optional

from .. import targets
from ..cloudmap import instances
from ..errors import AwsError
from ..knobs import knobs
from . import service_connect
from .health import is_up
from .store import Service, Task

ADDRESS = "127.0.0.1"
ENVOY_INGRESS = 15000


def register(service: Service, task: Task) -> None:
    """Enters a task that is ready; does nothing for one that is not, or is entered already."""
    if task.registered or not is_up(task):
        return
    task.registered = True
    for registry in service.settings.get("serviceRegistries", []):
        port = _port(task, registry.get("containerPort"))
        attributes = {"AWS_INSTANCE_IPV4": ADDRESS, **({"AWS_INSTANCE_PORT": str(port)} if port else {})}
        instances.register(registry["registryArn"], task.id, {**attributes, **_origin(service, task)})
    for group, port in _targets_of(service, task):
        targets.register(group, ADDRESS, port)
    service_connect.tell(service)


def deregister(service: Service, task: Task) -> float:
    """Takes a task's entries away, also when someone has already removed some of them.

    Returns for how many seconds load balancers let its requests end; those of simulated tasks have none.
    """
    if not task.registered:
        return 0
    task.registered = False
    for registry in service.settings.get("serviceRegistries", []):
        with suppress(AwsError):
            instances.deregister(registry["registryArn"], task.id)
    longest = 0.0
    for group, port in _targets_of(service, task):
        seconds = 0 if knobs().agent == "simulated" else targets.deregistration_seconds(group)
        targets.deregister(group, ADDRESS, port, seconds)
        longest = max(longest, seconds)
    service_connect.tell(service)
    return longest


def is_ready(service: Service, task: Task) -> bool:
    """Whether the task is up, and healthy in all its target groups: only then it counts for its deployment."""
    return is_up(task) and all(targets.state(group, ADDRESS, port) == "healthy" for group, port in _targets_of(service, task))


def unhealthy_group(service: Service, task: Task) -> Optional[str]:
    """The target group whose health checks a registered task fails, if there is one."""
    found = _targets_of(service, task) if task.registered else []
    return next((group for group, port in found if targets.state(group, ADDRESS, port) == "unhealthy"), None)


def _targets_of(service: Service, task: Task) -> list[tuple[str, int]]:
    balancers = [each for each in service.settings.get("loadBalancers", []) if "targetGroupArn" in each]
    # Where ECS shifts traffic, each revision has a target group of its own.
    revision = next((each for each in service.deployments if each.id == task.deployment), None)
    own = revision.target_group if revision else None
    found = [(own or each["targetGroupArn"], _port(task, each["containerPort"])) for each in balancers]
    return [(group, port) for group, port in found if port]


def _port(task: Task, container_port: Optional[int]) -> Optional[int]:
    """The host port behind which Envoy's ingress listens; without Envoy, the one of the container port or the first."""
    bindings = [binding for container in task.containers for binding in container.get("networkBindings", [])]
    for wanted in (ENVOY_INGRESS, container_port):
        for binding in bindings:
            if binding["containerPort"] == wanted:
                return binding["hostPort"]
    return bindings[0]["hostPort"] if bindings else None


def _origin(service: Service, task: Task) -> dict[str, Any]:
    return {
        "AVAILABILITY_ZONE": f"{service.region}a",
        "REGION": service.region,
        "ECS_CLUSTER_NAME": service.cluster,
        "ECS_SERVICE_NAME": service.name,
        "ECS_TASK_DEFINITION_FAMILY": task.task_definition.split("/")[-1].split(":")[0],
    }

"""Where a running task can be found: its entries in Cloud Map and in target groups."""

from contextlib import suppress
from typing import Any, Optional

from .. import targets
from ..cloudmap import instances
from ..errors import AwsError
from .health import is_ready
from .store import Service, Task

ADDRESS = "127.0.0.1"
ENVOY_INGRESS = 15000


def register(service: Service, task: Task) -> None:
    """Enters a task that is ready; does nothing for one that is not, or is entered already."""
    if task.registered or not is_ready(task):
        return
    task.registered = True
    for registry in service.settings.get("serviceRegistries", []):
        port = _port(task, registry.get("containerPort"))
        attributes = {"AWS_INSTANCE_IPV4": ADDRESS, **({"AWS_INSTANCE_PORT": str(port)} if port else {})}
        instances.register(registry["registryArn"], task.id, {**attributes, **_origin(service, task)})
    for balancer in service.settings.get("loadBalancers", []):
        port = _port(task, balancer["containerPort"])
        if port and "targetGroupArn" in balancer:
            targets.register(balancer["targetGroupArn"], ADDRESS, port)


def deregister(service: Service, task: Task) -> None:
    """Takes a task's entries away, also when someone has already removed some of them."""
    if not task.registered:
        return
    task.registered = False
    for registry in service.settings.get("serviceRegistries", []):
        with suppress(AwsError):
            instances.deregister(registry["registryArn"], task.id)
    for balancer in service.settings.get("loadBalancers", []):
        port = _port(task, balancer["containerPort"])
        if port and "targetGroupArn" in balancer:
            targets.deregister(balancer["targetGroupArn"], ADDRESS, port)


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

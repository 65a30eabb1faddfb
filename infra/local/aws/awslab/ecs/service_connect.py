"""
Service Connect: what the proxies of all callers in a namespace know of the services that offer something there. ECS tells them how to
split requests between the revisions of a service; they have no names on this machine, so `balancer/` has a port for each.
"""

from collections.abc import Iterator
from typing import Any, Optional

from ..world import changed
from .store import Deployment, Record, Service, Task, store, tasks_of
from .task_definitions import find

ADDRESS = "127.0.0.1"


def offers(service: Service) -> list[dict[str, Any]]:
    """What a service offers to callers, each by the name of a port; nothing where it only calls others."""
    configuration = service.settings.get("serviceConnectConfiguration", {})
    return configuration.get("services", []) if configuration.get("enabled") else []


def tell(service: Service) -> None:
    """Has the proxies look anew, where they know the service."""
    if offers(service):
        changed("elasticloadbalancing")


def endpoints() -> list[Record]:
    """All that is offered by services whose deployments shift traffic: under which name and port, by which tasks, and with which weights."""
    return list(_endpoints())


def _endpoints() -> Iterator[Record]:
    for service in store().services.values():
        if service.status != "ACTIVE" or not service.service_deployments:
            continue
        namespace = service.settings.get("serviceConnectConfiguration", {}).get("namespace", "").split("/")[-1]
        for offer in offers(service):
            yield {
                "name": f"{offer.get('discoveryName', offer['portName'])}.{namespace}",
                "port": next((alias["port"] for alias in offer.get("clientAliases", [])), 80),
                "revisions": [
                    {
                        "name": deployment.id.split("/")[-1],
                        "weight": _tenths(service, deployment),
                        "targets": list(_targets(service, deployment, offer["portName"])),
                    }
                    for deployment in service.deployments
                ],
            }


def _tenths(service: Service, deployment: Deployment) -> int:
    """A revision's part of the requests, in tenths of a percent."""
    shifting = service.service_deployments[0]
    if shifting.is_over or shifting.source is None:
        return 1000 if deployment is service.deployments[0] else 0
    asked = round(shifting.asked * 10)
    if deployment is shifting.target:
        return asked
    return 1000 - asked if deployment is shifting.source else 0


def _targets(service: Service, deployment: Deployment, port_name: str) -> Iterator[Record]:
    for task in tasks_of(service):
        port = _port(task, port_name) if task.registered and task.deployment == deployment.id else None
        if port:
            yield {"address": ADDRESS, "port": port}


def _port(task: Task, port_name: str) -> Optional[int]:
    """The host port of the port of that name."""
    definitions = find(task.task_definition)["containerDefinitions"]
    mappings = [each for definition in definitions for each in definition.get("portMappings", [])]
    meant = {each["containerPort"] for each in mappings if each.get("name") == port_name}
    bindings = [binding for container in task.containers for binding in container.get("networkBindings", [])]
    return next((each["hostPort"] for each in bindings if each["containerPort"] in meant), None)

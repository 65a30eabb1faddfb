"""AWS::ECS::*"""

import time
from typing import Callable, Optional

from ...ecs.store import Service, store
from ...knobs import knobs
from ...world import version, wait_for_change, world
from ..resource_type import Place, Record, add


class NotStabilized(Exception):
    """A service that did not become steady; the text says why, with what its tasks died of."""


def _service(made: Record) -> Optional[Service]:
    return store().services.get(made["serviceArn"])


def _why(service: Service) -> str:
    died = [task for task in store().tasks.values() if task.service == service.arn and task.stopped_reason]
    reasons = list(dict.fromkeys(str(task.stopped_reason) for task in died))[-3:]
    return f"; stopped tasks: {'; '.join(reasons)}" if reasons else ""


def _check_failure(service: Service, deadline: float) -> None:
    primary = service.deployments[0]
    limit = knobs().cfn_failed_tasks
    if any(each.rollout_state == "FAILED" for each in service.deployments):
        raise NotStabilized(f"ECS Deployment Circuit Breaker was triggered{_why(service)}")
    if any(each.status in ("ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED") for each in service.service_deployments[:1]):
        raise NotStabilized(f"The service deployment was rolled back: {service.service_deployments[0].reason}")
    if limit is not None and primary.failed_tasks >= limit:
        raise NotStabilized(f"{primary.failed_tasks} tasks failed to start{_why(service)}")
    if time.monotonic() > deadline:
        raise NotStabilized(f"Service {service.name} did not stabilize{_why(service)}")


def _wait_until_steady(made: Record, go_on: Callable[[], None]) -> None:
    deadline = time.monotonic() + knobs().cfn_service_timeout_s
    while True:
        seen = version()
        with world().lock:
            service = _service(made)
            if service is None or service.status != "ACTIVE":
                raise NotStabilized("The service is no longer active")
            _check_failure(service, deadline)
            if service.steady:
                return
        go_on()
        wait_for_change(seen, min(5, max(0, deadline - time.monotonic()) + 0.01))


def _wait_until_gone(made: Record, go_on: Callable[[], None]) -> None:
    while True:
        seen = version()
        with world().lock:
            service = _service(made)
            if service is None or service.status == "INACTIVE":
                return
        go_on()
        wait_for_change(seen, 5)


def _service_input(properties: Record, _: Place) -> Record:
    """Where a template has no DesiredCount, CloudFormation wants one task."""
    return {"DesiredCount": 1, **properties}


add(
    "AWS::ECS::Cluster",
    "ecs",
    "create_cluster",
    "delete_cluster",
    update="update_cluster",
    named_by="ClusterName",
    key=lambda made: {"cluster": made["clusterName"]},
    ref=lambda made: made["clusterName"],
    attributes=lambda made: {"Arn": made["clusterArn"]},
    adapt=lambda properties, _: {"Settings" if k == "ClusterSettings" else k: v for k, v in properties.items()},
)

add(
    "AWS::ECS::TaskDefinition",
    "ecs",
    "register_task_definition",
    "deregister_task_definition",
    named_by="Family",
    key=lambda made: {"taskDefinition": made["taskDefinitionArn"]},
    ref=lambda made: made["taskDefinitionArn"],
    attributes=lambda made: {"TaskDefinitionArn": made["taskDefinitionArn"]},
)

add(
    "AWS::ECS::Service",
    "ecs",
    "create_service",
    "delete_service",
    update="update_service",
    named_by="ServiceName",
    adapt=_service_input,
    key=lambda made: {"cluster": made["clusterArn"], "service": made["serviceArn"]},
    ref=lambda made: made["serviceArn"],
    attributes=lambda made: {"Name": made["serviceName"], "ServiceArn": made["serviceArn"]},
    stabilize=_wait_until_steady,
    vanish=_wait_until_gone,
)

"""Services and tasks as Describe calls show them."""

from typing import Any

from .health import health
from .revisions import PENDING, revision_arn, task_counts
from .store import Deployment, Record, Service, Task, store, tasks_of
from .task_definitions import find

DEPLOYED = (
    "capacityProviderStrategy",
    "launchType",
    "networkConfiguration",
    "platformVersion",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
)


def service_view(service: Service) -> Record:
    """A service; a task counts as running from RUNNING until it is told to stop."""
    counts = _counts(list(tasks_of(service)))
    # Both revisions, while ECS shifts the traffic from one to the other.
    shown = [each for each in service.deployments if each.status == "PRIMARY" or service.service_deployments]
    current = [{"arn": revision_arn(service, each), **task_counts(service, each)} for each in shown]
    shifting = [each.arn for each in service.service_deployments[:1] if not each.is_over]
    return {
        **service.settings,
        "serviceArn": service.arn,
        "serviceName": service.name,
        "clusterArn": store().clusters[service.cluster]["clusterArn"],
        "status": service.status,
        "desiredCount": service.desired_count,
        **counts,
        "taskDefinition": service.deployments[0].task_definition if service.deployments else None,
        "deployments": [_deployment_view(service, each) for each in service.deployments],
        "currentServiceRevisions": current,
        **({"currentServiceDeployment": shifting[0]} if shifting else {}),
        "events": service.events[:100],
        "createdAt": service.created_at,
    }


def task_view(task: Task) -> Record:
    """A task; all tasks here are reached at 127.0.0.1."""
    definition = find(task.task_definition)
    shown: dict[str, Any] = {
        "taskArn": task.arn,
        "clusterArn": store().clusters[task.cluster]["clusterArn"],
        "taskDefinitionArn": task.task_definition,
        "containers": task.containers,
        "lastStatus": task.last_status,
        "desiredStatus": task.desired_status,
        "healthStatus": health(task),
        "version": task.version,
        "createdAt": task.created_at,
        "startedAt": task.started_at,
        "stoppingAt": task.stopping_at,
        "stoppedAt": task.stopped_at,
        "stoppedReason": task.stopped_reason,
        "stopCode": task.stop_code,
        "cpu": definition.get("cpu"),
        "memory": definition.get("memory"),
        "connectivity": "CONNECTED",
        **task.settings,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _deployment_view(service: Service, deployment: Deployment) -> Record:
    counts = _counts([task for task in tasks_of(service) if task.deployment == deployment.id])
    return {
        **{name: service.settings[name] for name in DEPLOYED if name in service.settings},
        "id": deployment.id,
        "status": deployment.status,
        "taskDefinition": deployment.task_definition,
        "desiredCount": _desired(service, deployment),
        **counts,
        "failedTasks": deployment.failed_tasks,
        "rolloutState": deployment.rollout_state,
        "rolloutStateReason": deployment.rollout_reason,
        "createdAt": deployment.created_at,
        "updatedAt": deployment.updated_at,
    }


def _desired(service: Service, deployment: Deployment) -> int:
    stays = deployment.wanted if service.service_deployments else deployment.status == "PRIMARY"
    return service.desired_count if stays else 0


def _counts(tasks: list[Task]) -> dict[str, int]:
    running = sum(task.last_status == "RUNNING" for task in tasks)
    return {"runningCount": running, "pendingCount": sum(task.last_status in PENDING for task in tasks)}

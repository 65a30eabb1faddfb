"""Revisions of ECS services: what a deployment is made from. Their settings are shown as the service's are now."""

from typing import Any, Optional

from ..operations import Call, operation
from .store import Deployment, Record, Service, store, tasks_of

PENDING = ("PROVISIONING", "PENDING", "ACTIVATING")


def revision_arn(service: Service, deployment: Deployment) -> str:
    """The name of a deployment's revision."""
    return f"{service.arn.replace(':service/', ':service-revision/')}/{deployment.id.split('/')[-1]}"


def task_counts(service: Service, deployment: Deployment) -> dict[str, int]:
    """How many tasks of a revision are wanted, run, and are on their way."""
    statuses = [task.last_status for task in tasks_of(service) if task.deployment == deployment.id]
    return {
        "requestedTaskCount": service.desired_count if deployment.wanted else 0,
        "runningTaskCount": statuses.count("RUNNING"),
        "pendingTaskCount": sum(each in PENDING for each in statuses),
    }


@operation("ecs", "DescribeServiceRevisions")
def describe(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows revisions, as long as there is their service."""
    known = {
        revision_arn(service, deployment): _view(service, deployment)
        for service in store().services.values()
        for deployment in [*service.deployments, *service.revisions.values()]
    }
    asked = params["serviceRevisionArns"]
    return {
        "serviceRevisions": [known[arn] for arn in asked if arn in known],
        "failures": [{"arn": arn, "reason": "MISSING"} for arn in asked if arn not in known],
    }


def _view(service: Service, deployment: Deployment) -> Record:
    return {
        **service.settings,
        "serviceRevisionArn": revision_arn(service, deployment),
        "serviceArn": service.arn,
        "clusterArn": store().clusters[service.cluster]["clusterArn"],
        "taskDefinition": deployment.task_definition,
        "createdAt": deployment.created_at,
        **_resolved(service, deployment.target_group),
    }


def _resolved(service: Service, group: Optional[str]) -> Record:
    """The target group and the rule that serve a revision, where ECS shifts traffic."""
    if group is None:
        return {}
    rule = service.settings["loadBalancers"][0]["advancedConfiguration"]["productionListenerRule"]
    return {"resolvedConfiguration": {"loadBalancers": [{"targetGroupArn": group, "productionListenerRule": rule}]}}

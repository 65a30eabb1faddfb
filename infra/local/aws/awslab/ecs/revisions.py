"""Revisions of ECS services: what a deployment is made from. They are shown as the service is now."""

from typing import Any

from ..operations import Call, operation
from .store import Deployment, Record, Service, store


def revision_arn(service: Service, deployment: Deployment) -> str:
    """The name of a deployment's revision."""
    return f"{service.arn.replace(':service/', ':service-revision/')}/{deployment.id.split('/')[-1]}"


@operation("ecs", "DescribeServiceRevisions")
def describe(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows revisions of deployments that are still there."""
    known = {
        revision_arn(service, deployment): _view(service, deployment)
        for service in store().services.values()
        for deployment in service.deployments
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
    }

"""Service deployments as the calls show them."""

from typing import Any, Optional

from ..records import Deployment, ServiceDeployment
from ..revisions import revision_arn, task_counts
from ..store import Record, Service, store


def brief(service: Service, deployment: ServiceDeployment) -> Record:
    """A deployment in a list."""
    return _present({**_common(service, deployment), "targetServiceRevisionArn": revision_arn(service, deployment.target)})


def view(service: Service, deployment: ServiceDeployment) -> Record:
    """A deployment with its revisions, their traffic, and its hooks."""
    stage = deployment.stage
    sources = [_revision(service, each, _left(deployment, each), deployment) for each in deployment.sources]
    return _present(
        {
            **_common(service, deployment),
            "stoppedAt": deployment.stopped_at,
            "updatedAt": deployment.updated_at,
            "sourceServiceRevisions": sources,
            "targetServiceRevision": _revision(service, deployment.target, deployment.production, deployment),
            "lifecycleStage": stage.name if stage and not deployment.is_over else None,
            "lifecycleHookDetails": [_hook(each) for each in deployment.pauses],
            "deploymentConfiguration": deployment.configuration,
            "rollback": _rollback(service, deployment),
            "alarms": _alarms(deployment),
        }
    )


def _common(service: Service, deployment: ServiceDeployment) -> Record:
    return {
        "serviceDeploymentArn": deployment.arn,
        "serviceArn": service.arn,
        "clusterArn": store().clusters[service.cluster]["clusterArn"],
        "status": deployment.status,
        "statusReason": deployment.reason,
        "createdAt": deployment.created_at,
        "startedAt": deployment.started_at,
        "finishedAt": deployment.finished_at,
    }


def _left(deployment: ServiceDeployment, source: Deployment) -> float:
    """The traffic that a source revision still has."""
    return 100 - deployment.production if source is deployment.source else 0


def _revision(service: Service, revision: Deployment, production: float, deployment: ServiceDeployment) -> Record:
    test = deployment.test if revision is deployment.target else 100 - deployment.test
    return {
        "arn": revision_arn(service, revision),
        **task_counts(service, revision),
        "requestedProductionTrafficWeight": float(production),
        "requestedTestTrafficWeight": float(test),
    }


def _hook(pause: Any) -> Record:
    return {
        "hookId": pause.hook_id,
        "targetType": "PAUSE",
        "status": pause.status,
        "expiresAt": pause.expires_at,
        "timeoutAction": pause.timeout_action,
    }


def _rollback(service: Service, deployment: ServiceDeployment) -> Optional[Record]:
    if deployment.rollback is None:
        return None
    source = {"serviceRevisionArn": revision_arn(service, deployment.source)} if deployment.source else {}
    return {"reason": deployment.rollback["reason"], "startedAt": deployment.rollback["startedAt"], **source}


def _alarms(deployment: ServiceDeployment) -> Optional[Record]:
    alarms = deployment.configuration.get("alarms")
    if not alarms:
        return None
    status = "DISABLED" if not alarms.get("enable") else "TRIGGERED" if deployment.triggered_alarms else "MONITORING"
    return {"status": status, "alarmNames": alarms.get("alarmNames", []), "triggeredAlarmNames": deployment.triggered_alarms}


def _present(record: Record) -> Record:
    return {name: value for name, value in record.items() if value is not None}

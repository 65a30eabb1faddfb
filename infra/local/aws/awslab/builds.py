"""CodeBuild: nothing is built here, so each build succeeds at once; moto keeps the projects, and cannot change them."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from moto.codebuild.models import CodeBuild, codebuild_backends

from .errors import AwsError
from .operations import Call, operation
from .world import ACCOUNT, now, world


@dataclass
class Builds:
    """All builds by id."""

    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)


def _builds() -> dict[str, dict[str, Any]]:
    return world().part(Builds).by_id


def _project(call: Call, name: str) -> CodeBuild:
    found = codebuild_backends[ACCOUNT][call.region].codebuild_projects.get(name)
    if found is None:
        raise AwsError("ResourceNotFoundException", f"Project cannot be found: {call.arn(f'project/{name}')}")
    return found


@operation("codebuild", "UpdateProject")
def update(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Changes what is said of a project."""
    shown = _project(call, params["name"]).project_metadata
    shown.update({**params, "lastModifiedDate": now().timestamp()})
    return {"project": shown}


@operation("codebuild", "StartBuild")
def start(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Notes a build of a project, with what it was given."""
    project = params["projectName"]
    _project(call, project)
    identity = f"{project}:{uuid4()}"
    build = {
        "id": identity,
        "arn": call.arn(f"build/{identity}"),
        "projectName": project,
        "startTime": now(),
        "endTime": now(),
        "currentPhase": "COMPLETED",
        "buildComplete": True,
        "buildStatus": "SUCCEEDED",
        "environment": {
            "type": "LINUX_CONTAINER",
            "image": "none",
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": params.get("environmentVariablesOverride", []),
        },
    }
    _builds()[identity] = build
    return {"build": {**build, "currentPhase": "SUBMITTED", "buildComplete": False, "buildStatus": "IN_PROGRESS"}}


@operation("codebuild", "BatchGetBuilds")
def describe(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows builds."""
    asked = params["ids"]
    found = [_builds()[each] for each in asked if each in _builds()]
    return {"builds": found, "buildsNotFound": [each for each in asked if each not in _builds()]}

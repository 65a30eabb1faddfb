"""ECS task definitions."""

from typing import Any, Optional

from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from ..world import now
from .store import Record, store


def find(reference: str) -> Record:
    """A task definition by ARN, ``family:revision``, or family for its newest active revision."""
    family, _, revision = reference.split("/")[-1].partition(":")
    known = store().families.get(family, [])
    found = [d for d in known if str(d["revision"]) == revision or (not revision and d["status"] == "ACTIVE")]
    if not found:
        raise AwsError("ClientException", "Unable to describe task definition.")
    return found[-1]


def find_active(reference: str) -> Record:
    """A task definition that new tasks may be made from."""
    found = find(reference)
    if found["status"] != "ACTIVE":
        raise AwsError("ClientException", "TaskDefinition is inactive")
    return found


@operation("ecs", "RegisterTaskDefinition")
def register(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Adds a revision to a family."""
    _check_fargate(params)
    revisions = store().families.setdefault(params["family"], [])
    revision = len(revisions) + 1
    arn = call.arn(f"task-definition/{params['family']}:{revision}")
    tags = params.pop("tags", [])
    containers = [{"cpu": 0, "essential": True, **each} for each in params["containerDefinitions"]]
    made = {
        **{"volumes": [], "placementConstraints": []},
        **params,
        "containerDefinitions": containers,
        "taskDefinitionArn": arn,
        "revision": revision,
        "status": "ACTIVE",
        "compatibilities": ["EC2", "FARGATE"] if params.get("networkMode") == "awsvpc" else ["EC2"],
        "registeredAt": now(),
    }
    revisions.append(made)
    store().tags[arn] = tags
    return {"taskDefinition": made, "tags": tags}


@operation("ecs", "DescribeTaskDefinition")
def describe(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows a task definition, inactive ones too."""
    found = find(params["taskDefinition"])
    return {"taskDefinition": found, "tags": store().tags[found["taskDefinitionArn"]]}


@operation("ecs", "DeregisterTaskDefinition")
def deregister(_: Call, params: dict[str, Any]) -> dict[str, Record]:
    """Makes a revision inactive; what runs from it goes on."""
    if ":" not in params["taskDefinition"].split("/")[-1]:
        raise AwsError("ClientException", "Revision is missing.")
    found = find(params["taskDefinition"])
    found.update(status="INACTIVE", deregisteredAt=now())
    return {"taskDefinition": found}


@operation("ecs", "ListTaskDefinitions")
def list_all(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists the ARNs of revisions by family and status."""
    family, status = params.get("familyPrefix"), params.get("status", "ACTIVE")
    revisions = [d for name in sorted(_families(family)) for d in store().families[name] if d["status"] == status]
    arns = [each["taskDefinitionArn"] for each in revisions]
    ordered = arns[::-1] if params.get("sort") == "DESC" else arns
    items, token = page(ordered, params.get("nextToken"), params.get("maxResults", 100))
    return {"taskDefinitionArns": items, "nextToken": token}


@operation("ecs", "ListTaskDefinitionFamilies")
def list_families(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists families by prefix."""
    names = sorted(name for name in store().families if name.startswith(params.get("familyPrefix", "")))
    items, token = page(names, params.get("nextToken"), params.get("maxResults", 100))
    return {"families": items, "nextToken": token}


def _families(family: Optional[str]) -> list[str]:
    return [name for name in store().families if family is None or name == family]


def _check_fargate(params: dict[str, Any]) -> None:
    if "FARGATE" not in params.get("requiresCompatibilities", []):
        return
    if params.get("networkMode") != "awsvpc":
        raise AwsError("ClientException", "Fargate only supports network mode ‘awsvpc’.")
    if not params.get("cpu") or not params.get("memory"):
        raise AwsError("ClientException", "Fargate requires task definition to have cpu and memory at the task level.")

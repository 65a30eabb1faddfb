"""IAM's SimulatePrincipalPolicy, which moto lacks: what the policies of a role say. Conditions are not looked at."""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, Union

from moto.iam.models import iam_backends

from .errors import AwsError
from .operations import Call, operation
from .paging import page
from .world import ACCOUNT

Statement = dict[str, Any]


@operation("iam", "SimulatePrincipalPolicy")
def simulate(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Decides for each action and resource, as IAM does: a denial wins, and silence denies."""
    statements = list(_statements(params["PolicySourceArn"]))
    results = [
        {
            "EvalActionName": action,
            "EvalResourceName": resource,
            "EvalDecision": _decision(statements, action, resource),
        }
        for action in params["ActionNames"]
        for resource in params.get("ResourceArns", ["*"])
    ]
    items, marker = page(results, params.get("Marker"), params.get("MaxItems", 100))
    more = {"Marker": marker} if marker else {}
    return {"EvaluationResults": items, "IsTruncated": marker is not None, **more}


def _statements(arn: str) -> Iterator[Statement]:
    role = next((each for each in iam_backends[ACCOUNT]["aws"].roles.values() if each.arn == arn), None)
    if role is None:
        raise AwsError("NoSuchEntity", f"The role with ARN {arn} cannot be found.")
    managed = [policy.default_version.document for policy in role.managed_policies.values()]
    for document in (*role.policies.values(), *managed):
        yield from _listed(json.loads(document)["Statement"])


def _decision(statements: list[Statement], action: str, resource: str) -> str:
    effects = {each["Effect"] for each in statements if _is_about(each, action, resource)}
    if "Deny" in effects:
        return "explicitDeny"
    return "allowed" if "Allow" in effects else "implicitDeny"


def _is_about(statement: Statement, action: str, resource: str) -> bool:
    actions = [each.lower() for each in _listed(statement.get("Action", []))]
    resources = _listed(statement.get("Resource", []))
    return any(fnmatchcase(action.lower(), each) for each in actions) and any(
        fnmatchcase(resource, each) for each in resources
    )


def _listed(value: Union[Any, list[Any]]) -> list[Any]:
    return value if isinstance(value, list) else [value]

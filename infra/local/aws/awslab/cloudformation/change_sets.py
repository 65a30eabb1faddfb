"""Change sets, as ``aws cloudformation deploy`` uses them: an update or a creation, written down before it is done."""

from dataclasses import dataclass, field
from typing import Any, Optional
from uuid import uuid4

from ..errors import AwsError
from ..operations import Call, operation
from ..world import now, world
from . import engine
from .api import check_updatable, new_stack
from .parameters import settle, views
from .request import check_capabilities, template_of
from .stack import Stack, enter, find, living, stacks


@dataclass
class ChangeSets:
    """Change sets by id."""

    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)


@operation("cloudformation", "CreateChangeSet")
def create(call: Call, params: dict[str, Any]) -> dict[str, str]:
    """Writes a change set down; one of type CREATE makes its stack, without resources, in REVIEW_IN_PROGRESS."""
    if params.get("ChangeSetType", "UPDATE") == "CREATE":
        stack = _stack_to_review(call, params)
        wish = (stack.template, stack.body, stack.values)
    else:
        stack = find(params["StackName"])
        check_updatable(stack)
        template, body = (stack.template, stack.body) if params.get("UsePreviousTemplate") else template_of(params)
        check_capabilities(template, params.get("Capabilities", []))
        wish = (template, body, settle(template, params.get("Parameters", []), stack.values, call.region))
    arn = call.arn(f"changeSet/{params['ChangeSetName']}/{uuid4()}")
    same = stack.status != "REVIEW_IN_PROGRESS" and (wish[0], wish[2]) == (stack.template, stack.values)
    world().part(ChangeSets).by_id[arn] = {
        "ChangeSetId": arn,
        "ChangeSetName": params["ChangeSetName"],
        "StackId": stack.id,
        "StackName": stack.name,
        "CreationTime": now(),
        "Parameters": views(wish[0], wish[2]),
        "Capabilities": params.get("Capabilities", []),
        "Status": "FAILED" if same else "CREATE_COMPLETE",
        "ExecutionStatus": "UNAVAILABLE" if same else "AVAILABLE",
        **({"StatusReason": "The submitted information didn't contain changes."} if same else {}),
        "wish": wish,
    }
    return {"Id": arn, "StackId": stack.id}


@operation("cloudformation", "DescribeChangeSet")
def describe(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows a change set: every resource that is added, changed or removed, without details."""
    found = _find(params)
    stack = find(found["StackId"])
    return {
        **{name: value for name, value in found.items() if name != "wish"},
        "Changes": _changes(stack, found["wish"]),
    }


@operation("cloudformation", "ExecuteChangeSet")
def execute(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Does what a change set says."""
    found = _find(params)
    if found["ExecutionStatus"] != "AVAILABLE":
        raise AwsError(
            "InvalidChangeSetStatus",
            f"ChangeSet [{found['ChangeSetId']}] cannot be executed in its current status",
        )
    found["ExecutionStatus"] = "EXECUTE_COMPLETE"
    stack = find(found["StackId"])
    stack.settings["Capabilities"] = found["Capabilities"]
    if stack.status == "REVIEW_IN_PROGRESS":
        engine.create(stack)
    else:
        engine.update(stack, found["wish"])
    return {}


@operation("cloudformation", "DeleteChangeSet")
def delete(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Throws a change set away; of one that is not there nothing is said, as long as its stack is."""
    found = _search(params)
    if found is None and "StackName" in params:
        find(params["StackName"])
    if found is not None:
        del world().part(ChangeSets).by_id[found["ChangeSetId"]]
    return {}


def _stack_to_review(call: Call, params: dict[str, Any]) -> Stack:
    existing = living(params["StackName"])
    if existing and existing.status != "REVIEW_IN_PROGRESS":
        raise AwsError("AlreadyExistsException", f"Stack [{params['StackName']}] already exists")
    stack = new_stack(call, params)
    if existing:
        stack.id = existing.id
    stacks()[stack.id] = stack
    enter(stack, "REVIEW_IN_PROGRESS", "User Initiated")
    return stack


def _find(params: dict[str, Any]) -> dict[str, Any]:
    found = _search(params)
    if found is None:
        raise AwsError("ChangeSetNotFound", f"ChangeSet [{params['ChangeSetName']}] does not exist")
    return found


def _search(params: dict[str, Any]) -> Optional[dict[str, Any]]:
    name, stack = params["ChangeSetName"], params.get("StackName")
    for each in reversed(list(world().part(ChangeSets).by_id.values())):
        if name in (each["ChangeSetId"], each["ChangeSetName"]) and stack in (
            None,
            each["StackName"],
            each["StackId"],
        ):
            return each
    return None


def _changes(stack: Stack, wish: engine.Wish) -> list[dict[str, Any]]:
    old, new = stack.resources, wish[0]["Resources"]
    actions = {name: "Modify" if name in old else "Add" for name in new}
    actions.update({name: "Remove" for name in old if name not in new})
    return [_change(stack, name, action, new.get(name)) for name, action in actions.items()]


def _change(stack: Stack, name: str, action: str, declared: Optional[dict[str, Any]]) -> dict[str, Any]:
    kind = declared["Type"] if declared else stack.resources[name].type
    return {
        "Type": "Resource",
        "ResourceChange": {"Action": action, "LogicalResourceId": name, "ResourceType": kind},
    }

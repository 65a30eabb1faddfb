"""CloudFormation's operations on stacks."""

import re
from typing import Any
from uuid import uuid4

from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from . import engine
from .exports import check_unused
from .parameters import settle
from .request import check_capabilities, template_of
from .stack import Stack, find, living, stacks
from .views import resource_view, stack_summary, stack_view

KEPT = (
    *(
        "Capabilities",
        "DisableRollback",
        "EnableTerminationProtection",
        "NotificationARNs",
        "OnFailure",
        "RoleARN",
        "Tags",
    ),
    "TimeoutInMinutes",
)
# https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_AccountLimit.html, with AWS's defaults.
LIMITS = {"StackLimit": 2000, "StackOutputsLimit": 200, "ConcurrentResourcesLimit": 2500}
UPDATABLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")


@operation("cloudformation", "CreateStack")
def create(call: Call, params: dict[str, Any]) -> dict[str, str]:
    """Begins to create a stack; the same client request token again answers with the stack that it made."""
    existing = living(params["StackName"])
    if existing and params.get("ClientRequestToken") and existing.token == params["ClientRequestToken"]:
        return {"StackId": existing.id}
    if existing:
        raise AwsError("AlreadyExistsException", f"Stack [{params['StackName']}] already exists")
    stack = new_stack(call, params)
    stacks()[stack.id] = stack
    engine.create(stack)
    return {"StackId": stack.id}


def new_stack(call: Call, params: dict[str, Any]) -> Stack:
    """A stack of the call's name, template and parameters, not yet begun."""
    name = params["StackName"]
    if not re.fullmatch(r"[a-zA-Z][-a-zA-Z0-9]{0,127}", name):
        raise AwsError(
            "ValidationError",
            f"1 validation error detected: Value '{name}' at 'stackName' failed to satisfy constraint",
        )
    template, body = template_of(params)
    values = settle(template, params.get("Parameters", []), {}, call.region)
    check_capabilities(template, params.get("Capabilities", []))
    settings = {key: params[key] for key in KEPT if key in params}
    arn = call.arn(f"stack/{name}/{uuid4()}")
    token = params.get("ClientRequestToken")
    return Stack(name, arn, call.region, template, body, values, settings, token=token, access_key=call.access_key)


@operation("cloudformation", "UpdateStack")
def update(call: Call, params: dict[str, Any]) -> dict[str, str]:
    """Begins to update a stack; ValidationError if there is nothing to change."""
    stack = find(params["StackName"])
    check_updatable(stack)
    if params.get("UsePreviousTemplate"):
        template, body = stack.template, stack.body
    else:
        template, body = template_of(params)
    values = settle(template, params.get("Parameters", []), stack.values, call.region)
    check_capabilities(template, params.get("Capabilities", []))
    tags = params.get("Tags", stack.settings.get("Tags", []))
    if (template, values, tags) == (stack.template, stack.values, stack.settings.get("Tags", [])):
        raise AwsError("ValidationError", "No updates are to be performed.")
    stack.token, stack.access_key = params.get("ClientRequestToken"), call.access_key
    stack.settings.update({key: params[key] for key in ("Capabilities", "Tags") if key in params})
    engine.update(stack, (template, body, values))
    return {"StackId": stack.id}


def check_updatable(stack: Stack) -> None:
    """ValidationError while a stack is busy, or in a status from which it can only be deleted."""
    if stack.status not in UPDATABLE:
        message = f"Stack:{stack.id} is in {stack.status} state and can not be updated."
        raise AwsError("ValidationError", message)


@operation("cloudformation", "DeleteStack")
def delete(call: Call, params: dict[str, Any]) -> None:
    """Begins to delete a stack; there is nothing to do if it does not exist or is being deleted."""
    stack = living(params["StackName"])
    if stack is None or stack.status == "DELETE_IN_PROGRESS":
        return
    if stack.settings.get("EnableTerminationProtection"):
        message = f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
        raise AwsError("ValidationError", message)
    retain = params.get("RetainResources", [])
    if retain and stack.status != "DELETE_FAILED":
        message = "specify which resources to retain only when the stack is in the DELETE_FAILED state."
        raise AwsError(
            "ValidationError", f"Invalid operation on stack [{stack.id}]. When you delete a stack, {message}"
        )
    check_unused(stack)
    stack.token, stack.access_key = params.get("ClientRequestToken"), call.access_key
    engine.delete(stack, retain)


@operation("cloudformation", "DescribeStacks")
def describe(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows one stack, deleted ones only by id, or all that are not deleted."""
    alive = [each for each in stacks().values() if each.status != "DELETE_COMPLETE"]
    found = [find(params["StackName"])] if "StackName" in params else alive[::-1]
    items, token = page([stack_view(each) for each in found], params.get("NextToken"), 100)
    return {"Stacks": items, "NextToken": token}


@operation("cloudformation", "ListStacks")
def list_stacks(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists stacks by status, deleted ones too."""
    wanted = params.get("StackStatusFilter")
    found = [stack_summary(each) for each in stacks().values() if not wanted or each.status in wanted]
    items, token = page(found[::-1], params.get("NextToken"), 100)
    return {"StackSummaries": items, "NextToken": token}


@operation("cloudformation", "DescribeAccountLimits")
def describe_limits(_: Call, __: dict[str, Any]) -> dict[str, Any]:
    """Shows AWS's defaults; nothing here holds anybody to them."""
    return {"AccountLimits": [{"Name": name, "Value": value} for name, value in LIMITS.items()]}


@operation("cloudformation", "DescribeStackEvents")
def describe_events(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows what happened to a stack, newest first."""
    items, token = page(find(params["StackName"]).events, params.get("NextToken"), 100)
    return {"StackEvents": items, "NextToken": token}


@operation("cloudformation", "DescribeStackResources")
def describe_resources(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows the resources of a stack, the first 100 of them."""
    stack = find(params.get("StackName", ""))
    wanted = params.get("LogicalResourceId")
    shown = [resource_view(stack, each) for each in stack.resources.values() if wanted in (None, each.name)]
    return {"StackResources": shown[:100]}


@operation("cloudformation", "DescribeStackResource")
def describe_resource(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Shows one resource of a stack."""
    stack = find(params["StackName"])
    name = params["LogicalResourceId"]
    if name not in stack.resources:
        raise AwsError("ValidationError", f"Resource {name} does not exist for stack {stack.name}")
    return {"StackResourceDetail": resource_view(stack, stack.resources[name], "LastUpdatedTimestamp")}


@operation("cloudformation", "ListStackResources")
def list_resources(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists the resources of a stack."""
    stack = find(params["StackName"])
    shown = [resource_view(stack, each, "LastUpdatedTimestamp") for each in stack.resources.values()]
    items, token = page(shown, params.get("NextToken"), 100)
    return {"StackResourceSummaries": items, "NextToken": token}

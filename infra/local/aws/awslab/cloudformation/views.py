"""Stacks and their resources as Describe calls show them."""

from typing import Any, Optional

from .parameters import views
from .stack import Record, Resource, Stack


def stack_view(stack: Stack) -> Record:
    """A stack."""
    settings = stack.settings
    shown = {
        "StackId": stack.id,
        "StackName": stack.name,
        "Description": stack.template.get("Description"),
        "Parameters": views(stack.template, stack.values),
        "CreationTime": stack.created_at,
        "LastUpdatedTime": stack.updated_at,
        "DeletionTime": stack.deleted_at,
        "StackStatus": stack.status,
        "StackStatusReason": stack.reason,
        "DisableRollback": bool(settings.get("DisableRollback")) or settings.get("OnFailure") == "DO_NOTHING",
        "NotificationARNs": settings.get("NotificationARNs", []),
        "TimeoutInMinutes": settings.get("TimeoutInMinutes"),
        "Capabilities": settings.get("Capabilities", []),
        "Outputs": stack.outputs,
        "RoleARN": settings.get("RoleARN"),
        "Tags": settings.get("Tags", []),
        "EnableTerminationProtection": bool(settings.get("EnableTerminationProtection")),
        "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
    }
    return _present(shown)


def stack_summary(stack: Stack) -> Record:
    """A stack in a list."""
    names = (
        "StackId",
        "StackName",
        "CreationTime",
        "LastUpdatedTime",
        "DeletionTime",
        "StackStatus",
        "StackStatusReason",
    )
    shown = {**stack_view(stack), "TemplateDescription": stack.template.get("Description")}
    return _present({name: shown.get(name) for name in (*names, "TemplateDescription", "DriftInformation")})


def resource_view(stack: Stack, resource: Resource, time: str = "Timestamp") -> Record:
    """A resource; the calls differ in the name that they give its time."""
    shown: dict[str, Any] = {
        "StackId": stack.id,
        "StackName": stack.name,
        "LogicalResourceId": resource.name,
        "PhysicalResourceId": resource.physical_id or None,
        "ResourceType": resource.type,
        time: resource.changed_at,
        "ResourceStatus": resource.status,
        "ResourceStatusReason": resource.reason,
        "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"},
    }
    return _present(shown)


def _present(shown: dict[str, Optional[Any]]) -> Record:
    return {name: value for name, value in shown.items() if value is not None}

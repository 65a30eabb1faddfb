"""What a stack's values may refer to while it is being worked on."""

from typing import Any

from ..world import ACCOUNT, world
from .exports import exported
from .intrinsics import Scope, Unresolvable
from .parameters import typed
from .resource_type import TYPES
from .stack import Stack


def scope_of(stack: Stack) -> Scope:
    """The scope of a stack with the resources that it has now."""
    pseudo = {
        "AWS::Region": stack.region,
        "AWS::AccountId": ACCOUNT,
        "AWS::StackName": stack.name,
        "AWS::StackId": stack.id,
        "AWS::Partition": "aws",
        "AWS::URLSuffix": "amazonaws.com",
        "AWS::NotificationARNs": stack.settings.get("NotificationARNs", []),
    }
    with world().lock:
        made = {name: each.physical_id for name, each in stack.resources.items() if each.made is not None}
    values = {**pseudo, **typed(stack.template, stack.values), **made}
    return Scope(stack.template, values, lambda *name: _attribute(stack, *name), _import, stack.region)


def _attribute(stack: Stack, name: str, attribute: str) -> Any:
    resource = stack.resources.get(name)
    if resource is None or resource.made is None:
        raise Unresolvable(f"Template error: resource {name} is not there")
    known = TYPES[resource.type].attributes(resource.made)
    if attribute not in known:
        raise Unresolvable(f"Requested attribute {attribute} does not exist in schema for {resource.type}")
    return known[attribute]


def _import(name: str) -> Any:
    found = exported().get(name)
    if found is None:
        raise Unresolvable(f"No export named {name} found.")
    return found["Value"]

"""Stacks, their resources and their events."""

import threading
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Optional
from uuid import uuid4

from ..errors import AwsError
from ..world import changed, now, world
from .parameters import Values
from .template import Template

Record = dict[str, Any]


@dataclass
class Resource:
    """A resource of a stack. `made` is the reply of the call that made it, None until there is one."""

    name: str
    type: str
    status: str = ""
    reason: Optional[str] = None
    properties: Record = field(default_factory=dict)
    physical_id: str = ""
    made: Optional[Record] = None
    retain: bool = False
    changed_at: datetime = field(default_factory=now)


@dataclass
class Stack:
    """A stack. `settings` are the parameters of the call that Describe calls repeat; `events` has the newest first.

    `access_key` is whose permissions it works with.
    """

    name: str
    id: str
    region: str
    template: Template
    body: str
    values: Values
    settings: Record
    status: str = ""
    reason: Optional[str] = None
    resources: dict[str, Resource] = field(default_factory=dict)
    outputs: list[Record] = field(default_factory=list)
    events: list[Record] = field(default_factory=list)
    created_at: datetime = field(default_factory=now)
    updated_at: Optional[datetime] = None
    deleted_at: Optional[datetime] = None
    token: Optional[str] = None
    access_key: str = ""
    imports: set[str] = field(default_factory=set)
    giving_up: threading.Event = field(default_factory=threading.Event)
    worker: Optional[threading.Thread] = None

    def __deepcopy__(self, memo: dict[int, Any]) -> "Stack":
        """A copy that stays as it is, for a reader of the past; what works on the stack is not copied."""
        seen = {name: deepcopy(getattr(self, name), memo) for name in ("settings", "resources", "outputs", "events")}
        return replace(self, **seen)


@dataclass
class Stacks:
    """All stacks by id; of one name at most one is not deleted."""

    by_id: dict[str, Stack] = field(default_factory=dict)


def stacks() -> dict[str, Stack]:
    """The present world's stacks."""
    return world().part(Stacks).by_id


def living(name: str) -> Optional[Stack]:
    """The stack of a name, or of an id, that is not deleted."""
    alive = (each for each in stacks().values() if each.status != "DELETE_COMPLETE")
    return next((each for each in alive if name in (each.name, each.id)), None)


def find(reference: str) -> Stack:
    """A stack by name, or by id also when it is deleted; ValidationError if there is none."""
    found = living(reference) or stacks().get(reference)
    if found is None:
        raise AwsError("ValidationError", f"Stack with id {reference} does not exist")
    return found


def is_current(stack: Stack) -> bool:
    """False after a reset, which the stack's thread should notice."""
    return stack.id in stacks()


def enter(stack: Stack, status: str, reason: Optional[str] = None) -> None:
    """Brings a stack into a status and says so in its events."""
    with world().lock:
        stack.status, stack.reason = status, reason
        _note(stack, stack.name, "AWS::CloudFormation::Stack", stack.id, status, reason)


def enter_resource(stack: Stack, resource: Resource, status: str, reason: Optional[str] = None) -> None:
    """Brings a resource into a status and says so in the stack's events."""
    with world().lock:
        resource.status, resource.reason, resource.changed_at = status, reason, now()
        _note(stack, resource.name, resource.type, resource.physical_id, status, reason)


def _note(stack: Stack, name: str, kind: str, physical: str, status: str, reason: Optional[str]) -> None:
    event = {
        "StackId": stack.id,
        "StackName": stack.name,
        "EventId": str(uuid4()),
        "LogicalResourceId": name,
        "PhysicalResourceId": physical,
        "ResourceType": kind,
        "Timestamp": now(),
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
        "ClientRequestToken": stack.token,
    }
    stack.events.insert(0, {key: value for key, value in event.items() if value is not None})
    changed("cloudformation")

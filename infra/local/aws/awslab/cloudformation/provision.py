"""Makes, changes and removes one resource by the public API."""

import secrets
import string
from typing import Callable

from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError

from ..loopback import client
from ..world import ACCOUNT
from .fit import Misfit, fit
from .intrinsics import Unresolvable
from .resource_type import TYPES, Place, Record, ResourceType
from .stack import Resource, Stack
from .types.ecs import NotStabilized

ALPHABET = string.ascii_uppercase + string.digits
GONE = ("NotFound", "NoSuch", "NotActive", "DoesNotExist", "MissingRegistration")


class Cancelled(Exception):
    """The stack gave up while this resource was waiting."""


def make(stack: Stack, resource: Resource, initiated: Callable[[], None]) -> None:
    """Makes a resource and waits until it is up; `initiated` is called as soon as it has a physical id."""
    kind, place = _kind(resource), _place(stack, resource)
    given = _named(kind, place, resource.properties)
    call = getattr(place.client(kind.service), kind.create)
    arguments = _arguments(kind, kind.create, place, given)
    reply = call(**arguments)
    made = {**_made(kind, reply), "input": arguments, "region": stack.region, "account": ACCOUNT}
    resource.physical_id, resource.made = str(kind.ref(made)), made
    initiated()
    kind.after(place, made, given)
    kind.stabilize(made, lambda: _go_on(stack))


def change(stack: Stack, resource: Resource, properties: Record) -> None:
    """Brings a resource that can be changed in place to other properties."""
    kind, place = _kind(resource), _place(stack, resource)
    assert kind.update and resource.made
    given = _named(kind, place, properties)
    arguments = {**_arguments(kind, kind.update, place, given, strict=False), **kind.key(resource.made)}
    getattr(place.client(kind.service), kind.update)(**arguments)
    kind.after(place, resource.made, given)
    kind.stabilize(resource.made, lambda: _go_on(stack))


def remove(stack: Stack, resource: Resource) -> None:
    """Removes a resource and waits until it is gone; one that is gone already is fine."""
    kind, place = _kind(resource), _place(stack, resource)
    if kind.delete is None or resource.made is None:
        return
    force = {"force": True} if kind.name == "AWS::ECS::Service" else {}
    try:
        kind.before_delete(place, resource.made)
        getattr(place.client(kind.service), kind.delete)(**kind.key(resource.made), **force)
    except ClientError as error:
        if not any(each in error.response["Error"]["Code"] for each in GONE):
            raise
    kind.vanish(resource.made, lambda: None)


def can_change(kind: str) -> bool:
    """Whether resources of a type can be changed in place; others are replaced."""
    return TYPES[kind].update is not None


def reason(failure: Exception, kind: str) -> str:
    """Why something failed, in the words of a stack event."""
    if isinstance(failure, ClientError):
        error, status = failure.response["Error"], failure.response["ResponseMetadata"]["HTTPStatusCode"]
        service = TYPES[kind].service
        where = f"(Service: {service}, Status Code: {status}, Error Code: {error['Code']})"
        return f'Resource handler returned message: "{error["Message"]} {where}"'
    if isinstance(failure, Cancelled):
        return "Resource creation cancelled"
    if isinstance(failure, (NotStabilized, Misfit, ParamValidationError)):
        code = "NotStabilized" if isinstance(failure, NotStabilized) else "InvalidRequest"
        return f'Resource handler returned message: "{failure}" (HandlerErrorCode: {code})'
    return str(failure) if isinstance(failure, Unresolvable) else f"Internal failure: {failure!r}"


def _go_on(stack: Stack) -> None:
    if stack.giving_up.is_set():
        raise Cancelled


def _kind(resource: Resource) -> ResourceType:
    if resource.type not in TYPES:
        raise Unresolvable(f"Template format error: Unrecognized resource types: [{resource.type}]")
    return TYPES[resource.type]


def _place(stack: Stack, resource: Resource) -> Place:
    ending = "".join(secrets.choice(ALPHABET) for _ in range(12))
    name = f"{stack.name}-{resource.name}-{ending}"
    # The change is made with the permissions of whoever asked for it.
    caller = ("cloudformation.amazonaws.com", stack.access_key)
    return Place(lambda service: client(service, stack.region, *caller), stack.region, name)


def _named(kind: ResourceType, place: Place, properties: Record) -> Record:
    if kind.named_by is None or kind.named_by in properties:
        return properties
    return {**properties, kind.named_by: _fitting_name(kind, place.default_name)}


def _fitting_name(kind: ResourceType, name: str) -> str:
    """Some services allow fewer characters, or fewer kinds of them."""
    longest = {"s3": 63, "elbv2": 32, "events": 64}.get(kind.service, len(name))
    shortened = name[-longest:].lstrip("-")
    return shortened.lower() if kind.service in ("s3", "ecr") else shortened


def _arguments(kind: ResourceType, call: str, place: Place, properties: Record, strict: bool = True) -> Record:
    model = place.client(kind.service).meta.service_model
    operation = next(each for each in model.operation_names if xform_name(each) == call)
    shape = model.operation_model(operation).input_shape
    taken = kind.adapt({name: value for name, value in properties.items() if name not in kind.apart}, place)
    if not strict:
        known = {name.lower() for name in shape.members}
        taken = {name: value for name, value in taken.items() if name.lower() in known}
    return fit(taken, shape)


def _made(kind: ResourceType, reply: Record) -> Record:
    """The object in a reply: the member named after the call, or the reply itself."""
    noun = kind.create.split("_", 1)[1].replace("_", "")
    reply.pop("ResponseMetadata", None)
    for name, value in reply.items():
        if name.lower() == noun and isinstance(value, dict):
            return value
        if name.lower() == noun + "s" and isinstance(value, list) and len(value) == 1:
            return value[0]
    return reply

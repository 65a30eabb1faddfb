"""Makes, changes and removes one resource by the public API."""

import secrets
import string
from functools import cache
from typing import Any, Callable

from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError
from moto.core.utils import get_service_model

from ..loopback import client
from ..world import ACCOUNT
from .fit import Misfit, fit
from .intrinsics import Unresolvable
from .resource_type import TYPES, Place, Record, ResourceType
from .stack import Resource, Stack
from .types.ecs import NotStabilized

ALPHABET = string.ascii_uppercase + string.digits
# Names that are made up are cut to these lengths, where the services' models do not say them.
LONGEST_NAMES = {"iam": 64, "lambda": 64, "stepfunctions": 80, "s3": 63, "elbv2": 32, "events": 64}
# What a stack's tags are handed on to, as far as the types' schemas tell it of what is here.
TAGGED = ("AWS::ECS::Service", "AWS::ECS::TaskDefinition", "AWS::ServiceDiscovery::Service")
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
    assert resource.made
    if resource.type in TAGGED and "Tags" in properties:
        _retag(place, resource, properties["Tags"])
    if not kind.update:
        return
    given = _named(kind, place, properties)
    fitted = _arguments(kind, kind.update, place, given, strict=False)
    arguments = {**fitted, **kind.key(resource.made), **kind.on_update}
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


def tagged(stack: Stack, resource: Resource, properties: Record) -> Record:
    """Properties with the stack's tags, which CloudFormation hands on to resources; a resource's own come before them."""
    if resource.type not in TAGGED or not stack.settings.get("Tags"):
        return properties
    own = properties.get("Tags", [])
    keys = {each["Key"] for each in own}
    return {**properties, "Tags": own + [each for each in stack.settings["Tags"] if each["Key"] not in keys]}


def can_change(resource: Resource, properties: Record) -> bool:
    """Whether a resource can be brought to other properties in place; with another name it is another resource."""
    kind = TYPES[resource.type]
    same_name = kind.named_by is None or resource.properties.get(kind.named_by) == properties.get(kind.named_by)
    return same_name and (kind.update is not None or _differ_in_tags_alone(resource, properties))


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


def _differ_in_tags_alone(resource: Resource, properties: Record) -> bool:
    without = [{k: v for k, v in each.items() if k != "Tags"} for each in (resource.properties, properties)]
    return resource.type in TAGGED and without[0] == without[1]


def _retag(place: Place, resource: Resource, tags: list[Record]) -> None:
    if resource.type.startswith("AWS::ECS::"):
        lower = [{"key": each["Key"], "value": each["Value"]} for each in tags]
        place.client("ecs").tag_resource(resourceArn=resource.physical_id, tags=lower)


def _go_on(stack: Stack) -> None:
    if stack.giving_up.is_set():
        raise Cancelled


def _kind(resource: Resource) -> ResourceType:
    if resource.type not in TYPES:
        raise Unresolvable(f"Template format error: Unrecognized resource types: [{resource.type}]")
    return TYPES[resource.type]


def _place(stack: Stack, resource: Resource) -> Place:
    name = _default_name(stack, resource)
    # The change is made with the permissions of whoever asked for it.
    caller = ("cloudformation.amazonaws.com", stack.access_key)
    return Place(lambda service: client(service, stack.region, *caller), stack.region, name)


def _named(kind: ResourceType, place: Place, properties: Record) -> Record:
    if kind.named_by is None or kind.named_by in properties:
        return properties
    return {**properties, kind.named_by: place.default_name}


def _default_name(stack: Stack, resource: Resource) -> str:
    """Stack, resource and a random ending; some services allow fewer characters, or fewer kinds of them."""
    ending = "".join(secrets.choice(ALPHABET) for _ in range(12))
    kind = TYPES[resource.type]
    longest = _longest_name(kind) - len(ending) - 2
    logical = resource.name[: max(longest // 2, longest - len(stack.name))]
    name = f"{stack.name[: longest - len(logical)].rstrip('-')}-{logical}-{ending}"
    return name.lower() if kind.service in ("s3", "ecr") else name


def _longest_name(kind: ResourceType) -> int:
    members = _input_shape(kind, kind.create).members if kind.named_by else {}
    limits = {name.lower(): member.metadata.get("max") for name, member in members.items()}
    return LONGEST_NAMES.get(kind.service) or limits.get((kind.named_by or "").lower()) or 128


def _arguments(kind: ResourceType, call: str, place: Place, properties: Record, strict: bool = True) -> Record:
    shape = _input_shape(kind, call)
    taken = kind.adapt({name: value for name, value in properties.items() if name not in kind.apart}, place)
    if not strict:
        known = {name.lower() for name in shape.members}
        taken = {name: value for name, value in taken.items() if name.lower() in known}
    return fit(taken, shape)


@cache
def _input_shape(kind: ResourceType, call: str) -> Any:
    model = get_service_model(kind.service)
    operation = next(each for each in model.operation_names if xform_name(each) == call)
    return model.operation_model(operation).input_shape


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

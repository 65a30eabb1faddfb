"""What a resource type is: which API calls make, change and remove it, and what references to it give."""

from dataclasses import dataclass, field
from typing import Any, Callable, Optional

Record = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a resource is worked on: a factory of API clients, and what names are made of."""

    client: Callable[[str], Any]
    region: str
    default_name: str


def nothing(*_: Any) -> None:
    """A step that a type does not need."""


def same(properties: Record, _: Place) -> Record:
    """Properties that need no change."""
    return properties


@dataclass(frozen=True)
class ResourceType:
    """One type.

    `create`, `update` and `delete` name methods of boto3's client of `service`.
    `on_update` are further arguments of `update`.
    `named_by` is the property that is made up where the template leaves it out.
    `adapt` reshapes properties before they are fitted to the call; `apart` lists those that the call does not take.
    `key` gives the arguments that identify the resource to `update` and `delete`, `ref` and `attributes` what Ref and
    GetAtt give: all from the reply, which has the call's arguments as `input`.
    `after` makes further calls with the properties, `before_delete` undoes them.
    `stabilize` waits until the resource is up, `vanish` until it is gone; the function that they get raises when the
    wait is to end.
    """

    name: str
    service: str
    create: str
    delete: Optional[str]
    key: Callable[[Record], Record]
    ref: Callable[[Record], Any]
    attributes: Callable[[Record], Record] = lambda made: {}
    update: Optional[str] = None
    on_update: Record = field(default_factory=dict, hash=False)
    named_by: Optional[str] = None
    adapt: Callable[[Record, Place], Record] = same
    apart: tuple[str, ...] = ()
    after: Callable[[Place, Record, Record], None] = nothing
    before_delete: Callable[[Place, Record], None] = nothing
    stabilize: Callable[[Record, Callable[[], None]], None] = nothing
    vanish: Callable[[Record, Callable[[], None]], None] = nothing


TYPES: dict[str, ResourceType] = {}


def add(name: str, service: str, create: str, delete: Optional[str], **settings: Any) -> None:
    """Makes a type known."""
    TYPES[name] = ResourceType(name, service, create, delete, **settings)

"""Where App Mesh resources are kept: by kind and by the names that identify them, in the order of their creation."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..errors import AwsError
from ..world import world
from .kinds import KINDS, Kind

Key = tuple[str, tuple[str, ...]]
Resource = dict[str, Any]


@dataclass
class Store:
    """Resources in the form in which Describe calls show them; tags and client tokens apart."""

    resources: dict[Key, Resource] = field(default_factory=dict)
    tags: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    created_by: dict[Key, tuple[Any, Any]] = field(default_factory=dict)


def store() -> Store:
    """The present world's store."""
    return world().part(Store)


def key(kind: Kind, params: dict[str, Any]) -> Key:
    """What identifies a resource."""
    return kind.noun, tuple(kind.names(params).values())


def find(kind: Kind, params: dict[str, Any]) -> Resource:
    """The resource that the parameters name; NotFoundException if it, or what it lies in, is not there."""
    for size in range(1, len(kind.path)):
        parent = next(k for k in KINDS.values() if k.path == kind.path[:size])
        _find(parent, params)
    return _find(kind, params)


def find_parent(kind: Kind, params: dict[str, Any]) -> None:
    """NotFoundException unless everything that the resource lies in exists."""
    if len(kind.path) > 1:
        find(next(k for k in KINDS.values() if k.path == kind.path[:-1]), params)


def within(kind: Kind, params: dict[str, Any]) -> Iterator[Resource]:
    """All resources of a kind that lie in what the parameters name."""
    for (noun, _), resource in store().resources.items():
        if noun == kind.noun and all(resource[name] == params[name] for name in kind.parents()):
            yield resource


def in_mesh(noun: str, mesh: str) -> Iterator[Resource]:
    """All resources of a kind in a mesh, wherever they lie in it."""
    return (r for (n, _), r in store().resources.items() if n == noun and r["meshName"] == mesh)


def _find(kind: Kind, params: dict[str, Any]) -> Resource:
    found = store().resources.get(key(kind, params))
    if found is None:
        raise AwsError("NotFoundException", f"There is no {kind.data} named {params[kind.name]}.")
    return found

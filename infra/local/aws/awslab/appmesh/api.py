"""App Mesh's create, describe, update, delete and list operations: the same five for every kind."""

from functools import partial
from typing import Any
from uuid import uuid4

from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from ..world import ACCOUNT, now
from .kinds import KINDS, Kind
from .references import check, check_unused
from .store import Resource, find, find_parent, key, store, within


def create(kind: Kind, call: Call, params: dict[str, Any]) -> dict[str, Resource]:
    """Makes a resource; the same call with the same client token answers with what it made before."""
    find_parent(kind, params)
    here = key(kind, params)
    wish = params.get("clientToken"), params.get("spec")
    if here in store().resources:
        if wish[0] and store().created_by[here] == wish:
            return {kind.data: store().resources[here]}
        raise AwsError("ConflictException", f"There is already a {kind.data} named {params[kind.name]}.")
    spec = params.get("spec", {})
    check(kind.noun, params["meshName"], spec)
    arn = call.arn(kind.resource(params))
    made = {**kind.names(params), "spec": spec, "status": {"status": "ACTIVE"}, "metadata": _metadata(arn)}
    store().resources[here] = made
    store().created_by[here] = wish
    store().tags[arn] = params.get("tags", [])
    return {kind.data: made}


def describe(kind: Kind, _: Call, params: dict[str, Any]) -> dict[str, Resource]:
    """Shows a resource."""
    return {kind.data: find(kind, params)}


def update(kind: Kind, _: Call, params: dict[str, Any]) -> dict[str, Resource]:
    """Replaces the spec and raises the version, also when the spec stays the same."""
    found = find(kind, params)
    spec = params.get("spec", {})
    check(kind.noun, params["meshName"], spec)
    metadata = {**found["metadata"], "lastUpdatedAt": now(), "version": found["metadata"]["version"] + 1}
    found.update(spec=spec, metadata=metadata)
    return {kind.data: found}


def delete(kind: Kind, _: Call, params: dict[str, Any]) -> dict[str, Resource]:
    """Removes a resource that nothing uses."""
    found = find(kind, params)
    check_unused(kind.noun, found)
    here = key(kind, params)
    del store().resources[here], store().created_by[here], store().tags[found["metadata"]["arn"]]
    return {kind.data: {**found, "status": {"status": "DELETED"}}}


def list_all(kind: Kind, _: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists the resources of a kind by pages of at most 100."""
    find_parent(kind, params)
    found = [{**kind.names(r), **_reference(r["metadata"])} for r in within(kind, params)]
    items, token = page(found, params.get("nextToken"), params.get("limit", 100))
    name = kind.plural[0].lower() + kind.plural[1:]
    return {name: items, **({"nextToken": token} if token else {})}


def _metadata(arn: str) -> dict[str, Any]:
    made = now()
    owner = {"meshOwner": ACCOUNT, "resourceOwner": ACCOUNT}
    return {"arn": arn, "uid": str(uuid4()), "version": 1, "createdAt": made, "lastUpdatedAt": made, **owner}


def _reference(metadata: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in metadata.items() if name != "uid"}


for each in KINDS.values():
    for verb, act in (("Create", create), ("Describe", describe), ("Update", update), ("Delete", delete)):
        operation("appmesh", verb + each.noun)(partial(act, each))
    operation("appmesh", "List" + each.plural)(partial(list_all, each))

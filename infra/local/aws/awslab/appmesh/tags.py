"""Tags of App Mesh resources."""

from typing import Any

from ..errors import AwsError
from ..operations import Call, operation
from .store import store


@operation("appmesh", "TagResource")
def tag(_: Call, params: dict[str, Any]) -> None:
    """Adds tags, replacing those of the same key."""
    added = {each["key"] for each in params["tags"]}
    kept = [each for each in _tags(params) if each["key"] not in added]
    store().tags[params["resourceArn"]] = kept + params["tags"]


@operation("appmesh", "UntagResource")
def untag(_: Call, params: dict[str, Any]) -> None:
    """Takes tags away."""
    store().tags[params["resourceArn"]] = [each for each in _tags(params) if each["key"] not in params["tagKeys"]]


@operation("appmesh", "ListTagsForResource")
def list_tags(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists the tags of a resource."""
    return {"tags": _tags(params)}


def _tags(params: dict[str, Any]) -> list[dict[str, str]]:
    if params["resourceArn"] not in store().tags:
        raise AwsError("NotFoundException", f"There is no resource {params['resourceArn']}.")
    return store().tags[params["resourceArn"]]

"""Tags of ECS resources."""

from typing import Any

from ..errors import AwsError
from ..limits import check_tags
from ..operations import Call, operation
from .store import Record, store


@operation("ecs", "TagResource")
def tag(_: Call, params: dict[str, Any]) -> None:
    """Adds tags, replacing those of the same key."""
    added = {each["key"] for each in params["tags"]}
    kept = [each for each in _tags(params) if each["key"] not in added]
    check_tags("InvalidParameterException", [each["key"] for each in kept + params["tags"]])
    store().tags[params["resourceArn"]] = kept + params["tags"]


@operation("ecs", "UntagResource")
def untag(_: Call, params: dict[str, Any]) -> None:
    """Takes tags away."""
    store().tags[params["resourceArn"]] = [each for each in _tags(params) if each["key"] not in params["tagKeys"]]


@operation("ecs", "ListTagsForResource")
def list_tags(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists the tags of a resource."""
    return {"tags": _tags(params)}


def _tags(params: dict[str, Any]) -> list[Record]:
    if params["resourceArn"] not in store().tags:
        raise AwsError("InvalidParameterException", "The specified resource does not exist.")
    return store().tags[params["resourceArn"]]

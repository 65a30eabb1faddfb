"""Tags of scalable targets."""

from ..errors import AwsError
from ..limits import check_tags
from ..operations import Call, operation
from .store import Record, Target, targets


@operation("application-autoscaling", "TagResource")
def tag(_: Call, params: Record) -> Record:
    """Adds tags, replacing those of the same key."""
    tags = _owner(params).tags
    check_tags("TooManyTagsException", {**tags, **params["Tags"]})
    tags.update(params["Tags"])
    return {}


@operation("application-autoscaling", "UntagResource")
def untag(_: Call, params: Record) -> Record:
    """Takes tags away."""
    for key in params["TagKeys"]:
        _owner(params).tags.pop(key, None)
    return {}


@operation("application-autoscaling", "ListTagsForResource")
def list_all(_: Call, params: Record) -> Record:
    """Lists the tags of a scalable target."""
    return {"Tags": _owner(params).tags}


def _owner(params: Record) -> Target:
    arn = params["ResourceARN"]
    found = next((each for each in targets().values() if each.arn == arn), None)
    if found is None:
        raise AwsError("ResourceNotFoundException", f"No resource found for {arn}")
    return found

"""Makes a resource's properties the input of an API call: same tree, other case, other scalars."""

import json
from typing import Any

from botocore.model import Shape

# Members that templates and APIs call differently beyond upper and lower case.
OTHER_NAMES = {"proxyconfigurationproperties": "properties"}


class Misfit(Exception):
    """A property that the resource does not have."""


def fit(value: Any, shape: Shape, path: str = "") -> Any:
    """The value in the shape's form; Misfit names a property that the shape has no member for."""
    if shape.type_name == "structure":
        return _structure(value, shape, path)
    if shape.type_name == "list":
        return [fit(item, shape.member, path) for item in (value if isinstance(value, list) else [value])]
    if shape.type_name == "map":
        return {name: fit(item, shape.value, path) for name, item in value.items()}
    if shape.type_name in ("integer", "long"):
        return int(value)
    if shape.type_name in ("float", "double"):
        return float(value)
    if shape.type_name == "boolean":
        return value if isinstance(value, bool) else str(value).lower() == "true"
    return text(value)


def _structure(value: Any, shape: Any, path: str) -> dict[str, Any]:
    members = {name.lower(): (name, member) for name, member in shape.members.items()}
    fitted: dict[str, Any] = {}
    for name, item in value.items():
        known = members.get(name.lower()) or members.get(OTHER_NAMES.get(name.lower(), ""))
        if known is None:
            raise Misfit(f"#{path}: extraneous key [{name}] is not permitted")
        fitted[known[0]] = fit(item, known[1], f"{path}/{name}")
    return fitted


def text(value: Any) -> str:
    """A scalar or a document as the text that the APIs want."""
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, (dict, list)) else str(value)

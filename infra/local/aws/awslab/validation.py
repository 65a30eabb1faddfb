"""Checks parameters against the constraints in botocore's models."""

from collections.abc import Iterator
from typing import Any

from botocore.model import Shape

UNITS = {"string": "length", "list": "length", "map": "length"}


def problems(shape: Shape, value: Any, path: str = "") -> Iterator[str]:
    """Every way in which the value breaks its shape: what is missing, too small, too large, or not in the set."""
    if shape.type_name == "structure":
        yield from _structure(shape, value, path)
    elif shape.type_name == "list":
        for index, item in enumerate(value):
            yield from problems(shape.member, item, f"{path}[{index}]")
    elif shape.type_name == "map":
        for key, item in value.items():
            yield from problems(shape.value, item, f"{path}.{key}")
    yield from _limits(shape, value, path)


def _structure(shape: Any, value: dict[str, Any], path: str) -> Iterator[str]:
    for name in shape.required_members:
        if name not in value:
            yield f"{_join(path, name)} is required"
    for name, item in value.items():
        if name in shape.members:
            yield from problems(shape.members[name], item, _join(path, name))


def _limits(shape: Shape, value: Any, path: str) -> Iterator[str]:
    size = len(value) if shape.type_name in UNITS else value
    unit = UNITS.get(shape.type_name, "value")
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if isinstance(size, (int, float)) and not isinstance(size, bool):
        if low is not None and size < low:
            yield f"{path}: {unit} {size} is less than {low}"
        if high is not None and size > high:
            yield f"{path}: {unit} {size} is greater than {high}"
    allowed = shape.metadata.get("enum")
    if allowed and value not in allowed:
        yield f"{path}: '{value}' is not one of {', '.join(allowed)}"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name

"""Parameters of a stack: what the template asks for and what the caller gave."""

import re
from typing import Any

from ..errors import AwsError
from .template import Template

Given = list[dict[str, Any]]


def settle(template: Template, given: Given, previous: dict[str, str]) -> dict[str, str]:
    """The value of every parameter; ValidationError if one is missing, unknown, or not what the template allows."""
    asked = template.get("Parameters", {})
    named = {each["ParameterKey"]: _given(each, previous) for each in given}
    unknown = sorted(set(named) - set(asked))
    if unknown:
        raise AwsError("ValidationError", f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    defaults = {name: str(each["Default"]) for name, each in asked.items() if "Default" in each}
    values = {**defaults, **named}
    missing = sorted(set(asked) - set(values))
    if missing:
        raise AwsError("ValidationError", f"Parameters: [{', '.join(missing)}] must have values")
    for name, declared in asked.items():
        _check(name, values[name], declared)
    return values


def typed(template: Template, values: dict[str, str]) -> dict[str, Any]:
    """Values as Ref gives them: lists are split at commas."""
    asked = template.get("Parameters", {})
    lists = {
        name for name, each in asked.items() if each["Type"] == "CommaDelimitedList" or each["Type"].startswith("List<")
    }
    return {name: [v.strip() for v in value.split(",")] if name in lists else value for name, value in values.items()}


def views(template: Template, values: dict[str, str]) -> list[dict[str, str]]:
    """Parameters as DescribeStacks shows them: those with NoEcho are masked."""
    asked = template.get("Parameters", {})
    hidden = {name for name, each in asked.items() if str(each.get("NoEcho", "")).lower() == "true"}
    return [{"ParameterKey": k, "ParameterValue": "****" if k in hidden else v} for k, v in values.items()]


def _given(each: dict[str, Any], previous: dict[str, str]) -> str:
    name = each["ParameterKey"]
    if each.get("UsePreviousValue"):
        if name not in previous:
            raise AwsError("ValidationError", f"Invalid input for parameter key {name}. No previous value.")
        return previous[name]
    return each.get("ParameterValue", "")


def _check(name: str, value: str, declared: dict[str, Any]) -> None:
    if declared.get("Type") == "Number" and not re.fullmatch(r"-?\d+(\.\d+)?", value):
        raise AwsError("ValidationError", f"Parameter '{name}' must be a number.")
    allowed = declared.get("AllowedValues")
    if allowed and value not in [str(each) for each in allowed]:
        raise AwsError("ValidationError", f"Parameter '{name}' must be one of AllowedValues")
    pattern = declared.get("AllowedPattern")
    if pattern and not re.fullmatch(pattern, value):
        raise AwsError(
            "ValidationError", f"Parameter {name} failed to satisfy constraint: must match pattern {pattern}"
        )

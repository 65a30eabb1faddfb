"""Parameters of a stack: what the template asks for and what the caller gave."""

import re
from dataclasses import dataclass
from typing import Any, Optional

from moto.ssm.models import ssm_backends

from ..errors import AwsError
from ..world import ACCOUNT
from .template import Template

Given = list[dict[str, Any]]
STORED = re.compile(r"AWS::SSM::Parameter::Value<(.+)>")


@dataclass(frozen=True)
class Value:
    """What a caller gave; of a parameter of Parameter Store that is its name, and `stored` what it had then."""

    given: str
    stored: Optional[str] = None


Values = dict[str, Value]


def settle(template: Template, given: Given, previous: Values, region: str) -> Values:
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
    return {name: Value(values[name], _stored(declared, values[name], region)) for name, declared in asked.items()}


def typed(template: Template, values: Values) -> dict[str, Any]:
    """Values as Ref gives them: lists are split at commas."""
    asked = template.get("Parameters", {})
    return {name: _typed(asked[name]["Type"], value) for name, value in values.items()}


def _typed(kind: str, value: Value) -> Any:
    stored = STORED.fullmatch(kind)
    inner = stored[1] if stored else kind
    text = value.given if value.stored is None else value.stored
    is_list = inner == "CommaDelimitedList" or inner.startswith("List<")
    return [each.strip() for each in text.split(",")] if is_list else text


def views(template: Template, values: Values) -> list[dict[str, str]]:
    """Parameters as DescribeStacks shows them: those with NoEcho are masked."""
    asked = template.get("Parameters", {})
    hidden = {name for name, each in asked.items() if str(each.get("NoEcho", "")).lower() == "true"}
    return [
        {
            "ParameterKey": name,
            "ParameterValue": "****" if name in hidden else value.given,
            **({} if value.stored is None else {"ResolvedValue": value.stored}),
        }
        for name, value in values.items()
    ]


def _stored(declared: dict[str, Any], name: str, region: str) -> Optional[str]:
    """What Parameter Store has now; None of a parameter that is not there to be read."""
    if not STORED.fullmatch(declared["Type"]):
        return None
    found = ssm_backends[ACCOUNT][region].get_parameter(name)
    if found is None:
        raise AwsError("ValidationError", f"Unable to fetch parameters [{name}] from parameter store for this account.")
    return str(found.value)


def _given(each: dict[str, Any], previous: Values) -> str:
    name = each["ParameterKey"]
    if each.get("UsePreviousValue"):
        if name not in previous:
            raise AwsError("ValidationError", f"Invalid input for parameter key {name}. No previous value.")
        return previous[name].given
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

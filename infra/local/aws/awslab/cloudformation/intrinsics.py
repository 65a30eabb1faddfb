"""Template functions: turns a template's values into plain ones."""

import base64
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable

from .references import VARIABLE
from .template import Template


class Unresolvable(Exception):
    """A value that cannot be worked out; the text says which and why."""


NOTHING = object()


@dataclass(frozen=True)
class Scope:
    """What values may refer to; `attributes` gives an attribute of a resource, `imports` the value of an export."""

    template: Template
    values: Mapping[str, Any]
    attribute: Callable[[str, str], Any]
    imports: Callable[[str], Any]
    region: str


def resolve(value: Any, scope: Scope) -> Any:
    """The plain value; members that are ``AWS::NoValue`` are left out."""
    if isinstance(value, list):
        return [item for item in (resolve(each, scope) for each in value) if item is not NOTHING]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        name, argument = next(iter(value.items()))
        if name in FUNCTIONS:
            return FUNCTIONS[name](argument, scope)
        if name.startswith("Fn::"):
            raise Unresolvable(f"Template error: unsupported function {name}")
    resolved = {name: resolve(each, scope) for name, each in value.items()}
    return {name: each for name, each in resolved.items() if each is not NOTHING}


def holds(name: str, scope: Scope) -> bool:
    """Whether a condition of the template holds."""
    if name not in scope.template.get("Conditions", {}):
        raise Unresolvable(f"Template error: unresolved condition dependency {name}")
    return bool(resolve(scope.template["Conditions"][name], scope))


def _ref(name: str, scope: Scope) -> Any:
    if name == "AWS::NoValue":
        return NOTHING
    if name not in scope.values:
        raise Unresolvable(f"Template error: {name} has no value")
    return scope.values[name]


def _get_att(argument: Any, scope: Scope) -> Any:
    name, attribute = argument if isinstance(argument, list) else argument.split(".", 1)
    return scope.attribute(name, resolve(attribute, scope))


def _sub(argument: Any, scope: Scope) -> str:
    text, own = argument if isinstance(argument, list) else (argument, {})
    variables = resolve(own, scope)

    def fill(match: Any) -> str:
        name = match[1].strip()
        if name in variables:
            return str(variables[name])
        return str(_get_att(name, scope) if "." in name else _ref(name, scope))

    return VARIABLE.sub(fill, text).replace("${!", "${")


def _join(argument: Any, scope: Scope) -> str:
    return str(argument[0]).join(str(item) for item in resolve(argument[1], scope))


def _select(argument: Any, scope: Scope) -> Any:
    index, items = int(resolve(argument[0], scope)), resolve(argument[1], scope)
    if not 0 <= index < len(items):
        raise Unresolvable(f"Template error: Fn::Select cannot select nonexistent value at index {index}")
    return items[index]


def _find_in_map(argument: Any, scope: Scope) -> Any:
    mapping, first, second = resolve(argument, scope)
    try:
        return scope.template["Mappings"][mapping][first][second]
    except KeyError:
        raise Unresolvable(f"Template error: Unable to get mapping for {mapping}::{first}::{second}") from None


def _cidr(argument: Any, scope: Scope) -> list[str]:
    block, count, bits = [*resolve(argument, scope), 8][:3]
    network = ipaddress.ip_network(block)
    subnets = network.subnets(new_prefix=network.max_prefixlen - int(bits))
    return [str(subnet) for subnet, _ in zip(subnets, range(int(count)))]


def _if(argument: Any, scope: Scope) -> Any:
    return resolve(argument[1] if holds(argument[0], scope) else argument[2], scope)


def _equals(argument: Any, scope: Scope) -> bool:
    left, right = resolve(argument, scope)
    return str(left) == str(right)


def _zones(argument: Any, scope: Scope) -> list[str]:
    return [f"{resolve(argument, scope) or scope.region}{letter}" for letter in "abc"]


def _split(argument: Any, scope: Scope) -> list[str]:
    return str(resolve(argument[1], scope)).split(argument[0])


FUNCTIONS: dict[str, Callable[[Any, Scope], Any]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::FindInMap": _find_in_map,
    "Fn::Cidr": _cidr,
    "Fn::GetAZs": _zones,
    "Fn::ImportValue": lambda argument, scope: scope.imports(resolve(argument, scope)),
    "Fn::Base64": lambda argument, scope: base64.b64encode(resolve(argument, scope).encode()).decode(),
    "Fn::If": _if,
    "Fn::Equals": _equals,
    "Fn::Not": lambda argument, scope: not resolve(argument[0], scope),
    "Fn::And": lambda argument, scope: all(resolve(argument, scope)),
    "Fn::Or": lambda argument, scope: any(resolve(argument, scope)),
    "Condition": lambda argument, scope: (
        holds(argument, scope) if isinstance(argument, str) else resolve(argument, scope)
    ),
}

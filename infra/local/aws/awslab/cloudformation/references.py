"""Which names a template's values refer to, and whether they exist."""

import re
from collections.abc import Iterator
from typing import Any

from ..errors import AwsError
from .template import Template

VARIABLE = re.compile(r"\$\{([^!][^}]*)\}")


def references(value: Any) -> Iterator[str]:
    """The parameters and resources that a value refers to; pseudo parameters are left out."""
    for name in _named(value):
        if not name.startswith("AWS::"):
            yield name


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _named(item)
    elif isinstance(value, dict):
        for function, argument in value.items():
            if function == "Ref":
                yield str(argument)
            elif function == "Fn::GetAtt":
                yield (argument if isinstance(argument, list) else str(argument).split("."))[0]
            elif function == "Fn::Sub":
                yield from _in_text(argument)
            else:
                yield from _named(argument)


def _in_text(argument: Any) -> Iterator[str]:
    text, own = argument if isinstance(argument, list) else (argument, {})
    for variable in VARIABLE.findall(text):
        if variable not in own:
            yield variable.split(".")[0].strip()
    yield from _named(own)


def needs(template: Template) -> dict[str, set[str]]:
    """For each resource the resources that must be there before it."""
    resources = template["Resources"]
    found: dict[str, set[str]] = {}
    for name, resource in resources.items():
        listed = resource.get("DependsOn", [])
        named = {listed} if isinstance(listed, str) else set(listed)
        found[name] = (named | set(references(resource.get("Properties", {})))) & set(resources)
    return found


def check_references(template: Template) -> None:
    """ValidationError for a reference to nothing, a cycle, or an unknown function."""
    known = set(template["Resources"]) | set(template.get("Parameters", {}))
    for section in ("Resources", "Outputs"):
        values = [
            each.get("Properties" if section == "Resources" else "Value", {})
            for each in template.get(section, {}).values()
        ]
        missing = sorted(set(references(values)) - known)
        if missing:
            message = f"Unresolved resource dependencies [{', '.join(missing)}] in the {section} block of the template"
            raise AwsError("ValidationError", f"Template format error: {message}")
    _check_cycles(needs(template))


def _check_cycles(open_needs: dict[str, set[str]]) -> None:
    while open_needs:
        free = {name for name, needed in open_needs.items() if not needed & set(open_needs)}
        if not free:
            raise AwsError(
                "ValidationError", f"Circular dependency between resources: [{', '.join(sorted(open_needs))}]"
            )
        open_needs = {name: needed for name, needed in open_needs.items() if name not in free}

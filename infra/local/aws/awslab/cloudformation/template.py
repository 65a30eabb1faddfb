"""Reads templates, in JSON or YAML with its short forms."""

import json
from typing import Any

import yaml

from ..errors import AwsError

Template = dict[str, Any]


class Loader(yaml.SafeLoader):
    """YAML as CloudFormation reads it: dates stay text, and tags such as ``!Ref`` are functions."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _construct_tag(loader: Loader, name: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


Loader.add_multi_constructor("!", _construct_tag)


def read_template(body: str) -> Template:
    """The template in a text; ValidationError if it is no template."""
    try:
        read = json.loads(body) if body.lstrip().startswith("{") else yaml.load(body, Loader)  # noqa: S506
    except (ValueError, yaml.YAMLError) as problem:
        where = " ".join(str(problem).split())
        raise AwsError("ValidationError", f"Template format error: JSON or YAML not well-formed. {where}") from None
    if not isinstance(read, dict):
        raise AwsError("ValidationError", "Template format error: unsupported structure.")
    _check_sections(read)
    return read


SECTIONS = {
    *("AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules", "Mappings"),
    *("Conditions", "Transform", "Resources", "Outputs", "Hooks"),
}


def _check_sections(template: Template) -> None:
    unknown = sorted(set(template) - SECTIONS)
    if unknown:
        raise AwsError("ValidationError", f"Invalid template property or properties [{', '.join(unknown)}]")
    if not isinstance(template.get("Resources"), dict) or not template["Resources"]:
        raise AwsError("ValidationError", "Template format error: At least one Resources member must be defined.")
    for name, resource in template["Resources"].items():
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            raise AwsError("ValidationError", f"Template format error: [/Resources/{name}] must have a Type.")

"""CloudFormation's operations on templates."""

from typing import Any

from ..operations import Call, operation
from .request import capabilities_needed, template_of
from .stack import find
from .template import Template


@operation("cloudformation", "ValidateTemplate")
def validate(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Checks that a template is well-formed and refers to nothing that is not there; AWS checks no more either."""
    template, _body = template_of(params)
    needed = capabilities_needed(template)
    found = {
        "Parameters": [_parameter(name, each) for name, each in template.get("Parameters", {}).items()],
        "Description": template.get("Description"),
        "Capabilities": needed,
        "CapabilitiesReason": f"The following resource(s) require capabilities: {_types(template)}" if needed else None,
    }
    return {name: value for name, value in found.items() if value is not None}


@operation("cloudformation", "GetTemplate")
def get(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """The text of a stack's template."""
    return {"TemplateBody": find(params["StackName"]).body, "StagesAvailable": ["Original", "Processed"]}


@operation("cloudformation", "GetTemplateSummary")
def summary(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """What a template asks for, or a stack's template."""
    if "StackName" in params:
        params = {"TemplateBody": find(params["StackName"]).body}
    found = validate(call, params)
    template, _body = template_of(params)
    declared = template.get("Parameters", {})
    parameters = [{**each, **_constraints(declared[each["ParameterKey"]])} for each in found["Parameters"]]
    types = sorted({each["Type"] for each in template["Resources"].values()})
    return {**found, "Parameters": parameters, "ResourceTypes": types}


def _parameter(name: str, declared: dict[str, Any]) -> dict[str, Any]:
    default = {"DefaultValue": str(declared["Default"])} if "Default" in declared else {}
    text = {"Description": declared["Description"]} if "Description" in declared else {}
    return {
        "ParameterKey": name,
        "NoEcho": str(declared.get("NoEcho", "")).lower() == "true",
        **default,
        **text,
    }


def _constraints(declared: dict[str, Any]) -> dict[str, Any]:
    allowed = [str(each) for each in declared.get("AllowedValues", [])]
    return {"ParameterType": declared["Type"], "ParameterConstraints": {"AllowedValues": allowed} if allowed else {}}


def _types(template: Template) -> str:
    iam = sorted({each["Type"] for each in template["Resources"].values() if each["Type"].startswith("AWS::IAM::")})
    return f"[{', '.join(iam)}]"

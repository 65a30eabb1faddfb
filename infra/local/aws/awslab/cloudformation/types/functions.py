"""AWS::Lambda and AWS::StepFunctions: kept as objects, whose code nothing here fetches or runs."""

import json

from ..resource_type import Place, Record, add


def _function_input(properties: Record, _: Place) -> Record:
    """Tags are a list in templates and a map in the call; the code is named, not read."""
    tags = {"Tags": {each["Key"]: each["Value"] for each in properties["Tags"]}} if "Tags" in properties else {}
    return {**properties, **tags, "Code": {"ZipFile": "none"}}


add(
    "AWS::Lambda::Function",
    "lambda",
    "create_function",
    "delete_function",
    named_by="FunctionName",
    adapt=_function_input,
    key=lambda made: {"FunctionName": made["FunctionName"]},
    ref=lambda made: made["FunctionName"],
    attributes=lambda made: {"Arn": made["FunctionArn"]},
)
add(
    "AWS::Lambda::Permission",
    "lambda",
    "add_permission",
    "remove_permission",
    adapt=lambda properties, place: {**properties, "StatementId": place.default_name},
    key=lambda made: {name: made["input"][name] for name in ("FunctionName", "StatementId")},
    ref=lambda made: made["input"]["StatementId"],
)


def _machine_input(properties: Record, _: Place) -> Record:
    """A definition comes as text, as an object, or from S3, where nobody looks for it."""
    given = dict(properties)
    where = given.pop("DefinitionS3Location", {})
    definition = given.pop("DefinitionString", None) or given.pop("Definition", None) or {"Comment": where}
    given.pop("DefinitionSubstitutions", None)
    renamed = {"StateMachineName": "name", "StateMachineType": "type"}
    return {
        **{renamed.get(name, name): value for name, value in given.items()},
        "definition": definition if isinstance(definition, str) else json.dumps(definition),
    }


add(
    "AWS::StepFunctions::StateMachine",
    "stepfunctions",
    "create_state_machine",
    "delete_state_machine",
    named_by="StateMachineName",
    adapt=_machine_input,
    key=lambda made: {"stateMachineArn": made["stateMachineArn"]},
    ref=lambda made: made["stateMachineArn"],
    attributes=lambda made: {"Arn": made["stateMachineArn"], "Name": made["stateMachineArn"].split(":")[-1]},
)

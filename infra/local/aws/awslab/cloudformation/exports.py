"""Exports of stacks and who imports them."""

from collections.abc import Iterator
from typing import Any

from ..errors import AwsError
from ..operations import Call, operation
from ..paging import page
from ..world import world
from .stack import Record, Stack, stacks


def exported() -> dict[str, Record]:
    """All exports by name."""
    with world().lock:
        living = [each for each in stacks().values() if each.status != "DELETE_COMPLETE"]
        return {
            output["ExportName"]: {
                "ExportingStackId": stack.id,
                "Name": output["ExportName"],
                "Value": output["OutputValue"],
            }
            for stack in living
            for output in stack.outputs
            if "ExportName" in output
        }


def importers(export: str) -> list[str]:
    """The names of the stacks that import an export."""
    living = [each for each in stacks().values() if each.status != "DELETE_COMPLETE"]
    return [each.name for each in living if export in each.imports]


def check_unused(stack: Stack) -> None:
    """ValidationError if another stack imports something of this one."""
    for output in stack.outputs:
        users = importers(output["ExportName"]) if "ExportName" in output else []
        if users:
            message = f"Export {output['ExportName']} cannot be deleted as it is in use by {' and '.join(users)}"
            raise AwsError("ValidationError", message)


@operation("cloudformation", "ListExports")
def list_exports(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists all exports."""
    items, token = page(list(exported().values()), params.get("NextToken"), 100)
    return {"Exports": items, "NextToken": token}


@operation("cloudformation", "ListImports")
def list_imports(_: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Lists the stacks that import an export."""
    users = importers(params["ExportName"])
    if not users:
        raise AwsError("ValidationError", f"Export '{params['ExportName']}' is not imported by any stack.")
    return {"Imports": users}


def imports_in(value: Any) -> Iterator[Any]:
    """The arguments of every Fn::ImportValue in a value."""
    if isinstance(value, list):
        for item in value:
            yield from imports_in(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name == "Fn::ImportValue":
                yield item
            else:
                yield from imports_in(item)

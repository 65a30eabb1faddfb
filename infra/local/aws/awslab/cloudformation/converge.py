"""Makes what a stack has into what its template says, and takes away what is not wanted any more."""

from functools import partial
from typing import Any, Optional

from ..world import world
from . import provision
from .exports import exported, imports_in
from .graph import reversed_needs, walk
from .intrinsics import Unresolvable, holds, resolve
from .references import needs
from .scope import scope_of
from .stack import Resource, Stack, enter_resource, is_current

Failures = dict[str, Exception]
REPLACING = "Requested update requires the creation of a new physical resource; hence creating one."


def converge(stack: Stack) -> tuple[list[Resource], Failures]:
    """Creates, changes and replaces until all is as the template says; answers with leftovers and failures."""
    left: list[Resource] = []
    try:
        wanted = _wanted(stack)
        stack.imports = {resolve(each, scope_of(stack)) for each in imports_in(stack.template)}
    except Unresolvable as problem:
        return [], {stack.name: problem}
    order = {name: needed & wanted for name, needed in needs(stack.template).items() if name in wanted}
    failures = walk(order, partial(_bring, stack, left), go_on_after_failure=False)
    with world().lock:
        left += [stack.resources.pop(name) for name in list(stack.resources) if name not in wanted]
    return left, failures


def remove_all(stack: Stack, resources: list[Resource], retain: list[str]) -> Failures:
    """Removes resources, those first that others are not needed for; goes on as far as it can."""
    named = {each.name: each for each in resources if each.made is not None and each.status != "DELETE_COMPLETE"}
    order = {name: needed & set(named) for name, needed in needs(stack.template).items() if name in named}
    for name in set(named) - set(order):
        order[name] = set()
    return walk(
        reversed_needs(order),
        lambda name: _remove(stack, named[name], name in retain),
        go_on_after_failure=True,
    )


def settle_outputs(stack: Stack) -> Optional[str]:
    """Works out the outputs; answers with the problem if one cannot be, or its export is taken."""
    scope = scope_of(stack)
    outputs: list[dict[str, Any]] = []
    try:
        for name, declared in stack.template.get("Outputs", {}).items():
            if "Condition" in declared and not holds(declared["Condition"], scope):
                continue
            output = {"OutputKey": name, "OutputValue": str(resolve(declared["Value"], scope))}
            output.update({"Description": declared["Description"]} if "Description" in declared else {})
            if "Export" in declared:
                output["ExportName"] = _free_export(stack, str(resolve(declared["Export"]["Name"], scope)))
            outputs.append(output)
    except Unresolvable as problem:
        return str(problem)
    stack.outputs = outputs
    return None


def _free_export(stack: Stack, name: str) -> str:
    other = exported().get(name)
    if other and other["ExportingStackId"] != stack.id:
        raise Unresolvable(
            f"Export with name {name} is already exported by stack {other['ExportingStackId'].split('/')[1]}"
        )
    return name


def _wanted(stack: Stack) -> set[str]:
    scope = scope_of(stack)
    resources = stack.template["Resources"]
    return {name for name, each in resources.items() if "Condition" not in each or holds(each["Condition"], scope)}


def _bring(stack: Stack, left: list[Resource], name: str) -> None:
    """Creates, changes, replaces or leaves one resource."""
    if not is_current(stack) or stack.giving_up.is_set():
        return
    declared = stack.template["Resources"][name]
    current = stack.resources.get(name)
    exists = current is not None and current.made is not None
    verb = "UPDATE" if exists else "CREATE"
    resource = current if exists and current else Resource(name, declared["Type"])
    try:
        properties = provision.tagged(stack, resource, resolve(declared.get("Properties") or {}, scope_of(stack)))
        if not exists:
            _create(stack, resource, declared, properties, None)
        elif (resource.type, resource.properties) != (declared["Type"], properties):
            if resource.type == declared["Type"] and provision.can_change(resource, properties):
                _change(stack, resource, properties)
            else:
                left.append(resource)
                _create(stack, Resource(name, declared["Type"]), declared, properties, REPLACING)
    except Exception as failure:
        stack.giving_up.set()
        enter_resource(
            stack,
            stack.resources.get(name, resource),
            f"{verb}_FAILED",
            provision.reason(failure, declared["Type"]),
        )
        raise


def _create(stack: Stack, resource: Resource, declared: Any, properties: Any, why: Optional[str]) -> None:
    verb = "UPDATE" if why else "CREATE"
    resource.properties = properties
    resource.retain = declared.get("DeletionPolicy") in ("Retain", "RetainExceptOnCreate")
    with world().lock:
        stack.resources[resource.name] = resource
    enter_resource(stack, resource, f"{verb}_IN_PROGRESS", why)
    initiated = partial(enter_resource, stack, resource, f"{verb}_IN_PROGRESS", "Resource creation Initiated")
    provision.make(stack, resource, initiated)
    enter_resource(stack, resource, f"{verb}_COMPLETE")


def _change(stack: Stack, resource: Resource, properties: Any) -> None:
    # Written down before it is done, so that a rollback sees that something may have changed.
    resource.properties = properties
    enter_resource(stack, resource, "UPDATE_IN_PROGRESS")
    provision.change(stack, resource, properties)
    enter_resource(stack, resource, "UPDATE_COMPLETE")


def _remove(stack: Stack, resource: Resource, retain: bool) -> None:
    if resource.retain or retain:
        enter_resource(stack, resource, "DELETE_SKIPPED")
        return
    enter_resource(stack, resource, "DELETE_IN_PROGRESS")
    try:
        provision.remove(stack, resource)
    except Exception as failure:
        enter_resource(stack, resource, "DELETE_FAILED", provision.reason(failure, resource.type))
        raise
    enter_resource(stack, resource, "DELETE_COMPLETE")

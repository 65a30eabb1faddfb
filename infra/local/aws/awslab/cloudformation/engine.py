"""Carries a stack from one status to the next, in a thread of its own."""

import threading
from functools import partial
from typing import Callable, Optional

from ..world import now, world
from .converge import converge, remove_all, settle_outputs
from .parameters import Values
from .stack import Resource, Stack, enter, is_current
from .template import Template

Wish = tuple[Template, str, Values]


def start(stack: Stack, act: Callable[[], None]) -> None:
    """Runs `act` in the background, after what the stack is still busy with."""
    previous = stack.worker

    def run() -> None:
        if previous:
            previous.join()
        if is_current(stack):
            act()

    stack.worker = threading.Thread(target=run, name=stack.name, daemon=True)
    stack.worker.start()


def create(stack: Stack) -> None:
    """CREATE_IN_PROGRESS to CREATE_COMPLETE, or what OnFailure wants."""
    enter(stack, "CREATE_IN_PROGRESS", "User Initiated")
    start(stack, partial(_create, stack))


def delete(stack: Stack, retain: list[str]) -> None:
    """DELETE_IN_PROGRESS to DELETE_COMPLETE or DELETE_FAILED; a creation still going on is given up first."""
    stack.giving_up.set()
    enter(stack, "DELETE_IN_PROGRESS", "User Initiated")
    start(stack, partial(_delete, stack, retain, None))


def update(stack: Stack, wish: Wish) -> None:
    """UPDATE_IN_PROGRESS to UPDATE_COMPLETE, or back by UPDATE_ROLLBACK_IN_PROGRESS."""
    before = (stack.template, stack.body, stack.values)
    stack.template, stack.body, stack.values = wish
    stack.updated_at = now()
    stack.giving_up.clear()
    enter(stack, "UPDATE_IN_PROGRESS", "User Initiated")
    start(stack, partial(_update, stack, before))


def _create(stack: Stack) -> None:
    _, failures = converge(stack)
    if not _mine(stack, "CREATE_IN_PROGRESS"):
        return
    problem = _failed(failures, "create") or settle_outputs(stack)
    if problem is None:
        enter(stack, "CREATE_COMPLETE")
        return
    wanted = stack.settings.get("OnFailure") or ("DO_NOTHING" if stack.settings.get("DisableRollback") else "ROLLBACK")
    if wanted == "DO_NOTHING":
        enter(stack, "CREATE_FAILED", problem)
    elif wanted == "DELETE":
        enter(stack, "DELETE_IN_PROGRESS", f"{problem} Delete requested by user.")
        _delete(stack, [], None)
    else:
        enter(stack, "ROLLBACK_IN_PROGRESS", f"{problem} Rollback requested by user.")
        _delete(stack, [], "ROLLBACK")


def _delete(stack: Stack, retain: list[str], verb: Optional[str]) -> None:
    """Removes everything. `verb` is ROLLBACK when the stack itself stays."""
    failures = remove_all(stack, list(stack.resources.values()), retain)
    if not is_current(stack):
        return
    if failures:
        enter(stack, f"{verb or 'DELETE'}_FAILED", _failed(failures, "delete"))
        return
    stack.outputs = []
    stack.deleted_at = None if verb else now()
    enter(stack, f"{verb or 'DELETE'}_COMPLETE")


def _update(stack: Stack, before: Wish) -> None:
    old, failures = converge(stack)
    problem = _failed(failures, "update") or settle_outputs(stack)
    if problem is None:
        enter(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        remove_all(stack, old, [])
        enter(stack, "UPDATE_COMPLETE")
        return
    enter(stack, "UPDATE_ROLLBACK_IN_PROGRESS", problem)
    stack.template, stack.body, stack.values = before
    stack.giving_up.clear()
    new = _restore(stack, old)
    _, failures = converge(stack)
    if failures or settle_outputs(stack):
        enter(stack, "UPDATE_ROLLBACK_FAILED", _failed(failures, "update"))
        return
    enter(stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    remove_all(stack, new, [])
    enter(stack, "UPDATE_ROLLBACK_COMPLETE")


def _restore(stack: Stack, old: list[Resource]) -> list[Resource]:
    """Puts replaced and dropped resources back into the stack; answers with what stood in for them, or is new."""
    with world().lock:
        kept = {each.name: each for each in old}
        new = [each for each in stack.resources.values() if each.name in kept]
        stack.resources.update(kept)
        for name in [each for each in stack.resources if each not in stack.template["Resources"]]:
            new.append(stack.resources.pop(name))
        return new


def _failed(failures: dict[str, Exception], verb: str) -> Optional[str]:
    if not failures:
        return None
    return f"The following resource(s) failed to {verb}: [{', '.join(sorted(failures))}]."


def _mine(stack: Stack, status: str) -> bool:
    return stack.status == status and is_current(stack)

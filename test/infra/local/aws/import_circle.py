"""Prints a circle of imports among the modules of a package's folder, one module a line; nothing where there is none."""

import ast
import graphlib
import pathlib
import sys
from collections.abc import Iterator

PACKAGE = pathlib.Path(sys.argv[1])


def name_of(file: pathlib.Path) -> str:
    """The module that a file is, as others import it."""
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(file): file for file in PACKAGE.rglob("*.py")}


def imported(module: str) -> Iterator[str]:
    """The package's modules that a module imports, wherever in its code."""
    file = MODULES[module]
    above = module.split(".") if file.stem == "__init__" else module.split(".")[:-1]
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = above[: len(above) - node.level + 1] if node.level else []
            source = ".".join([*start, *(node.module or "").split(".")]).rstrip(".")
            whole = [f"{source}.{alias.name}" for alias in node.names]
            names = [name if name in MODULES else source for name in whole]
        else:
            continue
        yield from (name for name in names if name in MODULES and name != module)


try:
    graphlib.TopologicalSorter({module: set(imported(module)) for module in MODULES}).prepare()
except graphlib.CycleError as error:
    print("\n".join(error.args[1]))

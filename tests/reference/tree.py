"""The source tree as text and syntax, for the rules and pages that are read off it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
SRC: Final = ROOT / "src"
TESTS: Final = ROOT / "tests"


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: its path from the root of the tree, its text and its syntax."""

    path: str
    text: str
    syntax: ast.Module

    @property
    def name(self) -> str:
        """Its dotted name: src/tieout/core/ids.py is tieout.core.ids."""
        parts = Path(self.path).with_suffix("").parts
        parts = parts[1:] if parts[0] == "src" else parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def has_code(self) -> bool:
        """Whether it holds more than a docstring, imports and `__all__`."""
        return any(not _is_silent(step) for step in self.syntax.body)


def _is_silent(step: ast.stmt) -> bool:
    names_only = isinstance(step, ast.Assign) and [dotted(target) for target in step.targets] == ["__all__"]
    return names_only or isinstance(step, ast.Expr | ast.Import | ast.ImportFrom)


@cache
def modules(folder: Path) -> tuple[Module, ...]:
    """Every Python file below a folder, in order of path."""
    return tuple(_module(path) for path in sorted(folder.rglob("*.py")))


def product() -> tuple[Module, ...]:
    """The modules of src: tieout and the emulator."""
    return modules(SRC)


def _module(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path.relative_to(ROOT).as_posix(), text, ast.parse(text, filename=str(path)))


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or a chain of attributes; "" of anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            before = dotted(value)
            return f"{before}.{name}" if before else ""
        case _:
            return ""


def calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the dotted name of what is called, where it has one."""
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.Call) and (name := dotted(node.func)):
            yield name, node


def imported(module: Module) -> Iterator[str]:
    """The dotted names a module imports; `from a import b` gives a and a.b, dots are followed."""
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node)
            yield origin
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def _origin(module: Module, step: ast.ImportFrom) -> str:
    """What `from x`, `from .x` or `from ..x` names, as seen from the module."""
    if not step.level:
        return step.module or ""
    parts = module.name.split(".")
    package = parts if module.path.endswith("__init__.py") else parts[:-1]
    above = package[: len(package) - step.level + 1]
    return ".".join([*above, step.module] if step.module else above)


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones included."""
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node

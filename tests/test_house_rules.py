"""House rules, as tests, so that nobody has to remember them. Exceptions: `house_exceptions.py`."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import pytest

from tests import house_exceptions as bent
from tests.problems.catalogue import catalogue, codes_in_source, missing
from tests.reference.tree import (
    ROOT,
    SRC,
    TESTS,
    Module,
    calls,
    dotted,
    functions,
    imported,
    modules,
    product,
)
from tieout.core.catalogue import CATALOGUE

FILE_LINES: Final = 400
FUNCTION_LINES: Final = 70
LOOKED_AT_LINES: Final = 40
EMPTY_NAMES: Final = frozenset({"utils", "util", "helpers", "helper", "manager", "common", "base", "misc"})
NAIVE: Final = ("datetime.utcnow", "datetime.utcfromtimestamp", "datetime.today")
CLOCKS: Final = ("datetime.now", "date.today", "time.time")
PURE: Final = ("core", "intake", "gates", "costing", "posting", "boundary", "close", "insight")
WRITTEN: Final = (
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".json",
    ".jsonl",
    ".yml",
    ".yaml",
    ".lock",
    ".html",
    ".js",
)
SKIPPED: Final = frozenset({".venv", ".git", "__pycache__", "node_modules", "out", "dist"})


def _covered(path: str, exceptions: Mapping[str, str]) -> bool:
    return any(path == place or (place.endswith("/") and path.startswith(place)) for place in exceptions)


def _check(found: Iterable[str], exceptions: Mapping[str, str], rule: str) -> None:
    """Fail on a finding ("path:line", "path::name", "path") without an exception, and on a stale one."""
    places = {re.sub(r":\d+$", "", finding): finding for finding in found}
    wrong = sorted(finding for place, finding in places.items() if not _covered(place, exceptions))
    assert not wrong, f"{rule}:\n  " + "\n  ".join(wrong)
    stale = [
        place
        for place in exceptions
        if (ROOT / place.partition("::")[0]).is_file()
        and not any(_covered(one, {place: ""}) for one in places)
    ]
    assert not stale, f"no longer needed in tests/house_exceptions.py, take out: {stale}"


def test_no_binary_fraction_ever_holds_money() -> None:
    """Law 1: no `float` as a name, and no literal with a point."""
    found = [
        f"{module.path}:{node.lineno}"
        for module in product()
        for node in ast.walk(module.syntax)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
    ]
    _check(found, bent.FLOAT, "no float: money and quantities are whole numbers, rates are Decimal")


def test_no_instant_without_its_time_zone() -> None:
    found = []
    for module in product():
        for name, call in calls(module):
            naive_now = name.endswith("datetime.now") and not call.args and not call.keywords
            if naive_now or name.endswith(NAIVE):
                found.append(f"{module.path}:{call.lineno}")
    _check(found, {}, "an instant needs its time zone: datetime.now(UTC)")


def test_only_surfaces_look_at_the_clock() -> None:
    """Law 12: now and today are arguments."""
    found = [
        f"{module.path}:{call.lineno}"
        for module in product()
        for name, call in calls(module)
        if name.endswith(CLOCKS)
    ]
    _check(
        found, bent.CLOCK, "the clock is read in runtime and cli only; take `now` or `today` as an argument"
    )


def test_nothing_prints_but_the_command_line() -> None:
    found = [
        f"{module.path}:{call.lineno}"
        for module in product()
        for name, call in calls(module)
        if name in ("print", "pprint", "pprint.pprint")
    ]
    _check(found, bent.PRINT, "only the command line prints")


def test_modules_are_named_by_a_noun_or_a_verb() -> None:
    found = [module.path for module in product() if EMPTY_NAMES & set(module.name.split("."))]
    _check(found, {}, "a module named for nothing in particular; if it has no noun, it has no home yet")


def test_files_are_short() -> None:
    found = [module.path for module in product() if module.text.count("\n") > FILE_LINES]
    _check(found, bent.LONG_FILES, f"over {FILE_LINES} lines: divide it by its nouns, or give the reason")


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    docstring = ast.get_docstring(function, clean=False)
    last = function.end_lineno or function.lineno
    return last - function.lineno + 1 - (docstring.count("\n") + 1 if docstring else 0)


def _functions_over(lines: int, within: Iterable[Module]) -> list[str]:
    return [
        f"{module.path}::{function.name}"
        for module in within
        for function in functions(module)
        if _length(function) > lines
    ]


def test_no_function_is_longer_than_the_limit() -> None:
    found = _functions_over(FUNCTION_LINES, (*product(), *modules(TESTS)))
    _check(found, {}, f"over {FUNCTION_LINES} lines without the docstring")


def test_long_functions_were_looked_at() -> None:
    found = _functions_over(LOOKED_AT_LINES, product())
    _check(found, bent.LOOKED_AT, f"over {LOOKED_AT_LINES} lines: look at it again, or say why it is one")


def test_nothing_is_left_for_later_in_a_comment() -> None:
    words = re.compile(r"#.*\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK")) + r")\b")
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in _written(".py", ".toml")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if words.search(line)
    ]
    _check(found, {}, "do it now, or open an issue")


def test_every_module_says_what_it_is() -> None:
    found = [
        module.path
        for module in (*product(), *modules(TESTS))
        if module.text and not ast.get_docstring(module.syntax)
    ]
    _check(found, {}, "a module begins with a sentence naming its noun or verb")


def test_a_silenced_check_says_which_and_why() -> None:
    """`# noqa: S101 - why`; the code alone is enough for ARG002 and for types."""
    bare = re.compile(r"#\s*noqa(?!: [A-Z]+[0-9]+ - \w|: ARG002\b)|type: ignore(?!\[[a-z-]+[\],])")
    found = [
        f"{module.path}:{number}"
        for module in product()
        for number, line in enumerate(module.text.splitlines(), 1)
        if bare.search(line)
    ]
    _check(found, bent.SILENCED, "write `noqa: CODE - reason` or `type: ignore[code]`")


def _twin(module: Module) -> str:
    path = Path(module.path)
    name = path.parent.name if path.stem == "__init__" else path.stem
    return Path("tests", *path.parts[2:-1], f"test_{name}.py").as_posix()


def test_every_module_has_a_twin_among_the_tests() -> None:
    alone = {
        module.path
        for module in product()
        if module.path.startswith("src/tieout/") and "/demo/" not in module.path
        if module.has_code and not (ROOT / _twin(module)).exists()
    }
    known = {*bent.TWIN_ELSEWHERE, *bent.NO_TWIN, *bent.NO_TWIN_YET}
    wrong = [f"{module.path} wants {_twin(module)}" for module in product() if module.path in alone - known]
    assert not wrong, "a module without tests of its own:\n  " + "\n  ".join(wrong)
    stale = sorted(known - alone)
    assert not stale, (
        f"these have a twin now, or are gone; take them out of tests/house_exceptions.py: {stale}"
    )


def test_a_twin_elsewhere_exists() -> None:
    gone = [twin for twin in bent.TWIN_ELSEWHERE.values() if not (ROOT / twin).exists()]
    assert not gone, f"tests/house_exceptions.py names test files that do not exist: {sorted(set(gone))}"


_READ_BY_NAME = re.compile(r"/migrations/r\d+\.py$|/cli/verbs/\w+\.py$")
"""Each of these folders is read from one end to the other."""


def test_no_module_is_dead() -> None:
    """Imported by another module of src, or a program's beginning; a test alone keeps nothing alive."""
    if not (SRC / "tieout" / "runtime").exists():
        pytest.skip("src/tieout/runtime does not exist yet: nothing is wired, so nothing is imported")
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    started = {target.partition(":")[0] for target in scripts.values()}
    used = started.union(*(set(imported(one)) for one in product()))
    found = [
        module.path
        for module in product()
        if not module.path.endswith(("__init__.py", "__main__.py")) and module.name not in used
    ]
    found = [path for path in found if not _READ_BY_NAME.search(path)]
    _check(found, bent.NOT_IMPORTED, "nothing imports it; delete it or wire it")


def test_a_package_of_a_stage_keeps_its_init_to_itself() -> None:
    """The import contracts watch what lies below a stage; its `__init__` may name only its own."""
    found = []
    for module in product():
        parts = module.path.split("/")
        own = ".".join(parts[1:3])
        if len(parts) == 4 and parts[1] == "tieout" and parts[3] == "__init__.py":
            wrong = [name for name in imported(module) if not name.startswith((own, "__future__"))]
            found += [f"{module.path} imports {name}" for name in wrong]
    _check(found, {}, "move this into a module of the stage")


@pytest.mark.parametrize(
    "release", re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.M)[1:]
)
def test_every_release_says_what_changed_in_postings(release: str) -> None:
    name = release.partition("\n")[0]
    assert "### Changes to postings" in release, f"CHANGELOG.md: {name} lacks 'Changes to postings'"


def test_every_problem_code_has_its_page() -> None:
    shown, listed = set(catalogue()), set(missing())
    bare = sorted(codes_in_source() - shown - listed)
    assert not bare, f"give each of these codes a folder in tests/problems/, or its reason there: {bare}"


def test_the_list_of_missing_problem_pages_only_shrinks() -> None:
    stale = sorted(set(missing()) - (codes_in_source() - set(catalogue())))
    assert not stale, f"take out of tests/problems/reasons.toml, they have a page or are gone: {stale}"


def test_every_problem_page_belongs_to_a_code() -> None:
    unknown = sorted(set(catalogue()) - codes_in_source() - set(CATALOGUE))
    assert not unknown, f"no code in src/tieout is named {unknown}"


def _written(*suffixes: str) -> list[Path]:
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if not SKIPPED & set(path.relative_to(ROOT).parts)
        and path.is_file()
        and (path.suffix in (suffixes or WRITTEN) or path.name == "Makefile")
    ]


def test_nothing_names_the_machine_it_was_written_on() -> None:
    private = re.compile(
        r"(?<![\w.])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me/\w+|tmp/ba" + r"sh_jobs)(?:/|\b(?![\w/-]))"
    )
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in _written()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if private.search(line)
    ]
    _check(found, {}, "a path of the machine it was written on")


VIOLATIONS: Final = {
    "tieout/core/seen.py": "import tieout.ports\n",
    "tieout/costing/seen.py": "import sqlite3\n",
    "tieout/cli/__init__.py": "",
    "tieout/cli/seen.py": "import tieout.costing.shelf\n",
    "tieout/connectors/__init__.py": "",
    "tieout/connectors/one/__init__.py": "",
    "tieout/connectors/two/__init__.py": "",
    "tieout/connectors/two/seen.py": "import tieout.connectors.one\n",
    "tieout/demo/__init__.py": "",
    "tieout/demo/seen.py": "import tieout.core.ids\n",
    "tieout/posting/seen.py": "import tieout.demo.seen\nimport tieout.costing.shelf\n",
    "quickbooks_emulator/seen.py": "import tieout.core.money\n",
}


def _contracts(src: Path) -> str:
    config = str(ROOT / "pyproject.toml")
    command = [str(Path(sys.executable).parent / "lint-imports"), "--config", config, "--no-cache"]
    run = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=src,
        env={"PYTHONPATH": str(src), "COLUMNS": "200"},
    )
    return run.stdout + run.stderr


@pytest.mark.covers("S001-154")
def test_the_import_contracts_hold() -> None:
    said = _contracts(SRC)
    assert " 0 broken" in said, said


@pytest.mark.covers("S001-154")
def test_every_import_contract_notices_its_violation(tmp_path: Path) -> None:
    """A copy of src gets one wrong import for each contract; each must be reported broken."""
    src = tmp_path / "src"
    shutil.copytree(SRC, src, ignore=shutil.ignore_patterns("__pycache__"))
    for path, text in VIOLATIONS.items():
        target = src / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if text or not target.exists():
            target.write_text(text, encoding="utf-8")
    said = _contracts(src)
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = [contract["name"] for contract in config["tool"]["importlinter"]["contracts"]]
    kept = [name for name in names if f"{name} BROKEN" not in said]
    assert not kept, f"these contracts noticed nothing: {kept}\n{said}"


def test_the_pure_stages_are_all_in_the_purity_contract() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(one for one in config["tool"]["importlinter"]["contracts"] if one["id"] == "purity")
    assert {f"tieout.{stage}.*" for stage in PURE} <= set(contract["source_modules"])


def test_dotted_names_are_read_whole() -> None:
    """The rules above hang on it."""
    call = ast.parse("datetime.datetime.now()").body[0]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    assert dotted(call.value.func) == "datetime.datetime.now"

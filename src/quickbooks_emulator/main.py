"""The command line: `quickbooks-emulator online --port P --realm R --token T`."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .online.charts import CHARTS
from .online.server import Application, build, listen, uvicorn_server
from .online.settings import Settings, read_document


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; prints one line `ready http://127.0.0.1:PORT`."""
    options = _parser().parse_args(arguments)
    try:
        application = _application(options)
    except (OSError, ValueError, TypeError) as wrong:
        print(f"quickbooks-emulator: {wrong}", file=sys.stderr)
        return 2
    _collect_seldom()
    bound = listen(options.port)
    server = uvicorn_server(application)
    print(f"ready http://127.0.0.1:{bound.getsockname()[1]}", flush=True)
    server.run(sockets=[bound])
    application.api.books.store.close()
    return 0


def _collect_seldom() -> None:
    """Look for garbage seldom: the books only grow, and looking through all of them again costs a third."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _application(options: argparse.Namespace) -> Application:
    values: dict[str, Any] = read_document(options.settings) if options.settings else {}
    for pair in options.set:
        name, _, value = pair.partition("=")
        values[name] = value
    rules = read_document(options.faults).get("rules", []) if options.faults else []
    return build(
        Settings().with_values(values),
        realm=options.realm,
        token=options.token,
        chart=options.company,
        state=options.state,
        faults=rules,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="quickbooks-emulator", description=__doc__)
    products = parser.add_subparsers(dest="product", required=True)
    online = products.add_parser("online", help="QuickBooks Online, Accounting API v3")
    online.add_argument("--port", type=int, required=True, help="0 picks a free port")
    online.add_argument("--realm", required=True, help="the company's id in the URL")
    online.add_argument("--token", required=True, help="the bearer token clients must send")
    online.add_argument("--company", choices=sorted(CHARTS), default="empty")
    online.add_argument("--state", type=Path, help="SQLite file that keeps everything")
    online.add_argument("--faults", type=Path, help="JSON or TOML file with a list `rules`")
    online.add_argument("--settings", type=Path, help="JSON or TOML file of settings")
    online.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""serve: the HTTP interface of one company, on this machine's loopback."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, CompanyName, app
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.runtime.company import open_company


@app.command()
def serve(
    company: CompanyName,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 = any that is free.")] = 8770,
    beyond_loopback: Annotated[
        bool, typer.Option("--beyond-loopback", help="Listen where others can reach it, without TLS.")
    ] = False,
) -> None:
    """Serve the HTTP API of the company until stopped; each call brings a key of `tieout keys issue`."""
    if not beyond_loopback and not _is_loopback(host):
        raise TerminalError(problem("serve_beyond_loopback", host=host))
    opened = open_company(company)
    with _listening(host, port) as heard:
        import uvicorn

        from tieout.api.app import application

        server = uvicorn.Server(
            uvicorn.Config(
                application(opened),
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=20,
                limit_concurrency=200,
            )
        )
        address = heard.getsockname()
        show.OUT.print(f"serving http://{address[0]}:{address[1]}/api/v1", markup=False, soft_wrap=True)
        server.run(sockets=[heard])
    raise typer.Exit(DONE)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listening(host: str, port: int) -> socket.socket:
    """A socket on the address.

    Raises:
        TerminalError: it cannot be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        heard = socket.socket(family, kind, protocol)
        try:
            heard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            heard.bind(address)
            heard.listen(128)
        except OSError:
            heard.close()
            raise
    except OSError as fault:
        why = fault.strerror or str(fault)
        raise TerminalError(problem("serve_port_taken", host=host, port=port, why=why)) from None
    return heard

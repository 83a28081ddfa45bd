"""How fast the emulator is over loopback from another process: `python -m benchmarks.emulator`.

Invoices of one line, each made once under a request id and kept in a state file that survives a killed
process; first one by one, then thirty to a batch. Beside the speed stands the processor time of the
server for one document, since that does not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import http.client
import json
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count, getloadavg
from pathlib import Path
from typing import Any

HEADERS = {"Authorization": "Bearer t", "Content-Type": "application/json"}
COMMAND = [sys.executable, "-m", "quickbooks_emulator.main", "online", "--port", "0", "--realm", "1"]


class Client:
    """One kept connection, as a worker has it."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(url.removeprefix("http://"))

    def post(self, path: str, body: Any) -> Any:
        """A POST that must succeed."""
        self._connection.request("POST", f"/v3/company/1/{path}", json.dumps(body), HEADERS)
        response = self._connection.getresponse()
        content = response.read()
        if response.status != 200:
            raise SystemExit(content.decode())
        return json.loads(content)


def main() -> None:
    """Print documents a second and the server's processor time for one, single and in batches."""
    options = argparse.ArgumentParser(prog="benchmarks.emulator", description=__doc__)
    options.add_argument("--documents", type=int, default=6000, help="of each kind")
    options.add_argument("--connections", type=int, default=4, help="of the client, at once")
    options.add_argument("--durability", choices=("process", "power"), default="process")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="emulator-bench-") as folder:
        state = ("--token", "t", "--state", str(Path(folder) / "company.db"))
        settings = ("--set", "throttle=off", "--set", f"durability={chosen.durability}")
        server = subprocess.Popen([*COMMAND, *state, *settings], stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        url = server.stdout.readline().split()[1]
        try:
            clients = [Client(url) for _ in range(chosen.connections)]
            print(f"{chosen.connections} connections, load {getloadavg()[0]:.1f} on {cpu_count()} cores")
            _measure(clients, server.pid, chosen.documents)
        finally:
            server.terminate()
            server.wait()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  peak memory of the server {peak:.0f} MiB after {2 * chosen.documents:,} documents")


def _measure(clients: list[Client], pid: int, documents: int) -> None:
    customer = clients[0].post("customer", {"DisplayName": "Bench"})["Customer"]["Id"]

    def single(client: Client, numbers: range) -> None:
        for number in numbers:
            client.post(f"invoice?requestid=s{number}", _invoice(customer, f"S{number}"))

    def batches(client: Client, numbers: range) -> None:
        for start in numbers[::30]:
            items = [
                {"bId": str(at), "operation": "create", "Invoice": _invoice(customer, f"B{start + at}")}
                for at in range(30)
            ]
            client.post(f"batch?requestid=b{start}", {"BatchItemRequest": items})

    share = documents // len(clients) // 30 * 30
    shares = [range(share * at, share * (at + 1)) for at in range(len(clients))]
    for name, run in (("single requests", single), ("in batches of 30", batches)):
        begun, used = time.perf_counter(), _processor_seconds(pid)
        with ThreadPoolExecutor(len(clients)) as pool:
            list(pool.map(run, clients, shares))
        seconds, used = time.perf_counter() - begun, _processor_seconds(pid) - used
        done = share * len(clients)
        print(
            f"  {name:17} {done / seconds:8,.0f} documents/s, {used / done * 1e6:5.0f} µs of processor each"
        )


def _invoice(customer: str, number: str) -> dict[str, Any]:
    detail = {"ItemRef": {"value": "1"}, "Qty": 2, "UnitPrice": "5.25"}
    line = {"Amount": "10.50", "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    note = {"PrivateNote": f"from {number}", "TxnDate": "2026-05-04", "DocNumber": number}
    return {"CustomerRef": {"value": customer}, **note, "Line": [line]}


def _processor_seconds(pid: int) -> float:
    """Processor time of a process so far (Linux)."""
    ticks = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(ticks[11]) + int(ticks[12])) / 100


if __name__ == "__main__":
    main()

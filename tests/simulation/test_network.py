"""Network: each fault does on the wire what its name says."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import httpx2
import pytest

from tests.simulation.documents import wanted
from tests.simulation.faults import Fault, Strike
from tests.simulation.machine import Machine, environment
from tests.simulation.network import URL, Network
from tests.simulation.plan import Plan
from tests.simulation.points import UNDER_WAY, Crash, Point, ProcessDied, Reaper
from tests.simulation.world import REALM, TOKEN, World

CUSTOMERS = f"{URL}/v3/company/{REALM}/customer"


@pytest.fixture(autouse=True)
def machine_room() -> Iterator[None]:
    with environment():
        yield


def network(*strikes: Strike, crashes: tuple[Crash, ...] = ()) -> Network:
    plan = Plan(seed=0, world=1, strikes=list(strikes))
    world = World(plan, lambda _text: None)
    return Network(world, Reaper(list(crashes), lambda _text: None))


def posted(line: Network, name: str, requestid: str = "r") -> httpx2.Response:
    with httpx2.Client(transport=line, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        return client.post(CUSTOMERS, params={"requestid": requestid}, json={"DisplayName": name})


def names(line: Network) -> list[str]:
    return [birth.subject for birth in line.world.births]


@pytest.mark.parametrize(
    ("fault", "error", "seconds", "kept"),
    [
        (Fault.TIMEOUT_BEFORE, httpx2.ReadTimeout, 130, 0),
        (Fault.TIMEOUT_AFTER, httpx2.ReadTimeout, 130, 1),
        (Fault.LATE, httpx2.ReadTimeout, 130, 0),
        (Fault.DROPPED_BEFORE, httpx2.RemoteProtocolError, 0, 0),
        (Fault.DROPPED_AFTER, httpx2.RemoteProtocolError, 0, 1),
        (Fault.REORDERED, httpx2.ReadTimeout, 130, 1),
    ],
)
def test_no_answer_what_is_held_and_how_long_it_took(
    fault: Fault, error: type[Exception], seconds: int, kept: int
) -> None:
    line = network(Strike(fault, "name", 1, seconds=120))
    before = line.world.now()
    with pytest.raises(error):
        posted(line, "Ada")
    assert len(names(line)) == kept
    assert round((line.world.now() - before).total_seconds()) == seconds
    line.world.pass_time(119)
    assert len(names(line)) == kept
    line.world.pass_time(2)
    assert len(names(line)) == kept + (fault is Fault.LATE)
    assert line.world.struck == {fault: 1}


@pytest.mark.parametrize(
    ("fault", "status", "kept"),
    [(Fault.THROTTLED, 429, 0), (Fault.ERROR_BEFORE, 503, 0), (Fault.ERROR_AFTER, 503, 1)],
)
def test_answers_that_are_none(fault: Fault, status: int, kept: int) -> None:
    line = network(Strike(fault, "name", 1, status=status))
    assert posted(line, "Ada").status_code == status
    assert len(names(line)) == kept


def test_half_an_answer_to_what_was_done() -> None:
    line = network(Strike(Fault.HALF, "name", 1))
    answer = posted(line, "Ada")
    with pytest.raises(ValueError, match=r"."):
        answer.json()
    assert names(line) == ["Ada"]


def test_an_answer_given_twice_comes_in_place_of_the_next_ones() -> None:
    line = network(Strike(Fault.DUPLICATE, "name", 2))
    first, second = posted(line, "Ada", "1"), posted(line, "Bob", "2")
    assert second.text == first.text
    assert second.headers["intuit_tid"] == first.headers["intuit_tid"]
    assert names(line) == ["Ada", "Bob"]


def test_an_answer_out_of_order_comes_in_place_of_the_next_ones() -> None:
    line = network(Strike(Fault.REORDERED, "name", 1))
    with pytest.raises(httpx2.ReadTimeout):
        posted(line, "Ada", "1")
    assert posted(line, "Bob", "2").json()["Customer"]["DisplayName"] == "Ada"
    assert names(line) == ["Ada", "Bob"]


def test_a_request_under_way_at_a_crash_is_done_or_not_and_never_answered() -> None:
    outcomes = set()
    for world in range(12):
        line = network(crashes=(Crash(Point("name", UNDER_WAY), 1, 0),))
        line.world.random = Random(world)
        with pytest.raises(ProcessDied):
            posted(line, "Ada")
        at_once = len(names(line))
        line.world.pass_time(300)
        outcomes.add((at_once, len(names(line))))
    assert outcomes == {(0, 0), (1, 1), (0, 1)}


@pytest.mark.parametrize(("fault", "again"), [(Fault.TOKEN_GRACE, 200), (Fault.TOKEN_LOST, 400)])
def test_a_lost_rotation_leaves_the_old_token_good_or_not(fault: Fault, again: int) -> None:
    plan = Plan(seed=0, world=1, strikes=[Strike(fault, "refresh", 1)])
    plan.emulator = {"refresh_rotation": "always", "custom_txn_numbers": True}
    world = World(plan, lambda _text: None)
    machine = Machine(world, Reaper([], lambda _text: None), wanted(Random(1)))
    token = world.application.api.grants.shown()[-1]["refresh"]
    with pytest.raises(Exception, match="broke"):
        machine.authority.refresh(token)
    answer = machine.network
    with httpx2.Client(transport=answer, auth=("emulator-client", "emulator-secret")) as client:
        form = {"grant_type": "refresh_token", "refresh_token": token}
        assert client.post(f"{URL}/oauth2/v1/tokens/bearer", data=form).status_code == again
    machine.close()

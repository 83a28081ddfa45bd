"""Callback: only the answer to our question is taken, whichever way it comes."""

from __future__ import annotations

import os
import socket
import threading

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.errors import TerminalError
from tieout.runtime import callback as callbacks
from tieout.runtime.callback import Answer, answer_of, awaited, listening

STATE = "state-0123456789"
GOOD = f"http://localhost:1/callback?code=c-1&state={STATE}&realmId=123"


def code_of(address: str) -> str:
    with pytest.raises(TerminalError) as stopped:
        answer_of(address, STATE)
    return stopped.value.problem.code


def test_an_answer_is_read_whole() -> None:
    assert answer_of(f"  {GOOD}\n", STATE) == Answer(code="c-1", realm="123")
    assert "c-1" not in repr(answer_of(GOOD, STATE))


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "sign_in_unfit"),
        ("yes", "sign_in_unfit"),
        (GOOD.replace("code=c-1&", ""), "sign_in_unfit"),
        (GOOD.replace("realmId=123", "realmId=12/../3"), "sign_in_unfit"),
        (GOOD.replace(STATE, "other"), "sign_in_not_ours"),
        (GOOD.replace(STATE, "ö"), "sign_in_not_ours"),
        (f"/callback?error=access_denied&state={STATE}", "sign_in_declined"),
        ("/callback?error=access_denied&state=other", "sign_in_not_ours"),
    ],
)
def test_what_is_no_answer_of_ours_is_told_apart(address: str, code: str) -> None:
    assert code_of(address) == code


@given(st.text())
def test_any_text_is_refused_with_a_problem(text: str) -> None:
    assert code_of(text) in {"sign_in_unfit", "sign_in_not_ours", "sign_in_declined"}


def test_the_server_takes_only_our_answer_and_tells_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with listening(0, STATE) as callback:
        base = callback.redirect_uri
        assert httpx2.get(base.replace("/callback", "/favicon.ico")).status_code == 404
        assert httpx2.get(f"{base}?code=x&state=wrong&realmId=1").status_code == 400
        assert callback.arrived() == ""
        answer = httpx2.get(f"{base}?code=c-1&state={STATE}&realmId=123")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        assert "c-1" not in answer.text
        assert answer_of(awaited(callback, None), STATE).code == "c-1"
    said = capfd.readouterr()
    assert "c-1" not in said.out + said.err
    assert STATE not in said.out + said.err


def test_the_server_listens_on_the_loopback_only_and_an_idle_connection_does_not_block_it() -> None:
    with listening(0, STATE) as callback:
        assert callback._server.server_address[0] == "127.0.0.1"
        port = int(callback.redirect_uri.split(":")[2].split("/")[0])
        with socket.create_connection(("127.0.0.1", port)):
            assert httpx2.get(f"{callback.redirect_uri}?code=c&state={STATE}&realmId=1").status_code == 200


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(TerminalError) as stopped, listening(taken.getsockname()[1], STATE):
            pass
    assert stopped.value.problem.code == "callback_port_taken"


def test_nobody_answering_ends_the_waiting() -> None:
    with pytest.raises(TerminalError) as stopped, listening(0, STATE) as callback:
        awaited(callback, None, minutes=0)
    assert stopped.value.problem.code == "sign_in_unanswered"
    with pytest.raises(TerminalError):
        awaited(None, None)


def test_a_paste_in_pieces_and_with_empty_lines_is_read_whole() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading) as stream:
        pieces = [b"\n  \n", GOOD.encode()[:20], GOOD.encode()[20:] + b"\nrest"]
        thread = threading.Thread(target=lambda: [os.write(writing, piece) for piece in pieces])
        thread.start()
        assert awaited(None, stream) == GOOD
        thread.join()
        os.close(writing)


def test_a_paste_without_its_last_line_end_counts_when_the_input_ends() -> None:
    reading, writing = os.pipe()
    os.write(writing, GOOD.encode())
    os.close(writing)
    with os.fdopen(reading) as stream:
        assert awaited(None, stream) == GOOD


def test_an_input_that_ended_leaves_the_browser() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    with os.fdopen(reading) as stream, listening(0, STATE) as callback:
        address = f"{callback.redirect_uri}?code=c-1&state={STATE}&realmId=1"
        threading.Timer(0.5, httpx2.get, [address]).start()
        assert "code=c-1" in awaited(callback, stream)
    assert not callbacks.Keyboard(None).open

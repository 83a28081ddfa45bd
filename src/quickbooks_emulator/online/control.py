"""The control endpoints: what a test or a person in the user interface does beside the API.

All live under `/emulator/`, need the token and are never throttled or struck by faults.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from . import refusal
from .api import Api
from .books import Terms
from .exchange import Request, Response
from .faults import Script
from .grants import ACCOUNTING
from .jsontext import Body, dumps
from .late import Late
from .oauth import Oauth
from .refusal import Refusal, refused_body

Action = Callable[[Body], Any]


class Control:
    """The levers of one running emulator."""

    def __init__(self, api: Api, oauth: Oauth, script: Script, late: Late) -> None:
        self._api, self._oauth, self._script, self._late = api, oauth, script, late
        self._books = api.books
        self._reads: dict[str, Action] = {
            "state": self._state,
            "counts": self._counts,
            "faults": self._shown_faults,
            "settings": self._shown_settings,
            "clock": self._shown_clock,
            "connections": self._connections,
            "webhooks": self._shown_webhooks,
            "meter": self._shown_meter,
            "late": self._shown_late,
        }
        self._writes: dict[str, Action] = {
            "faults": self._set_faults,
            "settings": self._set_settings,
            "clock": self._set_clock,
            "closing-date": self._set_closing_date,
            "create": self._create,
            "edit": self._edit,
            "redate": self._edit,
            "delete": self._delete,
            "void": self._void,
            "duplicate": self._duplicate,
            "land": self._land,
            "notify": self._notify,
            "deliver": self._shown_webhooks,
            "consent": self._consent,
            "rotate": self._rotate,
            "disconnect": self._disconnect,
        }

    def handle(self, request: Request) -> Response:
        """One lever; 401 without the token, 404 for a name that is none, 400 with the reason."""
        if not self._api.authorized(request):
            return Response(401, dumps({"error": "the token is needed"}))
        name = request.path.removeprefix("/emulator/").strip("/")
        actions = self._reads if request.method == "GET" else self._writes
        if name not in actions:
            return Response(404, dumps({"error": "no such control", "known": sorted(actions)}))
        try:
            payload = request.json() if request.body else dict(request.parameters())
            answer = actions[name](payload if isinstance(payload, dict) else {"rules": payload})
        except Refusal as refused:
            self._books.store.rollback()
            return Response(refused.status, dumps(refused_body(refused)))
        except (ValueError, TypeError, KeyError) as wrong:
            self._books.store.rollback()
            return Response(400, dumps({"error": f"{type(wrong).__name__}: {wrong}"}))
        finally:
            self._books.terms = Terms()
        self._api.webhooks.note(self._books.store.touched(), by_app=False)
        self._books.store.commit()
        return Response(200, dumps(answer))

    # --- reading

    def _state(self, payload: Body) -> Body:
        """A canonical hash of all objects and postings; with `full=true` the objects too."""
        objects = {
            entity: [self._books.store.objects[entity][i] for i in sorted(family, key=_id_order)]
            for entity, family in sorted(self._books.store.objects.items())
            if family
        }
        postings = sorted(
            (entry.label, entry.date, posting.account, posting.cents, posting.name[0])
            for entry, posting in self._books.ledger.postings()
        )
        digest = hashlib.sha256(dumps([_timeless(objects), _plain(postings)]).encode())
        answer: Body = {"hash": digest.hexdigest(), "postings": len(postings)}
        if str(payload.get("full", "")).lower() == "true":
            answer |= {"objects": objects, "ledger": _plain(postings)}
        return answer

    def _counts(self, _payload: Body) -> Body:
        """How many objects of each entity there are, and how many were deleted."""
        store = self._books.store
        counts = {entity: len(family) for entity, family in sorted(store.objects.items())}
        gone = {entity: len(family) for entity, family in sorted(store.tombstones.items())}
        return {"counts": counts, "deleted": gone}

    def _shown_faults(self, _payload: Body) -> Body:
        return {"rules": [rule.shown() for rule in self._script.rules]}

    def _shown_settings(self, _payload: Body) -> Body:
        return dict(vars(self._books.settings))

    def _shown_clock(self, _payload: Body) -> Body:
        return {"now": self._books.clock.now().isoformat()}

    def _connections(self, _payload: Body) -> Body:
        """Every consent with its tokens, living or ended."""
        return {"connections": self._oauth.grants.shown()}

    def _shown_webhooks(self, _payload: Body) -> Body:
        return self._api.webhooks.shown()

    def _shown_meter(self, _payload: Body) -> Body:
        return self._api.meter.shown()

    def _shown_late(self, _payload: Body) -> Body:
        return {"waiting": self._late.pending}

    # --- setting

    def _set_faults(self, payload: Body) -> Body:
        rules = payload["rules"]
        self._script.replace([{k: _native(v) for k, v in rule.items()} for rule in rules])
        return self._shown_faults(payload)

    def _set_settings(self, payload: Body) -> Body:
        self._books.settings = self._books.settings.with_values(payload)
        return self._shown_settings(payload)

    def _set_clock(self, payload: Body) -> Body:
        """`{"now": ISO}`, `{"advance": seconds}` or `{"now": null}` to follow the machine again."""
        if "advance" in payload:
            self._books.clock.advance(int(payload["advance"]))
        elif payload.get("now"):
            self._books.clock.fix(datetime.fromisoformat(payload["now"]).astimezone())
        else:
            self._books.clock.release()
        self._late.land()
        return self._shown_clock(payload)

    def _set_closing_date(self, payload: Body) -> Body:
        """`{"date": "2026-03-31", "password": true}`; a null date opens the books."""
        preferences = self._books.preferences
        accounting = {k: v for k, v in preferences["AccountingInfoPrefs"].items() if k != "BookCloseDate"}
        if payload.get("date"):
            accounting["BookCloseDate"] = payload["date"]
        body = {**preferences, "AccountingInfoPrefs": accounting}
        self._books.save(self._books.kinds["Preferences"], body, preferences)
        password = bool(payload.get("password", False))
        self._books.settings = self._books.settings.with_values({"closing_password": password})
        return {"BookCloseDate": accounting.get("BookCloseDate"), "password": password}

    def _notify(self, payload: Body) -> Body:
        """`{"realm", "entity", "id", "operation"}`: an event to tell, also of another company."""
        realm = str(payload.get("realm", self._api.realm))
        entity, identity = str(payload["entity"]), str(payload["id"])
        self._api.webhooks.add(realm, entity, identity, str(payload.get("operation", "Update")))
        return self._api.webhooks.shown()

    def _land(self, _payload: Body) -> Body:
        """Everything a client gave up on is done now, whenever it was due."""
        return {"landed": self._late.land(at_once=True)}

    # --- the connection

    def _consent(self, payload: Body) -> Body:
        """`{"redirect_uri", "state", "scope"}`: a person consents; where the browser would go."""
        settings = self._books.settings
        parameters = {"client_id": settings.client_id, "scope": ACCOUNTING, "state": "state"}
        parameters |= {name: str(value) for name, value in payload.items()}
        return {"location": self._oauth.location(parameters)}

    def _rotate(self, _payload: Body) -> Body:
        """Every living refresh token gets another value now, as if its time had come."""
        return {"rotated": self._oauth.grants.rotate()}

    def _disconnect(self, _payload: Body) -> Body:
        """The person disconnects the app in QuickBooks."""
        return {"disconnected": self._oauth.grants.disconnect()}

    # --- a person in the user interface

    def _create(self, payload: Body) -> Body:
        """`{"entity", "body"}`: a foreign entry; a person may post into a closed period."""
        self._books.terms = Terms(by_person=True)
        made = self._books.create(payload["entity"], payload["body"])
        return {payload["entity"]: made}

    def _edit(self, payload: Body) -> Body:
        """`{"entity", "id", "change": {...}}`: a sparse change at the current SyncToken."""
        before = self._present(payload)
        change = {"Id": before["Id"], "SyncToken": before["SyncToken"], "sparse": True}
        made = self._books.update(payload["entity"], {**payload["change"], **change})
        return {payload["entity"]: made}

    def _delete(self, payload: Body) -> Body:
        before = self._present(payload)
        entity = payload["entity"]
        return {entity: self._books.remove(self._books.kinds[entity], before)}

    def _void(self, payload: Body) -> Body:
        before = self._present(payload)
        return {payload["entity"]: self._books.void(payload["entity"], _key(before))}

    def _duplicate(self, payload: Body) -> Body:
        """`{"entity", "id"}`: the same transaction a second time, as 'Make a copy' does."""
        before = self._present(payload)
        copy = {k: v for k, v in before.items() if k not in ("Id", "SyncToken", "LinkedTxn")}
        if payload.get("new_number"):
            copy["DocNumber"] = payload["new_number"]
        lines = [{k: v for k, v in line.items() if k != "Id"} for line in copy.get("Line", [])]
        self._books.terms = Terms(frozenset(("allowduplicatedocnum",)), by_person=True)
        return {payload["entity"]: self._books.create(payload["entity"], {**copy, "Line": lines})}

    def _present(self, payload: Body) -> Body:
        self._books.terms = Terms(by_person=True)
        entity = payload["entity"]
        if entity not in self._books.kinds:
            raise refusal.unsupported_operation("control", str(entity))
        return self._books.read(entity, str(payload["id"]))


def _key(body: Body) -> Body:
    return {"Id": body["Id"], "SyncToken": body["SyncToken"]}


def _id_order(identity: str) -> tuple[int, str]:
    return (int(identity) if identity.isdigit() else -1, identity)


def _timeless(value: Any) -> Any:
    """The same value without times, so that two runs can be compared."""
    if isinstance(value, dict):
        return {k: _timeless(v) for k, v in sorted(value.items()) if k != "MetaData"}
    if isinstance(value, list):
        return [_timeless(member) for member in value]
    return value


def _plain(postings: list[Any]) -> list[Any]:
    return [[*label, day, account, cents, name] for label, day, account, cents, name in postings]


def _native(value: Any) -> Any:
    """JSON numbers as Python's own, for the timing values of a rule."""
    return float(value) if isinstance(value, Decimal) else value

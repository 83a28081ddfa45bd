"""The register: finding objects, preferences and accounts; it changes nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from . import refusal
from .amount import rounded_by
from .clock import CompanyClock
from .jsontext import Body
from .kind import Kind
from .links import Document
from .nameindex import Holder, children_key, currency_key, subtype_key, type_key
from .settings import Settings
from .store import Store


class Register:
    """What the company holds, as an operation may see it."""

    def __init__(
        self, settings: Settings, store: Store, kinds: dict[str, Kind], clock: CompanyClock
    ) -> None:
        self.settings, self.store, self.kinds, self.clock = settings, store, kinds, clock
        self.realm = ""
        self.address = ""  # where clients reach this company, as the last request named it
        self.hidden: set[Document] = set()

    def find(self, entity: str, identity: str) -> Body | None:
        """The object, unless it is not there or was made by an earlier item of this batch."""
        if (entity, identity) in self.hidden:
            return None
        return self.store.get(entity, identity)

    def read(self, entity: str, identity: str) -> Body:
        """The object to read; 2030 for a bad id, 610 where nothing is."""
        kind = self.kinds[entity]
        if not identity.isdigit() and entity != "TaxCode":
            raise refusal.invalid_id(identity)
        body = self.find(entity, identity)
        if body is None:
            if identity in self.store.tombstones.get(entity, {}) and kind.transaction:
                raise refusal.deleted()
            raise refusal.not_found()
        return body

    def refer(self, entity: str, reference: Body | None) -> Body | None:
        """The active object a reference names, its name written into the reference.

        Raises:
            Refusal: 2500 when there is no such object or it is inactive.
        """
        if reference is None:
            return None
        body = self.find(entity, reference["value"])
        if body is None or not body.get("Active", True):
            name = self.kinds[entity].list_name or entity
            raise refusal.invalid_reference(name, reference["value"])
        shown = body.get("FullyQualifiedName") or body.get("DisplayName") or body.get("Name")
        if shown:
            reference["name"] = shown
        return body

    def refer_field(self, body: Body, field: str, entity: str, *, need: bool = False) -> Body | None:
        """The object a field refers to; 2020 when it must be there and is not."""
        if need and field not in body:
            raise refusal.missing(field)
        return self.refer(entity, body.get(field))

    def rounded(self, value: Decimal) -> Decimal:
        """A computed amount to two decimals, by the company's rounding."""
        return rounded_by(value, self.settings.rounding)

    @property
    def preferences(self) -> Body:
        """The one Preferences object."""
        return self.store.objects["Preferences"]["1"]

    def preference(self, group: str, name: str) -> Any:
        """One preference."""
        return self.preferences.get(group, {}).get(name)

    def other_preference(self, name: str) -> bool:
        """A switch among OtherPrefs.NameValue."""
        pairs = self.preferences.get("OtherPrefs", {}).get("NameValue", [])
        return any(pair["Name"] == name and pair["Value"] == "true" for pair in pairs)

    def account_of_type(self, account_type: str, currency: str) -> str:
        """The first account of a type in a currency ('' when there is none)."""
        holders = self.store.names.holders(currency_key(account_type, currency))
        return next((i for _, i in holders if self.store.objects["Account"][i]["Active"]), "")

    def accounts_of_type(self, account_type: str) -> list[str]:
        """Ids of all accounts of a type."""
        return [identity for _, identity in self.store.names.holders(type_key(account_type))]

    def children(self, entity: str, parent: str) -> list[str]:
        """Ids of what stands directly below an object."""
        return [identity for _, identity in self.store.names.holders(children_key(entity, parent))]

    def account_of_subtype(self, subtype: str) -> str:
        """The first account of a sub-type, active before inactive ('' when there is none)."""
        holders = self.store.names.holders(subtype_key(subtype))
        ranked = sorted(holders, key=self._is_inactive)
        return ranked[0][1] if ranked else ""

    def _is_inactive(self, holder: Holder) -> bool:
        return not self.store.objects["Account"][holder[1]]["Active"]

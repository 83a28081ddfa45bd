"""Late costs again: those of one step spread anew over the genealogy as it stood, and compared.

What covers a shortage is known from the genealogy, and so is its difference. What a bill or a receipt told
again brought to a received lot, or a run told again to what it made, is taken as kept, as a sum; how it was
spread from there is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tieout.core.account import AccountKey
from tieout.core.lot import CostedStep, Take
from tieout.core.master import MasterData
from tieout.costing.descent import PRICE_VARIANCE, sent_back
from tieout.costing.late import CIRCULAR, LATE_RUN, Way, spread
from tieout.costing.orders import OpenOrders
from tieout.costing.production import WIP
from tieout.costing.reckoning import Earlier, Reckoned, Reckoning, Rest
from tieout.costing.shelf import LATE, RECEIPT, Shelf
from tieout.costing.stated_cost import StatedCosts
from tieout.costing.taking import Work

LATE_COST: Final = "late cost"
"""Why a lot was revalued to which a late cost came."""

OF_BILLS: Final = frozenset({"landed", "price_difference"})
"""Names under which steps note what bills brought, wherever it came to rest."""

NAMES: Final = OF_BILLS | {"late_cost"}
"""Names under which steps note late costs and nothing else."""

OF_RUNS: Final = frozenset({"re_issued", "re_produced", "re_won"})
"""Names of late costs of what runs were told again to have used or made."""

VARIANCES: Final = frozenset({PRICE_VARIANCE, LATE_RUN, CIRCULAR})
"""Accounts that take late costs without a lot that holds them."""


class _Spreading(Work):
    """An event's work that only spreads: variances it bears are stated by the event itself."""

    __slots__ = ()

    def vary(
        self, item: str, location: str, value: int, account: AccountKey, *_: object, **__: object
    ) -> None:
        """Nothing: the lot it stands in is compared with the other births of the step."""


class LateAgain:
    """The late costs of one step: those kept, and those worked out so far."""

    def __init__(self, step: CostedStep, stated: StatedCosts, whole: Reckoning, earlier: Earlier) -> None:
        """Nothing is worked out yet."""
        self._stated, self._whole, self._earlier, self._event = stated, whole, earlier, step.event
        self.kept: Counter[Rest] = Counter()
        self.due: Counter[Rest] = Counter()
        self._left: dict[int, list[Rest]] = {}
        """What is kept and was not worked out yet, by lot: what went on, then what came to rest."""
        self._roots: dict[int, int] = {}
        """What bills brought to received lots, as far as it was worked out."""
        for take in step.takes:
            if take.role == LATE:
                self._expect((take.lot, take.sink, take.value))
        for change in step.revalued:
            if change.why == LATE_COST:
                self._expect((change.lot, 0, change.value))

    def _expect(self, rest: Rest) -> None:
        self.kept[rest] += 1
        self._left.setdefault(rest[0], []).append(rest)

    def cover(self, layer: int, value: int, by: int) -> list[Rest]:
        """Spread what covering units cost beyond what those of a layer were taken at."""
        return self._take_off(self._spread(self._work(), layer, value, Way((by,), None)))

    def follow(self, take: Take) -> list[Rest]:
        """Spread all that came with a late cost that is kept to have gone on, unless it was worked out."""
        is_left = (take.lot, take.sink, take.value) in self._left.get(take.lot, ())
        return self._from_root(take.lot) if is_left else []

    def rest(self) -> Iterator[Rest]:
        """Spread what received lots are kept to have got that was not spread yet.

        It came at the step's end, else at its beginning. Where one of them fits nothing that is kept, it
        got what the others leave of what the bill brought.
        """
        yield from self._from_outputs()
        unfit = list[int]()
        for lot in sorted(self._left):
            while self._left[lot] and self._is_received(lot):
                found = self._from_root(lot) or self._from_root(lot, self._earlier)
                if not found:
                    unfit.append(lot)
                    break
                yield from found
        for lot in unfit:
            value = sum(value for *_, value in self._left[lot])
            noted = self._of_bills() if len(unfit) == 1 else None
            value = value if noted is None else noted - sum(self._roots.values())
            self._roots[lot] = value
            yield from self._take_off(self._spread(self._work(), lot, value))

    def _from_outputs(self) -> Iterator[Rest]:
        """Spread what came to outputs of runs that were told again or worked on by others.

        Of all that may have been its origin the one that explains most is the origin.
        """
        while self._is_of_runs and (ways := list(self._ways())):
            yield from self._take_off(max(ways, key=len))

    def _ways(self) -> Iterator[list[Rest]]:
        """How late costs may have gone on from lots that were made, each fitting what is kept."""
        still = self.kept - self.due
        sinks = {sink for left in self._left.values() for _, sink, _ in left}
        made = [lot for lot, left in sorted(self._left.items()) if left and not self._is_received(lot)]
        for lot in [lot for lot in made if lot not in sinks] or made:
            for earlier in (None, self._earlier):
                for some in _firsts(self._left[lot]):
                    value = sum(value for *_, value in some)
                    way = self._spread(self._work(earlier), lot, value, MADE)
                    if way and Counter(way) <= still:
                        yield way

    def _is_received(self, lot: int) -> bool:
        return self._whole.lot(lot).reference.startswith(RECEIPT)

    def _from_root(self, lot: int, earlier: Earlier | None = None) -> list[Rest]:
        """Spread what came to a received lot from outside: all that is left of it, or the first of several.

        A receipt told again at another price may settle its bill at once; each is spread by itself. Empty =
        it is no received lot, or what is kept was not spread like this.
        """
        if not self._is_received(lot):
            return []
        still = self.kept - self.due
        for some in _firsts(self._left[lot]):
            value = sum(value for *_, value in some)
            way = self._spread(self._work(earlier), lot, value)
            if way and Counter(way) <= still:
                self._roots[lot] = self._roots.get(lot, 0) + value
                return self._take_off(way)
        return []

    def _of_bills(self) -> int | None:
        """What the step notes bills to have brought; None = nothing, or some of it to no lot."""
        parts = [part for part in self._stated.parts if part.name in OF_BILLS]
        is_all = parts and all(part.account not in VARIANCES for part in parts)
        return sum(part.value for part in parts) if is_all else None

    def _work(self, earlier: Earlier | None = None) -> Work:
        shelf = Shelf(Reckoned(self._whole, earlier or {}))
        return _Spreading(shelf, MasterData(""), self._event, "", OpenOrders())

    def _spread(self, work: Work, lot: int, value: int, way: Way | None = None) -> list[Rest]:
        """Where a late cost of a lot goes. Of a received lot, units that went back take but landed cost."""
        root = work.shelf.lot(lot)
        landed = any(part.name == "allocated" for part in self._stated.parts)
        but = None if way or landed else sent_back(work, root)
        spread(work, root, value, way, but)
        _, notes, rests = work.shelf.noted()
        found = [(note.lot, note.sink, note.value) for note in notes]
        return [*found, *((change.lot, 0, change.value) for change in rests)]

    def _take_off(self, found: list[Rest]) -> list[Rest]:
        """Note what was worked out; it is not left any more."""
        self.due.update(found)
        for rest in found:
            if rest in (left := self._left.get(rest[0], [])):
                left.remove(rest)
        return found

    @property
    def _is_of_runs(self) -> bool:
        """Whether late costs came to runs themselves: told again, or worked on by others."""
        names = {part.name for part in self._stated.parts}
        return bool(names & OF_RUNS) or ("allocated" in names and not self._roots)

    def in_progress(self, lot: int) -> bool:
        """Whether a late cost of a lot is of a run and still in progress there: then as much as is kept."""
        return self._whole.lot(lot).account == WIP and self._is_of_runs

    def differences(self) -> Iterator[tuple[int, int, int, int]]:
        """Lot, taker or 0, and the late cost as kept and as it comes to, where these differ."""
        kept, due = _summed(self.kept - self.due), _summed(self.due - self.kept)
        for key in sorted(kept.keys() | due.keys()):
            was, comes_to = kept.get(key, 0), due.get(key, 0)
            if was != comes_to and (key in due or not self.in_progress(key[0])):
                yield (*key, was, comes_to)

    def unstated(self) -> dict[AccountKey, tuple[int, int]]:
        """Accounts whose lots got other late costs than the step notes: as kept, and as noted."""
        parts = self._stated.parts
        if not any(part.name in NAMES for part in parts) or any(part.name[:3] == "re_" for part in parts):
            return {}
        lots: dict[AccountKey, int] = {}
        for (key, sink, value), times in self.kept.items():
            if not sink:
                account = self._whole.lot(key).account
                lots[account] = lots.get(account, 0) + value * times
        noted: dict[AccountKey, int] = {}
        for part in parts:
            if part.name in NAMES and part.account is not None:
                noted[part.account] = noted.get(part.account, 0) + part.value
        accounts = (lots.keys() | noted.keys()) - VARIANCES
        both = {account: (lots.get(account, 0), noted.get(account, 0)) for account in accounts}
        return {account: pair for account, pair in both.items() if pair[0] != pair[1]}


MADE: Final = Way((), None)
"""The way of a late cost of what a run made: it came from no lot."""


def _firsts(left: Sequence[Rest]) -> Iterator[list[Rest]]:
    """All that is left of a lot; then what may have been the first of several late costs of it.

    Each went on to the takers in the same order, and then came to rest.
    """
    yield list(left)
    went = [rest for rest in left if rest[1]]
    rested = [rest for rest in left if not rest[1]]
    ends = [place for place in range(1, len(went)) if went[place][1] == went[0][1]] or [len(went)]
    for end in ends:
        for first in (rested[:1], []):
            yield [*went[:end], *first]


def _summed(rests: Mapping[Rest, int]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for (lot, sink, value), times in rests.items():
        found[lot, sink] = found.get((lot, sink), 0) + value * times
    return found

"""Master data of a company as stored, for the acts that need names."""

from __future__ import annotations

import json

from tieout.core.event import event_of
from tieout.core.master import MasterData
from tieout.runtime.company import Company


def stored_master(company: Company) -> MasterData:
    """Everything the accepted master-data events say."""
    master = MasterData(company.settings.home_currency)
    with company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT r.raw FROM event e INDEXED BY event_master JOIN record r ON r.seq = e.seq "
            "WHERE e.rank = 0 ORDER BY e.day, e.seq"
        ).all()
    for (raw,) in rows:
        master.learn(event_of(json.loads(raw)))
    return master

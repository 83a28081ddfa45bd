"""Chains: what is read of a whole company's logs; tampering is shown in tests/cli/verbs/test_verify.py."""

from __future__ import annotations

from tieout.runtime.chains import audit_chain, crossing_chain, missing_triggers
from tieout.runtime.company import Company


def test_a_whole_log_has_no_problem(pantry: Company) -> None:
    with pantry.database.read() as connection:
        count, problems = crossing_chain(connection)
        acts, broken = audit_chain(connection)
        assert count == connection.exec_driver_sql("SELECT COUNT(*) FROM transition").scalar_one()
        assert acts == connection.exec_driver_sql("SELECT COUNT(*) FROM audit").scalar_one()
        assert (problems, broken, missing_triggers(pantry.database, connection)) == ([], [], [])

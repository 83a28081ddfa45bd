"""Values table: as many rows and columns as values are bound."""

from __future__ import annotations

from tieout.storage.database import Database
from tieout.storage.values_table import values_table


def test_rows_are_looked_up_as_a_table(database: Database) -> None:
    assert values_table(2, 3) == "(VALUES (?,?),(?,?),(?,?)) w"
    with database.read() as connection:
        rows = connection.exec_driver_sql(
            f"SELECT w.column2 FROM {values_table(2, 2)} WHERE w.column1 = 'b'", ("a", "1", "b", "2")
        )
        assert [value for (value,) in rows] == ["2"]

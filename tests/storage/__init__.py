"""The store on SQLite: what it keeps, what it refuses, and that it is the outbox delivery relies on."""

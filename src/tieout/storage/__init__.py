"""Storage: the company's books on SQLite; append-only by triggers, caches apart (design 5)."""

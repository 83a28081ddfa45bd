"""The cycle: events taken in, costed, posted and sealed through the store."""

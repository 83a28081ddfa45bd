"""Gates: may this fact enter, is this sale complete, may this document cross? Problems, all at once."""

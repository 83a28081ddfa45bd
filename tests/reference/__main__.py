"""`make docs`: write every generated page that is not current."""

from __future__ import annotations

from tests.reference.pages import REFERENCE, stale


def main() -> None:
    """Write what is stale and say so."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    pages = stale()
    for name, text in pages.items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
        print(f"wrote docs/reference/{name}")
    if not pages:
        print("docs/reference is current")


if __name__ == "__main__":
    main()

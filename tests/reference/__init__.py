"""The generated reference: `make docs` writes docs/reference from the code; a test checks it is current."""

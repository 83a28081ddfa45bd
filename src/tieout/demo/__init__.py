"""The demo month: a specialty-food manufacturer that sells wholesale and through a web store.

One month of its operations, from a seed, as event files anybody's system could have written. It
shares nothing with the product but the published form of the files.
"""

from tieout.demo.files import write_month
from tieout.demo.planted import PLANTED, Planted

__all__ = ["PLANTED", "Planted", "write_month"]

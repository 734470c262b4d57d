"""One area among others: funnels, ranks with confidence sets, and who is clearly different.

Arrays are … × A areas × P periods: the areas lie along the last axis but one. ``valid`` says which
figures are known, of one source and of the same maturity; the others count for nothing.
"""

from __future__ import annotations

"""Wild months: facts of every kind in any order, in pieces, revised, between closed periods.

What the author draws is well formed and sums up; what it says of the business need make no sense: goods
that leave before they come, bills of more than came, money for nothing, refunds of what was never sold.
"""

"""One file a kind of contradiction; each has a function `checks(case)`.

It yields a `Check` for every relation between figures that it understands, whether the figures
satisfy it or not: the satisfied ones count in the measure of consistency.
"""

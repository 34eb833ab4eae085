"""Exact scoring of annotated paragraphs: counts, figures, intervals, tests, errors.

`counts` and `paragraphs` count what is right, `facts` what of it reaches the table, `metrics` sums
it up, `significance` says how sure the figures are, `errors` says what went wrong and `tables`
prints it all. No part of it knows how the predictions came about.
"""

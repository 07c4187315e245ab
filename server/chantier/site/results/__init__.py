"""The answer of a query as people look at it: table, chart, map, network; code that asks again.

Pure functions of the answer; what needs the dataset (labels, places) is handed in as a function.
"""

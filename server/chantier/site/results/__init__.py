"""Results of a query for readers: table, chart, map, network, Parquet, code snippets.

Pure functions of the results; what needs the dataset (labels, places) is passed as a function.
"""

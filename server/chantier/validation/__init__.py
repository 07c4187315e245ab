"""Whether the graph is as it should be: shapes, checks, quotations; findings with their place."""

"""The processes that run queries, and who is served when."""

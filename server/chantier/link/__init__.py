"""The only place that calls out to other servers."""

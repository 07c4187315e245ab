"""The HTTP edge. The only place that knows Flask."""

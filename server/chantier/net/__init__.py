"""The only way out to other servers: checked addresses, bounded time and size."""

"""HTTP/1.1 on asyncio and httptools: connections, requests and answers. Imports nothing of ours."""

"""A hundred raw requests, honest and hostile: each way to say where a request ends, and more.

Most carry a request inside their body, or after it: whoever takes that for a request of its own
answers “inner”.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

HOST = b"Host: x\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
BODY = b"query=ASK%7B%7D"
CHUNKED = b"f\r\n" + BODY + b"\r\n0\r\n\r\n"


def asking(word: str, *headers: bytes) -> bytes:
    """A request whose answer holds a word."""
    query = quote(f'SELECT ("{word}" AS ?m) {{}}').encode()
    head = b"GET /sparql?query=%s HTTP/1.1\r\n%sAccept: text/csv\r\n" % (query, HOST)
    return head + b"".join(headers) + b"\r\n"


INNER = asking("inner")


def post(headers: bytes, body: bytes = b"", first: bytes = b"POST /sparql HTTP/1.1\r\n") -> bytes:
    return first + HOST + FORM + headers + b"\r\n" + body


CODINGS = (
    b"chunked", b" \tchunked", b"chunked ", b"Chunked", b"CHUNKED", b"x, chunked", b"chunked, x",
    b"chunked, identity", b"identity", b"identity, chunked", b"\x0bchunked", b"chunked;q=1",
    b'"chunked"', b"chunked\x00", b"chunked, chunked", b"gzip, chunked", b"", b"chunke",
    b"xchunked",
    b"chunked\r\n ", b"\r\n chunked",
)  # fmt: skip
NAMES = (
    b"Transfer-Encoding : chunked", b" Transfer-Encoding: chunked", b"Transfer_Encoding: chunked",
    b"Transfer-Encoding\t: chunked", b"Transfer-Encoding\x00: chunked",
    b"X: y\nTransfer-Encoding: chunked", b"X: y\rTransfer-Encoding: chunked",
    b"X: y\r\n\tTransfer-Encoding: chunked", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
    b"Transfer-Encoding: x\r\nTransfer-Encoding: chunked", b"TE: chunked", b"Transfer-Encoding",
)  # fmt: skip
LENGTHS = (
    b"15", b"15, 15", b"15,16", b"+15", b"-15", b"015", b"0xf", b"15 ", b"\t15", b"15;x", b"15\x00",
    b"", b"1e1", b"99999999999999999999", b"15\r\nContent-Length: 15",
    b"15\r\nContent-Length: 150", b"15\r\nContent_Length: 0", b"1 5", b"15\r\n 0", b"0",
)  # fmt: skip
CHUNKS = (
    b"f;x=y\r\n%s\r\n0\r\n\r\n", b"f;x=\n%s\r\n0\r\n\r\n", b"00f\r\n%s\r\n0\r\n\r\n",
    b"+f\r\n%s\r\n0\r\n\r\n", b"0xf\r\n%s\r\n0\r\n\r\n", b"f \r\n%s\r\n0\r\n\r\n",
    b"f\r\n%s0\r\n\r\n", b"f\n%s\n0\n\n", b"10000000000000000f\r\n%s\r\n0\r\n\r\n",
    b"-f\r\n%s\r\n0\r\n\r\n", b"f\r\n%s\r\n0\r\nX: y\r\n\r\n",
    b"f\r\n%s\r\n0\r\nContent-Length: 150\r\n\r\n", b"f\r\n%s\r\n0\r\n\r\r\n", b"f\r\n%s\r\n\r\n",
    b'f;x="\r\n\r\n"\r\n%s\r\n0\r\n\r\n', b"f\r\n%sXX0\r\n\r\n",
)  # fmt: skip
HEADS = (
    b"GET /healthz HTTP/1.1\nHost: x\n\n", b"GET /healthz HTTP/1.1\r\nHost: x\n\r\n",
    b"GET /healthz HTTP/1.1\rHost: x\r\r",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
    b"\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    b" GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET  /healthz HTTP/1.1\r\nHost: x\r\n\r\n", b"GET\t/healthz\tHTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /heal\x00thz HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /healthz\r\n\r\n",
    b"GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    b"GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n",
    b"GET /healthz http/1.1\r\nHost: x\r\n\r\n", b"GET /healthz HTTP/1.1 \r\nHost: x\r\n\r\n",
    b"GET http://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://y/healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n", b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /healthz#a HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /heal thz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", b"GET \\healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /healthz HTTP/1.1\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost:\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: x:80\r\n\r\n", b"GET /healthz HTTP/1.1\r\nHost: x y\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: x/y\r\n\r\n", b"GET /healthz HTTP/1.1\r\nHost: a@x\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 20_000 + b"\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 200 + b"\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\nA\xff: \xff\r\n\r\n",
    b"get /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"BREW /healthz HTTP/1.1\r\nHost: x\r\n\r\n", b"TRACE /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
)  # fmt: skip
OTHERS = (
    b"Expect: 100-continue", b"Expect: 200-maybe", b"Connection: close", b"Connection: keep-alive",
    b"Connection: Content-Length",
    b"Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk",
    b"Connection: Upgrade\r\nUpgrade: websocket", b"Upgrade: h2c",
)  # fmt: skip
METHODS = (b"GET", b"HEAD", b"OPTIONS", b"DELETE", b"PUT", b"PATCH")


def raw_requests() -> Iterator[bytes]:
    """Each as it is sent, byte by byte."""
    for coding in CODINGS:
        header = b"Transfer-Encoding: " + coding + b"\r\n"
        yield post(header, CHUNKED)
        yield post(header + b"Content-Length: %d\r\n" % len(CHUNKED), CHUNKED)
        yield post(b"Content-Length: 5\r\n" + header, b"0\r\n\r\n" + INNER)
    for name in NAMES:
        yield post(name + b"\r\nContent-Length: %d\r\n" % len(CHUNKED), CHUNKED)
        yield post(b"Content-Length: %d\r\n" % len(INNER) + name + b"\r\n", INNER)
    for length in LENGTHS:
        yield post(b"Content-Length: " + length + b"\r\n", BODY + INNER)
    for chunks in CHUNKS:
        yield post(b"Transfer-Encoding: chunked\r\n", chunks % BODY)
        yield post(b"Transfer-Encoding: chunked\r\n", (chunks % BODY) + INNER)
    for header in OTHERS:
        yield post(header + b"\r\nContent-Length: 15\r\n", BODY)
        yield post(header + b"\r\nTransfer-Encoding: chunked\r\n", CHUNKED)
    for method in METHODS:
        first = method + b" /healthz HTTP/1.1\r\n"
        yield post(b"Content-Length: %d\r\n" % len(INNER), INNER, first)
        yield post(b"Transfer-Encoding: chunked\r\n", CHUNKED, first)
    yield from HEADS
    yield b"".join(asking(f"inner {number}") for number in range(3))
    yield post(b"Content-Length: 15\r\n", BODY) * 2 + INNER
    yield post(b"Content-Length: 15\r\n", BODY) + INNER.replace(b"GET", b"HEAD", 1)

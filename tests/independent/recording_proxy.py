"""A proxy between a function and an emulator that keeps the bytes of every call.

Emulators drop fields they do not know, so the requests show which fields a function keeps.
"""

import http.client
import http.server
import threading
from collections import namedtuple
from urllib.parse import urlsplit

Call = namedtuple("Call", "target action body status")


class RecordingProxy:
    def __init__(self, upstream):
        self.upstream = urlsplit(upstream)
        self.calls = []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def sent(self, operation):
        """The bodies of all calls of one operation, in order."""
        return [call.body for call in self.calls if call.target == operation]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def _handler(proxy):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                connection = http.client.HTTPConnection(proxy.upstream.hostname, proxy.upstream.port, timeout=60)
                connection.request(self.command, self.path, body, dict(self.headers))
                answer = connection.getresponse()
                content = answer.read()
                proxy.calls.append(Call(operation_of(self.headers, body), self.path, body, answer.status))
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("transfer-encoding", "content-length", "connection", "date", "server"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                connection.close()

            do_GET = do_POST = do_PUT = do_DELETE = forward

            def log_message(self, *_):
                pass

        return Handler


def operation_of(headers, body):
    """The operation, such as `RegisterTaskDefinition`: the header of the JSON protocols, or the Action of the query protocol."""
    target = headers.get("X-Amz-Target")
    if target:
        return target.rsplit(".", 1)[-1]
    for field in body.decode("utf-8", "replace").split("&"):
        if field.startswith("Action="):
            return field.removeprefix("Action=")
    return ""

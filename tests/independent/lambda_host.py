"""Runs a function's real binary over the Lambda Runtime API and passes it events one by one.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import http.server
import json
import os
import queue
import subprocess
import threading
import time
import uuid

ANSWER_SECONDS = 60


class LambdaHost:
    """One process of one function. It is a context manager, and ends the process on exit."""

    def __init__(self, binary, environment):
        self.events = queue.Queue()
        self.answers = queue.Queue()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        api = f"127.0.0.1:{self.server.server_port}"
        self.process = subprocess.Popen(
            [binary],
            env={
                "PATH": os.environ["PATH"],
                "AWS_LAMBDA_RUNTIME_API": api,
                "AWS_LAMBDA_FUNCTION_NAME": os.path.basename(binary),
                "AWS_LAMBDA_FUNCTION_VERSION": "1",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
                "AWS_LAMBDA_LOG_GROUP_NAME": "independent",
                "AWS_LAMBDA_LOG_STREAM_NAME": "independent",
                "AWS_EC2_METADATA_DISABLED": "true",
                **environment,
            },
        )

    def invoke(self, event):
        """Passes one event to the function. Returns the JSON answer, or raises InvocationFailed."""
        self.events.put(json.dumps(event).encode())
        kind, body = self.answers.get(timeout=ANSWER_SECONDS)
        if kind != "response":
            raise InvocationFailed(json.loads(body))
        return json.loads(body)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.server.shutdown()
        self.server.server_close()

    def _handler(host):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                event = host.events.get()
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", str(uuid.uuid4()))
                self.send_header("Lambda-Runtime-Deadline-Ms", str(int(time.time() * 1000) + 60_000))
                self.send_header(
                    "Lambda-Runtime-Invoked-Function-Arn",
                    "arn:aws:lambda:eu-west-1:123456789012:function:independent",
                )
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(event)))
                self.end_headers()
                self.wfile.write(event)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                kind = self.path.rsplit("/", 1)[-1]
                host.answers.put((kind, body))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        return Handler


class InvocationFailed(Exception):
    """The function answered with an error; `error` is its JSON."""

    def __init__(self, error):
        super().__init__(json.dumps(error))
        self.error = error

"""The smallest application of its kind: a page, a health endpoint, and an echo."""

import json
import os


def application(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    release = os.environ.get("GOLIVE_RELEASE", "none")
    answer = {"echo": json.loads(body)} if body else {"status": "pass"}
    start_response("200 OK", [("Content-Type", "application/json"), ("X-Release", release)])
    return [json.dumps({**answer, "release": release}).encode()]

"""The smallest application of its kind: a page, a health endpoint, and an echo."""

import json
import os


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": message["type"] + ".complete"})
        return await send({"type": "lifespan.shutdown.complete"})
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    release = os.environ["GOLIVE_RELEASE"]
    answer = {"echo": json.loads(body)} if body else {"status": "pass"}
    headers = [(b"content-type", b"application/json"), (b"x-release", release.encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    return await send({"type": "http.response.body", "body": json.dumps({**answer, "release": release}).encode()})

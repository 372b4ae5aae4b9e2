"""Answers with what it sees; with ?seconds=2 only after that time, and a file says that it has begun."""

import asyncio
import json
import os
import sys
import urllib.parse


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": message["type"] + ".complete"})
        return await send({"type": "lifespan.shutdown.complete"})
    query = urllib.parse.parse_qs(scope["query_string"].decode())
    if "seconds" in query:
        with open(os.path.join(os.environ["GOLIVE_SHARED"], "begun-" + query["n"][0]), "w"):
            pass
        await asyncio.sleep(int(query["seconds"][0]))
    print("the application wrote this", file=sys.stderr, flush=True)
    umask = os.umask(0o777)
    os.umask(umask)
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    seen = {"scheme": scope["scheme"], "client": scope["client"][0], "forwarded": headers["x-forwarded-for"]}
    body = json.dumps({"slot": os.environ["GOLIVE_SLOT"], "pid": os.getpid(), "umask": umask, **seen}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": body})

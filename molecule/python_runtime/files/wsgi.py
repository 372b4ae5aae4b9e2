"""Answers with what it sees; with ?seconds=2 only after that time, and a file says that it has begun."""

import json
import os
import sys
import time
import urllib.parse


def application(environ, start_response):
    query = urllib.parse.parse_qs(environ["QUERY_STRING"])
    if "seconds" in query:
        with open(os.path.join(os.environ["GOLIVE_SHARED"], "begun-" + query["n"][0]), "w"):
            pass
        time.sleep(int(query["seconds"][0]))
    print("the application wrote this", file=sys.stderr, flush=True)
    start_response("200 OK", [("Content-Type", "application/json")])
    umask = os.umask(0o777)
    os.umask(umask)
    seen = {"scheme": environ["wsgi.url_scheme"], "client": environ["REMOTE_ADDR"], "forwarded": environ["HTTP_X_FORWARDED_FOR"]}
    return [json.dumps({"slot": os.environ["GOLIVE_SLOT"], "pid": os.getpid(), "umask": umask, **seen}).encode()]

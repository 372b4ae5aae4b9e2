# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What servers of ASGI serve: `gigs.asgi:application`, the same application in threads."""

from __future__ import annotations

from a2wsgi import WSGIMiddleware

from gigs import wsgi

# As many threads as a process of the other servers has, so that they share the database alike.
_THREADS = 4

application = WSGIMiddleware(wsgi.application, workers=_THREADS)

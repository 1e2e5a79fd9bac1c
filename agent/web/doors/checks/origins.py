"""Origins: by which name a request came, and whose page sent it. Only one's own pages may ask for anything.

A browser writes the Origin on every request that another page could profit from, and Sec-Fetch-Site on every request
to this machine or over TLS. So a request is another page's if either says so; where both are silent it is a program's,
or a plain link or picture, which reads nothing and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
"""Names of this machine for itself."""
SAFE = frozenset({"GET", "HEAD"})
"""Methods that change nothing."""
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
SIGN_IN = "/login"
"""Where a program with cookies may post a form without an Origin: a password is what counts there."""

NOT_HERE = (
    "This name does not lead here. Mend: set ROLLWITH_PUBLIC_URL to the address that people type, such as "
    "https://practice.example/room, and let the proxy pass that name on as Host, or name the proxy in "
    "ROLLWITH_TRUSTED_PROXIES; on this machine open http://127.0.0.1 with the port that was told."
)
FOREIGN = (
    "Another page asked for this, and nothing is done or shown for other pages. Mend: open the room itself; "
    "if this is the room, behind a proxy, set ROLLWITH_PUBLIC_URL to the address that people type."
)


class RoomAddress:
    """Where browsers reach the app."""

    def __init__(self, public_url: str | None, hosts: Iterable[str] | None, embed_in: str = "") -> None:
        """`hosts` are the names it may be called by without a login (against DNS rebinding), None for any."""
        parts = urlsplit(public_url or "")
        self.origin = f"{parts.scheme}://{parts.netloc}" if public_url else None
        self.root, self._scheme, self._name = parts.path, parts.scheme, parts.netloc
        self.embed_in = embed_in
        names = None if hosts is None else {*hosts, *([parts.hostname] if parts.hostname else [])}
        self._hosts = None if names is None else frozenset(name.strip("[]").lower() for name in names)

    def leads_here(self, scope: Scope, by_proxy: bool) -> bool:
        """Say whether a request came by a name of the app; a trusted proxy may call it what it likes."""
        if self._hosts is None or (by_proxy and self.origin):
            return True
        return host_name(Headers(scope=scope).get("host", "")) in self._hosts

    def seen_from_outside(self, scope: Scope) -> Scope:
        """Return a request as the browser sent it, before a proxy changed name, scheme and path.

        The path stands without the prefix, whether the proxy took it away or not; `root_path` has it.
        """
        if self.origin is None:
            return scope
        path: str = scope["path"]
        if self.root and (path == self.root or path.startswith(self.root + "/")):
            path = path.removeprefix(self.root)
        headers = [pair for pair in scope["headers"] if pair[0].lower() != b"host"]
        headers.append((b"host", self._name.encode("ascii")))
        return {**scope, "path": path, "root_path": self.root, "scheme": self._scheme, "headers": headers}

    def is_foreign(self, scope: Scope) -> bool:
        """Say whether another page sent a request, or one that a browser's form could send for it."""
        headers = Headers(scope=scope)
        origins, site = headers.getlist("origin"), headers.get("sec-fetch-site")
        if any(not self._is_own(origin, scope, headers) for origin in origins):
            return True
        if site not in (None, "same-origin", "none"):
            return not self._is_opened(scope, headers)
        if origins or site or scope["method"] in SAFE or "cookie" not in headers:
            return False
        return not headers.get("content-type", "").startswith("application/json") and scope["path"] != SIGN_IN

    def _is_own(self, origin: str, scope: Scope, headers: Headers) -> bool:
        given = _without_default_port(origin.lower())
        if self.origin is not None:
            return given == _without_default_port(self.origin)
        host = headers.get("host", "").lower()
        # a proxy that ends TLS may not have told us: the name and port are the same then
        schemes = ("http", "https") if scope.get("scheme") == "http" else ("https",)
        return given in {_without_default_port(f"{scheme}://{host}") for scheme in schemes}

    def _is_opened(self, scope: Scope, headers: Headers) -> bool:
        """Say whether somebody follows a link from elsewhere: a page is opened, and the other one cannot read it."""
        framed = headers.get("sec-fetch-dest") in ("iframe", "frame") and bool(self.embed_in)
        to = headers.get("sec-fetch-dest") == "document" or framed
        return scope["method"] in SAFE and headers.get("sec-fetch-mode") == "navigate" and to


def host_name(header: str) -> str:
    """Return the name in a Host header, without its port."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return (header.rpartition(":")[0] if ":" in header else header).lower().rstrip(".")


def _without_default_port(origin: str) -> str:
    return origin.removesuffix(DEFAULT_PORTS.get(origin.partition(":")[0], ""))

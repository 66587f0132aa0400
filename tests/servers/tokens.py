"""A token server on this machine that speaks as login.microsoftonline.com and oauth2.googleapis.com do, over HTTPS.

    with TokenServer(secrets={"client": "secret"}, issue=dovecot.token) as server:
        … authority = server.address, ca_file = server.ca_file …
        assert server.asked[-1]["grant_type"] == "client_credentials"

What it gives out: ``issue(user)`` makes the access token. Refresh tokens are good once each here, stricter than
the real ones, so that one that is not kept is noticed. `refuse` and `break_down` make the next answers bad ones.
"""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from google.auth import jwt

from tests.servers.certificates import certificates

TENANT = "council.example"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class TokenServer:
    """Both providers on ``https://localhost:port``, from ``with`` to the end of its block.

    ``secrets`` maps client ids to secrets. ``user`` is who agrees where a person is asked. ``life`` is how long a
    token is said to be good, in seconds. ``asked`` are the forms of all requests for tokens, in order.
    """

    def __init__(
        self,
        *,
        secrets: Mapping[str, str] | None = None,
        certificates_of: Mapping[str, str] | None = None,
        issue: Callable[[str], str] = lambda user: f"access-{uuid.uuid4().hex}",
        user: str = "applications@council.example",
        life: int = 3600,
    ) -> None:
        self.secrets = dict(secrets or {})
        self.service_keys = dict(certificates_of or {})
        self.issue, self.user, self.life = issue, user, life
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.scopes_asked: list[str] = []
        self.refresh_tokens: set[str] = set()
        self.codes: dict[str, str] = {}
        self.pending = 1
        self.ends_in: int | None = None
        self._bad: list[tuple[int, bytes]] = []
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"https://localhost:{self.port}"

    @property
    def ca_file(self) -> Path:
        """The PEM file a client must trust."""
        return certificates().authority

    def refuse(self, error: str, description: str = "", *, number: int = 0, times: int = 1) -> None:
        """Answer the next requests for a token with an error (RFC 6749 5.2), as Microsoft words it where ``number``."""
        told: dict[str, Any] = {"error": error, "error_description": description}
        if number:
            told |= {
                "error_description": f"AADSTS{number}: {description} Trace ID: 1 Correlation ID: 2",
                "error_codes": [number],
            }
        self._bad += [(400, json.dumps(told).encode())] * times

    def break_down(self, status: int, body: bytes, *, times: int = 1) -> None:
        """Answer the next requests for a token with anything."""
        self._bad += [(status, body)] * times

    def consent(self) -> str:
        """A refresh token, as if a person had agreed."""
        token = f"refresh-{uuid.uuid4().hex}"
        self.refresh_tokens.add(token)
        return token

    def agree(self, address: str) -> str:
        """A person opens Google's address and agrees; where the browser is sent."""
        query = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{uuid.uuid4().hex}"
        self.codes[code] = query["code_challenge"]
        return f"{query['redirect_uri']}?state={query['state']}&code={code}&scope={query['scope']}"

    def __enter__(self) -> Self:
        server = self
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"server_side": server}))
        self._http.daemon_threads = True
        self._http.socket = certificates().server_context().wrap_socket(self._http.socket, server_side=True)
        self.port = int(self._http.server_address[1])
        self._thread = threading.Thread(target=self._http.serve_forever, name="token-server", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(10)

    def discovery(self, tenant: str) -> dict[str, str]:
        """Microsoft's OpenID configuration of a tenant."""
        return {
            "issuer": f"{self.address}/{tenant}/v2.0",
            "authorization_endpoint": f"{self.address}/{tenant}/oauth2/v2.0/authorize",
            "token_endpoint": f"{self.address}/{tenant}/oauth2/v2.0/token",
            "device_authorization_endpoint": f"{self.address}/{tenant}/oauth2/v2.0/devicecode",
        }

    def device(self, form: Mapping[str, str]) -> dict[str, Any]:
        """The answer of RFC 8628 3.2."""
        self.scopes_asked = form["scope"].split()
        return {
            "device_code": "device-1",
            "user_code": "ABCD-EFGH",
            "verification_uri": "https://login.example/device",
            "expires_in": 900,
            "interval": 1,
            "message": "",
        }

    def token(self, form: dict[str, str]) -> tuple[int, bytes]:
        """The answer to a request for a token."""
        with self._lock:
            self.asked.append(form)
            if self._bad:
                return self._bad.pop(0)
            told = self._token(form)
        return (400 if "error" in told else 200), json.dumps(told).encode()

    def _token(self, form: dict[str, str]) -> dict[str, Any]:
        grant = form.get("grant_type", "")
        client = form.get("client_id", "")
        if grant == "client_credentials" and not self._proved(form):
            return {"error": "invalid_client", "error_codes": [7000215], "error_description": "AADSTS7000215: no"}
        if grant == JWT_BEARER:
            return self._for_service_account(form)
        if grant == DEVICE_CODE and self.pending:
            self.pending -= 1
            return {"error": "authorization_pending"}
        if grant == "refresh_token" and form.get("refresh_token") not in self.refresh_tokens:
            return {"error": "invalid_grant", "error_description": f"Token of {self.user} has been revoked."}
        if grant == "authorization_code":
            challenge = self.codes.pop(form.get("code", ""), "")
            verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            if not challenge or base64.urlsafe_b64encode(verifier).rstrip(b"=").decode() != challenge:
                return {"error": "invalid_grant"}
        told: dict[str, Any] = {"token_type": "Bearer", "expires_in": self.life, "access_token": self.issue(self.user)}
        if grant != "client_credentials":
            self.refresh_tokens.discard(form.get("refresh_token", ""))
            told["refresh_token"] = self.consent()
            told["id_token"] = _id_token(f"{self.address}/{TENANT}/v2.0", client, self.user)
            if self.ends_in is not None:
                told["refresh_token_expires_in"] = self.ends_in
        return told

    def _proved(self, form: Mapping[str, str]) -> bool:
        client = form.get("client_id", "")
        if assertion := form.get("client_assertion"):
            head = json.loads(_unpadded(assertion.split(".")[0]))
            return client in self.service_keys and head["x5t#S256"].rstrip("=") == self.service_keys[client]
        return client in self.secrets and form.get("client_secret") == self.secrets[client]

    def _for_service_account(self, form: Mapping[str, str]) -> dict[str, Any]:
        try:
            claims = jwt.decode(  # type: ignore[no-untyped-call]
                form["assertion"], certs=self.service_keys, audience="https://oauth2.googleapis.com/token"
            )
        except ValueError:
            return {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
        if claims["scope"] != "https://mail.google.com/":
            return {"error": "invalid_scope"}
        return {"access_token": self.issue(claims["sub"]), "expires_in": self.life, "token_type": "Bearer"}


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server_side: TokenServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Discovery alone."""
        server = self.server_side
        server.paths.append(self.path)
        tenant, _, rest = self.path.lstrip("/").partition("/")
        if rest != "v2.0/.well-known/openid-configuration":
            self._answer(404, b"{}")
        elif tenant != TENANT:
            self._answer(400, json.dumps({"error": "invalid_tenant", "error_description": "AADSTS90002: no"}).encode())
        else:
            self._answer(200, json.dumps(server.discovery(tenant)).encode())

    def do_POST(self) -> None:
        """Requests for tokens, and for a code."""
        server = self.server_side
        server.paths.append(self.path)
        server.headers.append(dict(self.headers))
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {key: values[0] for key, values in parse_qs(body).items()}
        if self.path.endswith("/devicecode"):
            self._answer(200, json.dumps(server.device(form)).encode())
        else:
            self._answer(*server.token(form))

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


class Proxy:
    """A proxy that knows CONNECT (RFC 9110 9.3.6) alone; ``through`` are the hosts it was asked for."""

    def __enter__(self) -> Self:
        self.through: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, name="proxy", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            target = head.split()[1].decode()
            self.through.append(target)
            host, _, port = target.rpartition(":")
            server = socket.create_connection((host, int(port)))
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=_pour, args=(source, sink), daemon=True).start()


def _pour(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        sink.close()


def _id_token(issuer: str, client: str, user: str) -> str:
    now = int(time.time())
    claims = {"iss": issuer, "aud": client, "iat": now, "exp": now + 3600, "preferred_username": user, "sub": "1"}
    parts = [{"typ": "JWT", "alg": "none"}, claims]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

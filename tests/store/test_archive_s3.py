"""What an archive in a bucket says when its store is gone, refuses, is slow or breaks off; nothing half is left."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from store.archive import Archive
from store.archive_opening import open_archive
from store.errors import (
    ArchiveRefusedError,
    StoreAddressError,
    StoreError,
    StoreFullError,
    StoreUnreachableError,
)
from tests.servers.s3 import S3Server
from tests.store.test_archive import RAW, arrival

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-west-2"}
BODY = "<?xml version='1.0'?><Error><Code>{}</Code><Message>no</Message></Error>"


@contextmanager
def answering(status: int, code: str, *, cut: bool = False) -> Iterator[str]:
    """A server that answers everything so; with ``cut`` it promises more than it sends."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = BODY.format(code).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) + (1_000 if cut else 0)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)
            self.close_connection = True

        do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = answer  # noqa: N815 (the library's names)

        def log_message(self, *_: object) -> None:
            pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(autouse=True)
def _nothing_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No keys or files of whoever runs the tests, and no waiting between tries."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**KEYS, "AWS_EC2_METADATA_DISABLED": "true"}.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setattr("store.s3_bucket._TRIES", 1)


def at(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, bucket: str = "round") -> Archive:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", url)
    return open_archive(f"s3://{bucket}", spool=tmp_path / "spool")


@pytest.mark.parametrize(
    ("status", "code", "error", "says"),
    [
        (403, "AccessDenied", ArchiveRefusedError, "must allow s3:GetObject"),
        (403, "InvalidAccessKeyId", ArchiveRefusedError, "AWS_ACCESS_KEY_ID"),
        (403, "SignatureDoesNotMatch", ArchiveRefusedError, "AWS_SECRET_ACCESS_KEY"),
        (403, "RequestTimeTooSkewed", ArchiveRefusedError, "clock is wrong"),
        (404, "NoSuchBucket", ArchiveRefusedError, "no such bucket"),
        (400, "ExpiredToken", ArchiveRefusedError, "expired"),
        (400, "AuthorizationHeaderMalformed", StoreAddressError, "AWS_REGION"),
        (507, "XMinioStorageFull", StoreFullError, "make room"),
        (503, "SlowDown", StoreUnreachableError, "patience"),
        (500, "InternalError", StoreUnreachableError, "InternalError"),
    ],
)
def test_what_the_store_refuses_is_told_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, status: int, code: str, error: type[StoreError], says: str
) -> None:
    with answering(status, code) as url:
        archive = at(url, monkeypatch, tmp_path)
        with pytest.raises(error, match=says) as raised:
            list(archive.received())
    assert raised.value.retryable is (error is not StoreAddressError)


def test_a_store_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    archive = at("http://127.0.0.1:1", monkeypatch, tmp_path)
    for act in (
        lambda: archive.put(RAW, arrival=arrival()),
        lambda: archive.put_pieces(iter([RAW]), arrival=arrival()),
        lambda: archive.read("0" * 64),
        lambda: "0" * 64 in archive,
        lambda: list(archive),
        lambda: list(archive.done()),
        lambda: archive.remove("0" * 64),
        archive.probe,
    ):
        with pytest.raises(StoreUnreachableError, match="AWS_ENDPOINT_URL_S3"):
            act()


def test_an_answer_that_breaks_off_is_no_mail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with answering(200, "half", cut=True) as url:
        archive = at(url, monkeypatch, tmp_path)
        with pytest.raises(StoreUnreachableError):
            archive.read("0" * 64)


def test_a_silent_store_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("store.s3_bucket._SILENCE", 0.2)
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler, bind_and_activate=True) as silent:
        archive = at(f"http://127.0.0.1:{silent.server_address[1]}", monkeypatch, tmp_path)
        with pytest.raises(StoreUnreachableError, match="ReadTimeoutError"):
            archive.put(RAW)


@pytest.mark.parametrize("missing", [["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], ["AWS_SECRET_ACCESS_KEY"]])
def test_missing_keys_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: list[str]) -> None:
    for name in missing:
        monkeypatch.delenv(name)
    with pytest.raises(ArchiveRefusedError, match="keys are missing"):
        at("http://127.0.0.1:1", monkeypatch, tmp_path).put(RAW)


@pytest.mark.parametrize("place", ["s3://", "s3://UPPER/x", "s3://a", "s3:///prefix"])
def test_a_place_that_cannot_be_is_told(place: str, tmp_path: Path) -> None:
    with pytest.raises(StoreAddressError, match="s3://bucket/prefix"):
        open_archive(place, spool=tmp_path)


def test_a_bucket_that_is_not_there_is_told_and_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with S3Server() as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        archive = open_archive("s3://not-there", spool=tmp_path / "spool")
        for _ in range(2):
            with pytest.raises(ArchiveRefusedError, match="no such bucket"):
                archive.put_many([RAW, b"x"], arrivals=[arrival(1), arrival(2)])
        server.client().create_bucket(Bucket="not-there", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        assert (list(archive), list(archive.received())) == ([], [])
        archive.put_many([RAW, b"x"], arrivals=[arrival(1), arrival(2)])
        assert (len(list(archive)), len(list(archive.received()))) == (2, 2)

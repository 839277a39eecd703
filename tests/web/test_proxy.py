"""The configuration of a proxy that `docs/run-it.md` has, tried with nginx before a served store."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from authorisation.casework.store import StoreSettings, make_store
from authorisation.web.settings import STATIC
from tests.docs.blocks import ROOT
from tests.web.browser import posted
from tests.web.load import HOST, log_of, served

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
    pytest.mark.skipif(not (STATIC / "nhsuk").is_dir(), reason="`make assets` builds the style"),
]


def write_certificate(folder: Path) -> None:
    """A certificate that nobody trusts, for the name of the page."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), 1, now, now + timedelta(days=1)
    ).sign(key, hashes.SHA256())
    (folder / "consortia.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "consortia.key").write_bytes(text)


def free_port() -> int:
    with socket.socket() as given:
        given.bind(("127.0.0.1", 0))
        port: int = given.getsockname()[1]
        return port


def configuration(folder: Path, listens: int, site: int) -> Path:
    """That of the page, with the ports of this test and its certificate, in a file of its own."""
    page = (ROOT / "docs" / "run-it.md").read_text(encoding="utf-8")
    found = re.search(r"^```nginx\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert found
    server = found[1]
    for old, new in (
        ("listen 443 ssl", f"listen 127.0.0.1:{listens} ssl"),
        ("/etc/ssl/", f"{folder}/"),
        ("127.0.0.1:8000", f"127.0.0.1:{site}"),
        ("rate=10r/s", "rate=1r/m"),  # this machine may be too busy for ten a second
    ):
        assert old in server
        server = server.replace(old, new)
    kept = "".join(
        f"{each}_temp_path {folder}/{each};\n"
        for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    # Its workers keep a large body in the folder of this test, so they run as who tests.
    who = "user root;\n" if os.geteuid() == 0 else ""
    file.write_text(
        f"{who}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{kept}{server}}}\n"
    )
    return file


def ask(port: int, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str, str]:
    """The status, the cookies and the text of an answer over HTTPS."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    connection = HTTPSConnection("127.0.0.1", port, context=trusting, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body or None, {"Host": HOST, **named})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, "; ".join(answer.headers.get_all("Set-Cookie", [])), text


def test_the_proxy_of_the_page_speaks_https_for_the_site(tmp_path: Path) -> None:
    make_store(tmp_path / "store", StoreSettings())
    write_certificate(tmp_path)
    port = free_port()
    with served(tmp_path / "store") as site:
        process = subprocess.Popen([str(NGINX), "-c", configuration(tmp_path, port, site)])
        try:
            for _ in range(100):
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            status, cookie, page = ask(port, "GET", "/sign-in")
            token = cookie.partition(";")[0]
            form = urlencode({**posted(page), "username": "nobody", "password": "x"}, doseq=True)
            kind = "application/x-www-form-urlencoded"
            sent = {"Content_Type": kind, "Cookie": token, "Referer": f"https://{HOST}/sign-in"}
            refused = ask(port, "POST", "/sign-in", form, **sent, X_Forwarded_For="192.0.2.1")
            large = ask(port, "POST", "/sign-in", "x" * 12_600_000, **sent)
            with ThreadPoolExecutor(8) as several:
                hurried = {*several.map(lambda _: ask(port, "GET", "/sign-in")[0], range(80))}
        finally:
            process.terminate()
            process.wait(timeout=20)

    assert status == 200
    assert token.startswith("__Host-csrftoken=")
    assert refused[0] == 422
    assert "not right" in refused[2]
    log = log_of(tmp_path / "store").read_text()
    assert "sign-in failed reason=password account=- address=127.0.0.1\n" in log
    assert "192.0.2.1" not in log
    assert large[0] == 413
    assert "What you sent is too large" in large[2]
    assert hurried == {200, 429}

"""Lets examples log in through Chromium, with their loopback listeners under noise.

Usage: browser_login.py HUE EXAMPLE.., where HUE is the built `hue` binary and the examples are built programs. Each is run
as it is, with settings from the environment alone. What it opens as the user's browser notes the address; the rest is done
here: the noise first, then Chromium.
"""

import os
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from browser import CLIENT_ID, CLIENT_SECRET, LOGIN, PASSWORD, answer, chromium, installed, log_in, wait
from checks import SECONDS, check, simulator
from selenium.webdriver.common.by import By

LAMP = "Kitchen"


def main(hue, examples):
    installed("xdg-open")
    for example in examples:
        with tempfile.TemporaryDirectory(prefix="login-") as folder:
            log_in_through(hue, example, Path(folder))
    print(f"browser_login: {len(examples)} examples logged in through the page, noise or not")


def log_in_through(hue, example, folder):
    name = Path(example).name
    port = free_port()
    authority, opened = folder / "ca.pem", folder / "opened"
    redirect = f"http://127.0.0.1:{port}/authorized"
    app = f"{CLIENT_ID}:{CLIENT_SECRET}:{redirect}"
    with simulator(hue, "--ca", str(authority), "--consent", "page", "--app", app) as base, chromium() as driver:
        environment = {
            **os.environ,
            "BROWSER": str(noting_browser(folder, opened)),
            "HUE_BASE_URL": base,
            "HUE_CA_FILE": str(authority),
            "HUE_CLIENT_ID": CLIENT_ID,
            "HUE_CLIENT_SECRET": CLIENT_SECRET,
            "HUE_REDIRECT_URI": redirect,
            "HUE_STORE": str(folder / "store"),
        }
        program = subprocess.Popen([example], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        try:
            url = note(opened, program)
            state = parse_qs(urlsplit(url).query)["state"][0]
            with ExitStack() as open_connections:
                make_noise(port, state, open_connections)
                driver.get(url)
                log_in(driver, LOGIN, PASSWORD)
                answer(driver, "allow")
                # A click returns before the page has gone.
                wait(driver, "the browser to leave Hue's page", lambda: driver.current_url.startswith(redirect))
                said = driver.find_element(By.TAG_NAME, "h1").text
                check(f"{name}: the browser ends at the listener's page", said == "Your permission has arrived", said)
                out, _ = program.communicate(timeout=SECONDS)
        finally:
            program.kill()
            program.wait()
        check(f"{name} ends well and lists the lamps", program.returncode == 0 and LAMP in out, (program.returncode, out))
        check(f"{name} listens no longer", not answers(port), port)


def noting_browser(folder, opened):
    """A program that xdg-open takes for a browser. The address appears whole or not at all."""
    script = folder / "browser"
    part, whole = shlex.quote(f"{opened}.part"), shlex.quote(str(opened))
    script.write_text(f"#!/bin/sh\nprintf %s \"$1\" >{part} && mv {part} {whole}\n", encoding="utf-8")
    script.chmod(0o700)
    return script


def note(opened, program):
    until = time.monotonic() + SECONDS
    while not opened.exists():
        check("the example opens a browser", program.poll() is None and time.monotonic() < until, program.returncode)
        time.sleep(0.05)
    return opened.read_text(encoding="utf-8")


def make_noise(port, state, open_connections):
    """What browsers, other programs and the curious send to a port; two connections stay open all the time."""
    for begun in (b"", b"GET /authorized?code=evil&st"):
        connection = open_connections.enter_context(socket.create_connection(("127.0.0.1", port), timeout=SECONDS))
        connection.sendall(begun)
    noise = [
        ("404", b"GET /favicon.ico HTTP/1.1\r\n\r\n"),
        ("405", b"OPTIONS /authorized HTTP/1.1\r\norigin: https://evil.example\r\n\r\n"),
        ("405", f"POST /authorized?code=evil&state={state} HTTP/1.1\r\ncontent-length: 0\r\n\r\n".encode()),
        ("400", b"GET /authorized?code=evil&state=another HTTP/1.1\r\n\r\n"),
        ("400", f"GET /authorized?code=a&code=b&state={state} HTTP/1.1\r\n\r\n".encode()),
        ("404", f"GET /elsewhere?code=evil&state={state} HTTP/1.1\r\n\r\n".encode()),
        ("431", b"GET / HTTP/1.1\r\nx: " + b"x" * (1 << 20)),
        ("400", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n"),
    ]
    for status, sent in noise:
        reply = say(port, sent)
        check(f"the listener answers {sent[:40]!r}", reply.startswith(f"HTTP/1.1 {status} ".encode()), reply[:60])


def say(port, sent):
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        try:
            connection.sendall(sent)
        except ConnectionError:
            pass  # It has heard enough.
        reply = b""
        try:
            while part := connection.recv(4096):
                reply += part
        except ConnectionError:
            pass
        return reply


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=SECONDS).close()
    except ConnectionRefusedError:
        return False
    return True


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    # All of this is on one machine.
    os.environ["no_proxy"] = "*"
    main(sys.argv[1], sys.argv[2:])

"""Sets our digest client against Apache httpd's mod_auth_digest, on loopback.

Usage: apache.py COMMAND [ARGUMENT..], where COMMAND redeems a code at HUE_BASE_URL with HUE_CLIENT_ID and
HUE_CLIENT_SECRET, and prints `redeemed` when that worked.
"""

import hashlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from checks import check

SERVER, MODULES = "/usr/sbin/apache2", "/usr/lib/apache2/modules"
REALM = "oauth2_client@api.meethue.com"
CLIENT_ID, CLIENT_SECRET = "apache-client", "apache-secret-0123"
TOKEN_PATH = "/v2/oauth2/token"
SECONDS = 20

CONFIG = """
ServerRoot "{folder}"
ServerName localhost
Listen 127.0.0.1:{port}
DefaultRuntimeDir "{folder}"
PidFile "{folder}/httpd.pid"
Mutex file:{folder} default
ErrorLog "{folder}/error.log"
User www-data
Group www-data

LoadModule mpm_prefork_module {modules}/mod_mpm_prefork.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authn_file_module {modules}/mod_authn_file.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule auth_digest_module {modules}/mod_auth_digest.so
LoadModule alias_module {modules}/mod_alias.so
LoadModule cgi_module {modules}/mod_cgi.so
StartServers 2

LogFormat "%m %U %>s" short
CustomLog "{folder}/access.log" short

ScriptAlias "{path}" "{folder}/token"
<Location "{path}">
    AuthType Digest
    AuthName "{realm}"
    AuthDigestProvider file
    AuthDigestQop auth
    AuthUserFile "{folder}/htdigest"
    Require valid-user
</Location>
"""

# A form with a grant gets a token; anything else shows that our request is not what the wire asks for.
SCRIPT = """#!/bin/sh
body=$(head -c "${CONTENT_LENGTH:-0}")
case "$REQUEST_METHOD $CONTENT_TYPE $body" in
"POST application/x-www-form-urlencoded"*"grant_type=authorization_code"*) ;;
*) printf 'Status: 400\\nContent-Type: application/json\\n\\n{"error":"invalid_request"}'; exit ;;
esac
printf 'Content-Type: application/json\\nCache-Control: no-store\\n\\n'
printf '{"access_token":"A1","expires_in":604799,"refresh_token":"R1","token_type":"bearer"}'
"""


def main(client):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with apache(folder) as base:
            output = redeem(client, base, CLIENT_SECRET)
            check("our client redeems through mod_auth_digest", "redeemed" in output, output)
            check("Apache saw a challenge and its answer", take_log(folder) == ["401", "200"], "another order of replies")
            output = redeem(client, base, "wrong")
            check("our client does not redeem with a wrong secret", "redeemed" not in output, output)
            check("our client answers a challenge once", take_log(folder) == ["401", "401"], "another order of replies")


@contextmanager
def apache(folder):
    """Runs a server of its own, below `folder` alone; yields its address."""
    if not Path(SERVER).exists():
        sys.exit(f"apache: {SERVER} is missing: `apt-get install apache2-bin`")
    port = write_files(folder)
    # A session of its own: Apache passes the signal that ends it on to its whole process group.
    command = [SERVER, "-D", "FOREGROUND", "-f", str(folder / "httpd.conf")]
    process = subprocess.Popen(command, start_new_session=True)
    try:
        wait_for(process, port, folder)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(SECONDS)


def write_files(folder):
    # Apache's workers run as another user.
    folder.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    values = {"folder": folder, "port": port, "modules": MODULES, "path": TOKEN_PATH, "realm": REALM}
    (folder / "httpd.conf").write_text(CONFIG.format(**values))
    (folder / "token").write_text(SCRIPT)
    (folder / "token").chmod(0o755)
    hashed = hashlib.md5(f"{CLIENT_ID}:{REALM}:{CLIENT_SECRET}".encode()).hexdigest()
    (folder / "htdigest").write_text(f"{CLIENT_ID}:{REALM}:{hashed}\n")
    return port


def wait_for(process, port, folder):
    deadline = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.05)
    log = folder / "error.log"
    sys.exit(f"apache: FAILED: it does not start\n{log.read_text() if log.exists() else ''}")


def redeem(client, base, secret):
    settings = {"HUE_BASE_URL": base, "HUE_CLIENT_ID": CLIENT_ID, "HUE_CLIENT_SECRET": secret}
    done = subprocess.run(client, env=os.environ | settings, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, end="", flush=True)
    return done.stdout


def take_log(folder):
    """The statuses of the token requests since the last look. A line is written after its reply was sent."""
    log, lines = folder / "access.log", []
    deadline = time.monotonic() + 2
    while len(lines) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
        lines = [line for line in log.read_text().splitlines() if line.startswith(f"POST {TOKEN_PATH} ")]
    log.write_text("")
    print(*(f"apache: {line}" for line in lines), sep="\n", flush=True)
    return [line.split()[-1] for line in lines]


if __name__ == "__main__":
    main(sys.argv[1:])

"""Walks the simulator with clients that others wrote: requests-oauthlib, requests and curl.

Usage: real.py HUE, where HUE is the built `hue` binary.
"""

import json
import re
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from checks import SECONDS, check, simulator
from requests.auth import HTTPBasicAuth, HTTPDigestAuth
from requests_oauthlib import OAuth2Session

CLIENT_ID, CLIENT_SECRET = "real-client", "real-secret-0123"
BASIC = HTTPBasicAuth(CLIENT_ID, CLIENT_SECRET)
# Never fetched: the walk reads the callback from the Location header.
REDIRECT = "https://client.example/authorized"


def main(hue):
    with cloud(hue) as (base, ca):
        walk_with_requests_oauthlib(base, ca)
        redeem_with_requests_digest(base, ca)
        redeem_with_curl_digest(base, ca)
    print("real: requests-oauthlib, requests and curl got what the wire promises")


@contextmanager
def cloud(hue, *arguments):
    """A simulator that knows this client and consents; yields its address and the file of its certificate."""
    with tempfile.TemporaryDirectory() as folder:
        ca = Path(folder, "ca.pem")
        app = f"{CLIENT_ID}:{CLIENT_SECRET}:{REDIRECT}"
        with simulator(hue, "--ca", str(ca), "--app", app, "--consent", "auto", *arguments) as base:
            check("`hue sim --ca` wrote its certificate", ca.is_file(), ca)
            yield base, ca


def log_in(base, ca):
    """A session with its first tokens."""
    oauth = OAuth2Session(CLIENT_ID, redirect_uri=REDIRECT, pkce="S256")
    # Neither a proxy nor another certificate from the environment.
    oauth.trust_env, oauth.verify = False, str(ca)
    address, state = oauth.authorization_url(f"{base}/v2/oauth2/authorize")
    asked = parse_qs(urlsplit(address).query)
    check("requests-oauthlib asks with PKCE", asked.get("code_challenge_method") == ["S256"], asked)
    callback = authorize(address, state, plain(ca))
    token = oauth.fetch_token(token_url(base), authorization_response=callback, auth=BASIC, timeout=SECONDS)
    check_token("requests-oauthlib redeems with Basic and PKCE", token)
    return oauth, token


def walk_with_requests_oauthlib(base, ca):
    oauth, first = log_in(base, ca)
    key = link(base, oauth)
    light = list_lights(base, oauth, key)
    switch_on(base, oauth, key, light)

    second = oauth.refresh_token(token_url(base), auth=BASIC, timeout=SECONDS)
    check_token("requests-oauthlib renews", second)
    changed = all(first[name] != second[name] for name in ("access_token", "refresh_token"))
    check("a renewal changes both tokens", changed, "one of them is the old one")
    list_lights(base, oauth, key)
    old = plain(ca).get(lights(base), headers=bearer(first) | application(key), timeout=SECONDS)
    check("the old access token is refused", old.status_code == 401, old.status_code)
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    old = plain(ca).post(token_url(base), data=form, auth=BASIC, timeout=SECONDS)
    check("the old refresh token is refused", old.status_code in (400, 401), old.status_code)


def link(base, oauth):
    reply = oauth.put(f"{base}/route/api/0/config", json={"linkbutton": True}, timeout=SECONDS)
    wanted = [{"success": {"/config/linkbutton": True}}]
    check("the link button is pressed", (reply.status_code, reply.json()) == (200, wanted), reply.text)
    body = {"devicetype": "real#ci", "generateclientkey": True}
    reply = oauth.post(f"{base}/route/api", json=body, timeout=SECONDS)
    user = reply.json()[0].get("success", {})
    made = reply.status_code == 200 and len(user.get("username", "")) == 40 and len(user.get("clientkey", "")) == 32
    check("an application key is made", made, reply.status_code)
    return user["username"]


def list_lights(base, oauth, key):
    reply = oauth.get(lights(base), headers=application(key), timeout=SECONDS)
    check("the lights are listed", reply.status_code == 200, reply.status_code)
    answer = reply.json()
    check("no error stands beside the lights", answer["errors"] == [] and answer["data"], answer["errors"])
    return answer["data"][0]


def switch_on(base, oauth, key, light):
    address = f"{lights(base)}/{light['id']}"
    reply = oauth.put(address, json={"on": {"on": True}}, headers=application(key), timeout=SECONDS)
    changed = [item["rid"] for item in reply.json()["data"]]
    check("a light is switched on", (reply.status_code, changed) == (200, [light["id"]]), reply.text)
    reply = oauth.get(address, headers=application(key), timeout=SECONDS)
    check("the light is on", reply.json()["data"][0]["on"] == {"on": True}, reply.text)


def redeem_with_requests_digest(base, ca):
    session = plain(ca)
    address, form = authorization_without_pkce(base)
    form["code"] = code_of(authorize(address, "digest-state", session))
    digest = HTTPDigestAuth(CLIENT_ID, CLIENT_SECRET)
    reply = session.post(f"{base}/v2/oauth2/token", data=form, auth=digest, timeout=SECONDS)
    statuses = [earlier.status_code for earlier in reply.history] + [reply.status_code]
    check("requests answers the digest challenge", statuses == [401, 200], statuses)
    check_token("requests redeems with Digest", reply.json())


def redeem_with_curl_digest(base, ca):
    address, form = authorization_without_pkce(base)
    distrust = subprocess.run(curl(address), capture_output=True, check=False).returncode
    check("curl distrusts the simulator without --cacert", distrust == 60, f"exit status {distrust}")
    trust = ["--cacert", str(ca)]
    status, callback = run(curl(address, "--output", "/dev/null", "--write-out", "%{http_code} %{redirect_url}", *trust)).split()
    check("curl is redirected by the authorize page", status == "302", status)
    form["code"] = code_of(callback)
    fields = [part for name, value in form.items() for part in ("--data-urlencode", f"{name}={value}")]
    login = ["--digest", "--user", f"{CLIENT_ID}:{CLIENT_SECRET}"]
    body = run(curl(f"{base}/v2/oauth2/token", "--fail-with-body", *login, *fields, *trust))
    token = json.loads(body)
    check_token("curl redeems with Digest", token)
    header = ["--header", f"Authorization: Bearer {token['access_token']}"]
    config = json.loads(run(curl(f"{base}/route/api/0/config", "--fail-with-body", *header, *trust)))
    check("curl reads the bridge's id", re.fullmatch("[0-9A-Fa-f]{16}", config["bridgeid"]), config.get("bridgeid"))


def curl(address, *arguments):
    """--disable comes first, so that no curlrc counts."""
    return ["curl", "--disable", "--silent", "--show-error", "--noproxy", "*", "--max-time", str(SECONDS), *arguments, address]


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    check("curl ends well", done.returncode == 0, f"exit status {done.returncode}")
    return done.stdout


def authorization_without_pkce(base):
    query = {"client_id": CLIENT_ID, "response_type": "code", "state": "digest-state", "redirect_uri": REDIRECT}
    form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT}
    return f"{base}/v2/oauth2/authorize?{urlencode(query)}", form


def authorize(address, state, session):
    reply = session.get(address, allow_redirects=False, timeout=SECONDS)
    check("the authorize page redirects", reply.status_code == 302, reply.status_code)
    callback = reply.headers["Location"]
    check("it redirects to the application", callback.startswith(f"{REDIRECT}?"), urlsplit(callback).netloc)
    check("the state comes back", parse_qs(urlsplit(callback).query).get("state") == [state], state)
    return callback


def code_of(callback):
    codes = parse_qs(urlsplit(callback).query).get("code", [])
    check("the callback carries one code", len(codes) == 1, len(codes))
    return codes[0]


def check_token(what, token):
    whole = all(token.get(name) for name in ("access_token", "refresh_token", "expires_in"))
    check(what, whole and token["token_type"].lower() == "bearer", sorted(token))


def plain(ca):
    session = requests.Session()
    session.trust_env, session.verify = False, str(ca)
    return session


def bearer(token):
    return {"Authorization": f"Bearer {token['access_token']}"}


def application(key):
    return {"hue-application-key": key}


def token_url(base):
    return f"{base}/v2/oauth2/token"


def lights(base):
    return f"{base}/route/clip/v2/resource/light"


if __name__ == "__main__":
    main(sys.argv[1])

"""Walks through the simulator's login-and-consent page with Chromium, driven by Selenium, and checks it with axe-core.

Usage: browser.py HUE, where HUE is the built `hue` binary,
   or: browser.py --click allow|deny URL, which logs in at URL as the person that `hue sim` knows, and answers: a browser
       for programs that open one.
"""

import base64
import json
import os
import shutil
import sys
import tempfile
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, Queue
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

from checks import SECONDS, check, simulator
from selenium.common.exceptions import TimeoutException
from selenium.webdriver import ActionChains, Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

CLIENT_ID, CLIENT_SECRET = "browser-client", "browser-secret-0123"
LOGIN, PASSWORD = "demo", "demo"
APPLICATION, BRIDGE = "Demo application", "Demo bridge"
CODE_SECONDS = 600
PARTS = [
    ("banner", ""),
    ("main", ""),
    ("heading", f"Allow {APPLICATION} to control your lights?"),
    ("textbox", "Login"),
    ("textbox", "Password"),
    ("button", "Allow"),
    ("button", "Do not allow"),
]


def main(hue):
    with application() as back, simulator(hue, *asking(back)) as base, chromium() as driver:
        allow_and_redeem(driver, base, back)
        deny(driver, base, back)
        mistype_the_password(driver, base, back)
        redeem_too_late(driver, base, back)
        use_only_the_keyboard(driver, base, back)
        read_with_axe(driver, base, back)
    print("browser: the page got a person where the person wanted to go")


def click_through(decision, url):
    with chromium() as driver:
        driver.get(url)
        log_in(driver, LOGIN, PASSWORD)
        answer(driver, decision)
        page = urlsplit(url).netloc
        wait(driver, "the browser is sent back", lambda: urlsplit(driver.current_url).netloc != page)


# The people, the programs and the pages.


def asking(back):
    """How `hue sim` is told to ask on its page. Without TLS: the browser knows none of its certificates."""
    app = f"{CLIENT_ID}:{CLIENT_SECRET}:{back.address}"
    return ["--plain", "--consent", "page", "--app", app]


@contextmanager
def chromium():
    """A browser with nothing in it. Its parts are Debian's: nothing is looked for, and nothing downloaded."""
    options = ChromeOptions()
    options.binary_location = installed("chromium")
    # Who follows an https address here talks to a simulator on this machine, whose authority no browser knows.
    options.accept_insecure_certs = True
    driver = ChromeService(executable_path=installed("chromedriver"))
    with tempfile.TemporaryDirectory(prefix="browser-") as profile:
        # No sandbox: root has none, and only pages of ours are opened.
        for switch in (
            "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic --no-first-run"
            " --no-proxy-server --disable-background-networking --disable-component-update --disable-sync"
        ).split():
            options.add_argument(switch)
        options.add_argument(f"--user-data-dir={profile}")
        browser = Chrome(options=options, service=driver)
        try:
            browser.set_page_load_timeout(SECONDS)
            browser.set_script_timeout(SECONDS)
            # Without a window nothing has the focus; the page is to behave as one that a person looks at.
            browser.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
            yield browser
        finally:
            browser.quit()


def installed(program):
    path = shutil.which(program)
    if path is None:
        sys.exit(f"browser: FAILED: {program} is missing; on Debian: apt-get install chromium chromium-driver")
    return path


class Application:
    """What the browser is sent back to."""

    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}/authorized"
        self.requests = Queue()

    def callback(self):
        """The parameters that the browser brought."""
        try:
            query = self.requests.get(timeout=SECONDS)
        except Empty:
            check("the browser is sent back to the application", False, f"nothing for {SECONDS} seconds")
        return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def application():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path, _, query = self.path.partition("?")
            known = path == "/authorized"
            if known:
                back.requests.put(query)
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<!DOCTYPE html><title>Back</title>")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    back = Application(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield back
        check("nobody came back unasked", back.requests.empty(), back.requests.qsize())
    finally:
        server.shutdown()
        server.server_close()


# What a person does.


def open_page(driver, base, back, state):
    query = {"client_id": CLIENT_ID, "response_type": "code", "state": state, "redirect_uri": back.address}
    driver.get(f"{base}/v2/oauth2/authorize?{urlencode(query)}")


def log_in(driver, login, password):
    for name, text in (("login", login), ("password", password)):
        field = driver.find_element(By.NAME, name)
        field.clear()
        field.send_keys(text)


def answer(driver, decision):
    driver.find_element(By.CSS_SELECTOR, f"button[value={decision}]").click()


# What is tried.


def allow_and_redeem(driver, base, back):
    open_page(driver, base, back, "allow")
    said = driver.find_element(By.TAG_NAME, "main").text
    check("the page names the application and the bridge", APPLICATION in said and BRIDGE in said, said)
    log_in(driver, LOGIN, PASSWORD)
    answer(driver, "allow")
    token = redeem(base, back, code_of(back, "allow"))
    reply = fetch(f"{base}/route/api/0/config", token=token.get("access_token", ""))
    check("the tokens open that bridge", reply.get("name") == BRIDGE, reply)


def deny(driver, base, back):
    open_page(driver, base, back, "deny")
    answer(driver, "deny")
    brought = back.callback()
    told = (brought.get("error"), brought.get("state"), "code" in brought)
    check("who does not allow sends an error back", told == ("access_denied", "deny", False), told)


def mistype_the_password(driver, base, back):
    open_page(driver, base, back, "mistyped")
    log_in(driver, LOGIN, "not the password")
    answer(driver, "allow")
    wait(driver, "a wrong password is said to be one", lambda: controls(driver, "alert"))
    login, password = (driver.find_element(By.NAME, name) for name in ("login", "password"))
    typed = login.get_property("value"), password.get_property("value")
    check("the login is kept, the password is not", typed == (LOGIN, ""), typed)
    here = driver.switch_to.active_element
    check("the password is the next thing to type", here == password and is_outlined(here), here.accessible_name)
    said = driver.find_element(By.CSS_SELECTOR, "[role=alert]")
    check("what is wrong is there to read", said.is_displayed() and "wrong" in said.text, said.text)
    ties = [(field.get_attribute("aria-invalid"), *described_by(field)) for field in (login, password)]
    check("it is tied to both fields", all(tie[:2] == ("true", said.get_attribute("id")) for tie in ties), ties)
    password.send_keys(PASSWORD, Keys.ENTER)
    redeem(base, back, code_of(back, "mistyped"))


def redeem_too_late(driver, base, back):
    open_page(driver, base, back, "late")
    log_in(driver, LOGIN, PASSWORD)
    answer(driver, "allow")
    code = code_of(back, "late")
    fetch(f"{base}/_sim/advance", json.dumps({"seconds": CODE_SECONDS + 1}).encode())
    refused = exchange(base, back, code)
    check("a code that is over is refused", refused.get("error") == "invalid_grant", sorted(refused))


def use_only_the_keyboard(driver, base, back):
    open_page(driver, base, back, "keys")
    reached = []
    for text in (LOGIN, PASSWORD, None, None):
        press(driver, Keys.TAB)
        here = driver.switch_to.active_element
        reached.append((here.accessible_name, is_outlined(here)))
        if text:
            press(driver, text)
    wanted = [(name, True) for name in ("Login", "Password", "Allow", "Do not allow")]
    check("Tab goes from one control to the next, for all to see", reached == wanted, reached)
    ActionChains(driver).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).send_keys(Keys.ENTER).perform()
    redeem(base, back, code_of(back, "keys"))


def read_with_axe(driver, base, back):
    papers = []
    for colours in ("light", "dark"):
        feature = {"name": "prefers-color-scheme", "value": colours}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
        open_page(driver, base, back, "axe")
        papers.append(driver.find_element(By.TAG_NAME, "body").value_of_css_property("background-color"))
        parts = controls(driver, *{role for role, _ in PARTS})
        check("every part of the page has a role and a name", parts == PARTS, parts)
        check_with_axe(driver, f"the page ({colours})", {"color-contrast", "label", "button-name"})
        answer(driver, "allow")
        wait(driver, "an answer without a login is refused", lambda: controls(driver, "alert"))
        check_with_axe(driver, f"the page after a mistake ({colours})", {"color-contrast", "aria-valid-attr-value"})
        driver.get(f"{base}/v2/oauth2/authorize?client_id=nobody")
        check_with_axe(driver, f"the page that refuses ({colours})", {"color-contrast", "page-has-heading-one"})
    check("dark is another colour than light", papers[0] != papers[1], papers)


# What is looked at.


def controls(driver, *roles):
    """What the browser tells a screen reader: role and name of each node of these roles, level by level."""
    nodes = driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    seen = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"]]
    return [(role, name) for role, name in seen if role in roles]


def is_outlined(element):
    style, width = (element.value_of_css_property(f"outline-{part}") for part in ("style", "width"))
    return style != "none" and width != "0px"


def described_by(element):
    return element.get_attribute("aria-describedby").split()


def check_with_axe(driver, what, wanted):
    """No rule of axe-core is broken, those that are wanted were among the rules that applied, and nothing is cut off."""
    driver.execute_script(axe())
    found = driver.execute_async_script("axe.run().then(arguments[0])")
    broken = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]]
    check(f"axe-core finds nothing wrong with {what}", broken == [], broken)
    passed = {rule["id"] for rule in found["passes"]}
    check("axe-core has looked", wanted <= passed, wanted - passed)
    # As wide as 1280 pixels are at a zoom of 400 %, and as a small phone.
    metrics = {"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    width = driver.execute_script("return document.documentElement.scrollWidth")
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    check(f"{what} fits a narrow screen", width == metrics["width"], width)


def axe():
    """axe-core, as the package brings it; that package's own code is not used."""
    folder = find_spec("axe_playwright_python").submodule_search_locations[0]
    return Path(folder, "axe.min.js").read_text(encoding="utf-8")


def press(driver, *keys):
    ActionChains(driver).send_keys(*keys).perform()


def wait(driver, what, until):
    try:
        WebDriverWait(driver, SECONDS).until(lambda _: until())
    except TimeoutException:
        check(what, False, f"nothing for {SECONDS} seconds")
    check(what, True, None)


def code_of(back, state):
    brought = back.callback()
    whole = "code" in brought and brought.get("state") == state
    check("who allows sends a code and the state back", whole, sorted(brought))
    return brought["code"]


def redeem(base, back, code):
    token = exchange(base, back, code)
    whole = all(token.get(name) for name in ("access_token", "refresh_token", "expires_in"))
    check("the code becomes tokens", whole, token.get("error", sorted(token)))
    return token


def exchange(base, back, code):
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back.address}
    return fetch(f"{base}/v2/oauth2/token", urlencode(form).encode(), basic=f"{CLIENT_ID}:{CLIENT_SECRET}")


def fetch(address, body=None, basic=None, token=None):
    """The JSON of a reply of any status."""
    request = Request(address, data=body)
    if basic:
        request.add_header("Authorization", f"Basic {base64.b64encode(basic.encode()).decode()}")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urlopen(request, timeout=SECONDS) as reply:
            return json.load(reply)
    except HTTPError as refusal:
        with refusal:
            return json.load(refusal)


if __name__ == "__main__":
    # All of this is on one machine.
    os.environ["no_proxy"] = "*"
    match sys.argv[1:]:
        case ["--click", ("allow" | "deny") as decision, url]:
            click_through(decision, url)
        case [hue] if not hue.startswith("-"):
            main(hue)
        case _:
            sys.exit(__doc__)

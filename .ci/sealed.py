"""Opens what a sealed store holds by libsodium, from the description of its format alone, and seals for it in turn.

Usage: sealed.py SEALED_STORE, where SEALED_STORE is the built example of that name.
"""

import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import nacl.bindings
import nacl.exceptions
import nacl.pwhash
from checks import check

KEY, PASSPHRASE = b"a key of thirty-two bytes, exact", b"correct horse battery staple"
FIXTURES = Path(__file__).parent.parent / "hue-store/tests/fixtures"


def main(program):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([program, "write", folder], check=True)
        plain = (folder / "plain/ann.json").read_bytes()
        for seal in ("key", "passphrase"):
            check_opens(f"a record sealed by {seal}", (folder / seal / "ann.json").read_bytes(), plain)
            fixture = (FIXTURES / f"sealed_1_{seal}.json").read_bytes()
            check_opens(f"the fixture sealed by {seal}", fixture, (FIXTURES / "record_1.json").read_bytes().rstrip())
        seal_for(folder / "key", KEY, {}, plain)
        # Other costs than ours, and of our own choice.
        costs = {"memory": 64, "passes": 3, "lanes": 1, "salt": text(os.urandom(16))}
        seal_for(folder / "passphrase", derive(costs), {"argon2id": costs}, plain)
        read = subprocess.run([program, "read", folder], check=True, stdout=subprocess.PIPE).stdout
        check("hue-store opens what libsodium sealed", read.splitlines() == [plain, plain], len(read))
    print("sealed: libsodium and hue-store open what the other has sealed")


def check_opens(what, sealed, plain):
    envelope = json.loads(sealed)
    names = {"version", "sealed", "key", "nonce", "text"} | ({"argon2id"} & envelope.keys())
    check(f"{what} has the fields that are described", envelope.keys() == names, sorted(envelope))
    said = (envelope["version"], envelope["sealed"])
    check(f"{what} says how it is sealed", said == (1, "xchacha20poly1305"), said)
    key = derive(envelope["argon2id"]) if "argon2id" in envelope else KEY
    check(f"{what} names its key", bytes_of(envelope["key"]) == key_id(key), envelope["key"])
    parts = (bytes_of(envelope["text"]), bound("ann"), bytes_of(envelope["nonce"]), key)
    opened = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(*parts)
    check(f"{what} is opened by libsodium", opened == plain, f"{len(opened)} other bytes")
    try:
        nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(parts[0], bound("ben"), *parts[2:])
        check(f"{what} is bound to its account", False, "it opens for another")
    except nacl.exceptions.CryptoError:
        check(f"{what} is bound to its account", True, None)


def seal_for(folder, key, derivation, plain):
    nonce = os.urandom(24)
    sealed = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, bound("ben"), nonce, key)
    envelope = {"version": 1, "sealed": "xchacha20poly1305", "key": text(key_id(key))} | derivation
    path = folder / "ben.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(envelope | {"nonce": text(nonce), "text": text(sealed)}))


def derive(costs):
    # Libsodium has one lane, and so have we.
    memory, salt = costs["memory"] * 1024, bytes_of(costs["salt"])
    return nacl.pwhash.argon2id.kdf(32, PASSPHRASE, salt, opslimit=costs["passes"], memlimit=memory)


def key_id(key):
    return hashlib.sha256(b"hue-store key id\0" + key).digest()[:8]


def bound(account):
    return b"hue-store 1\0" + account.encode()


def bytes_of(encoded):
    return base64.b64decode(encoded, validate=True)


def text(plain):
    return base64.b64encode(plain).decode()


if __name__ == "__main__":
    main(*sys.argv[1:])

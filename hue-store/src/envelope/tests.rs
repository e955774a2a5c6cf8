use super::*;
use std::sync::LazyLock;

const ACCOUNT: &str = "ann";
const KEY: [u8; 32] = *b"a key of thirty-two bytes, exact";
const PASSPHRASE: &str = "correct horse battery staple";
const CHEAP: Costs = Costs { memory: 8, passes: 1, lanes: 1 };

static JSON: LazyLock<String> = LazyLock::new(|| {
    let snapshot = hue_sim::linked().1.snapshot().to_json();
    format!(r#"{{"version":1,"stamp":"{:032x}","snapshot":{}}}"#, 7, &*snapshot)
});

fn record() -> Record {
    Record::from_json(JSON.as_bytes()).unwrap()
}

fn sealed(seal: &Seal) -> Vec<u8> {
    encode(ACCOUNT, &record(), Some(seal)).unwrap().to_vec()
}

/// By a passphrase that is not worth much, so that many can be opened.
fn sealed_cheaply(passphrase: &str, derivation: Derivation) -> Vec<u8> {
    let key = Seal::derived(passphrase, derivation);
    let sealed = Sealed { derivation: Some(derivation), ..key.seal(ACCOUNT, JSON.as_bytes()).unwrap() };
    serde_json::to_vec(&Envelope::new(&sealed)).unwrap()
}

fn cheap(salt: u8) -> Derivation {
    Derivation { costs: CHEAP, salt: [salt; 16] }
}

fn check(bytes: &[u8], seal: Option<&Seal>, expected: Result<(), Unreadable>) {
    match (decode(ACCOUNT, bytes, seal), expected) {
        (Ok(record), Ok(())) => assert_eq!(&*record.to_json(), &**JSON),
        (Ok(_), Err(expected)) => panic!("opened, and not {expected}"),
        (Err(unreadable), expected) => assert_eq!(Err(unreadable), expected),
    }
}

fn malformed() -> Unreadable {
    Unreadable::Malformed(Malformed::new(ENVELOPE))
}

#[test]
fn what_was_sealed_is_opened_by_its_key_and_by_no_other() {
    let (key, passphrase) = (Seal::with_key(KEY), Seal::with_passphrase(PASSPHRASE));
    for (seal, bytes) in [(&key, sealed(&key)), (&passphrase, sealed(&passphrase))] {
        check(&bytes, Some(seal), Ok(()));
        check(&bytes, None, Err(Unreadable::Sealed));
        for other in [Seal::with_key([0; 32]), Seal::with_passphrase("another")] {
            check(&bytes, Some(&other), Err(Unreadable::WrongKey));
        }
    }
    check(&sealed(&key), Some(&passphrase), Err(Unreadable::WrongKey));
    check(&sealed(&passphrase), Some(&key), Err(Unreadable::WrongKey));
    // Another handle, which has derived no key yet.
    check(&sealed(&passphrase), Some(&Seal::with_passphrase(PASSPHRASE)), Ok(()));
}

#[test]
fn nothing_sealed_shows_a_secret_and_no_two_are_alike() {
    let seal = Seal::with_key(KEY);
    let (one, other) = (sealed(&seal), sealed(&seal));
    assert_ne!(one, other);
    let text = String::from_utf8(one).unwrap();
    for word in JSON.split('"').filter(|word| word.len() > 6 && !["version"].contains(word)) {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[test]
fn a_seal_believes_nothing_that_is_not_sealed() {
    check(JSON.as_bytes(), None, Ok(()));
    check(JSON.as_bytes(), Some(&Seal::with_key(KEY)), Err(Unreadable::NotSealed));
}

#[test]
fn what_is_put_in_the_place_of_another_accounts_is_noticed() {
    let seal = Seal::with_key(KEY);
    let bens = encode("ben", &record(), Some(&seal)).unwrap();
    check(&bens, Some(&seal), Err(Unreadable::NotAuthentic));
}

/// Of a key's and of a passphrase's.
#[test]
fn a_changed_bit_anywhere_is_an_error() {
    let (key, passphrase) = (Seal::with_key(KEY), Seal::with_passphrase(PASSPHRASE));
    for (seal, whole) in [(&key, sealed(&key)), (&passphrase, sealed_cheaply(PASSPHRASE, cheap(1)))] {
        check(&whole, Some(seal), Ok(()));
        let mut seen = [0; 3];
        for bit in 0..whole.len() * 8 {
            let mut changed = whole.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            match decode(ACCOUNT, &changed, Some(seal)) {
                Err(Unreadable::Malformed(_)) => seen[0] += 1,
                Err(Unreadable::WrongKey) => seen[1] += 1,
                Err(Unreadable::NotAuthentic) => seen[2] += 1,
                other => panic!("bit {bit}: {other:?}"),
            }
        }
        assert!(seen.iter().all(|count| *count > 50), "{seen:?}");
    }
}

#[test]
fn the_next_version_is_read_and_no_later_one() {
    let seal = Seal::with_key(KEY);
    let whole = String::from_utf8(sealed(&seal)).unwrap();
    let with = |start: &str| whole.replace(r#"{"version":1,"#, start).into_bytes();
    check(&with(r#"{"version":2,"new":["what it is"],"#), Some(&seal), Ok(()));
    check(&with(r#"{"version":3,"#), Some(&seal), Err(malformed()));
    check(&with(r#"{"version":0,"#), Some(&seal), Err(malformed()));
}

#[test]
fn other_costs_are_read_and_not_written() {
    let seal = Seal::with_passphrase(PASSPHRASE);
    check(&sealed_cheaply(PASSPHRASE, cheap(1)), Some(&seal), Ok(()));
    let ours = String::from_utf8(sealed(&seal)).unwrap();
    assert!(ours.contains(r#""argon2id":{"memory":19456,"passes":2,"lanes":1,"#), "{ours}");
}

#[test]
fn costs_that_nobody_can_bear_are_refused_unpaid() {
    let seal = Seal::with_passphrase(PASSPHRASE);
    let whole = String::from_utf8(sealed_cheaply(PASSPHRASE, cheap(1))).unwrap();
    for costs in ["262145,\"passes\":1,\"lanes\":1", "8,\"passes\":17,\"lanes\":1", "8,\"passes\":1,\"lanes\":2"] {
        let changed = whole.replace("8,\"passes\":1,\"lanes\":1", costs);
        assert_ne!(changed, whole);
        check(changed.as_bytes(), Some(&seal), Err(malformed()));
    }
}

/// Whoever wrote it may have tried all words with it.
#[test]
fn a_salt_that_opened_nothing_is_not_sealed_with() {
    let seal = Seal::with_passphrase(PASSPHRASE);
    let planted = Derivation { costs: Costs { memory: 19456, passes: 2, lanes: 1 }, salt: [0; 16] };
    check(&sealed_cheaply("somebody else's", planted), Some(&seal), Err(Unreadable::WrongKey));
    let ours = String::from_utf8(sealed(&seal)).unwrap();
    assert!(!ours.contains(&STANDARD.encode([0; 16])), "{ours}");
    // One that did is, so that a program derives once.
    let other = Seal::with_passphrase(PASSPHRASE);
    check(ours.as_bytes(), Some(&other), Ok(()));
    let salt =
        |text: &str| text.split(r#""salt":""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    assert_eq!(salt(&String::from_utf8(sealed(&other)).unwrap()), salt(&ours));
}

/// Sealed by version 1, and readable for ever.
#[test]
fn what_was_sealed_once_is_opened_still() {
    let opened = include_str!("../../tests/fixtures/record_1.json").trim_end();
    for (fixture, seal) in [
        (include_str!("../../tests/fixtures/sealed_1_key.json"), Seal::with_key(KEY)),
        (include_str!("../../tests/fixtures/sealed_1_passphrase.json"), Seal::with_passphrase(PASSPHRASE)),
    ] {
        let record = decode(ACCOUNT, fixture.as_bytes(), Some(&seal)).unwrap();
        assert_eq!(&*record.to_json(), opened);
    }
}

#[test]
fn neither_seals_nor_errors_show_a_key() {
    let (key, passphrase) = (Seal::with_key(KEY), Seal::with_passphrase(PASSPHRASE));
    let mut shown = vec![format!("{key:?} {passphrase:?} {key:#?}")];
    let torn = &sealed(&key)[..200];
    for (bytes, seal) in
        [(torn, &key), (&*sealed(&key), &passphrase), (JSON.as_bytes(), &key), (b"{\"sealed\":1}", &key)]
    {
        let unreadable = decode(ACCOUNT, bytes, Some(seal)).unwrap_err();
        shown.push(format!("{unreadable} {unreadable:?}"));
    }
    let secrets = JSON.split('"').filter(|word| word.len() > 20);
    for secret in secrets.chain(["thirty-two", "correct horse", &STANDARD.encode(KEY), "97, 32, 107"]) {
        assert!(!shown.iter().any(|shown| shown.contains(secret)), "{secret} in {shown:?}");
    }
}

//! A story that was struck may fail its own assertions. Nothing else may panic.

use crate::stage::Over;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Of the panic that is caught on this thread: where, and what it said. `None`: panics are not caught.
    static CAUGHT: RefCell<Option<String>> = const { RefCell::new(None) };
}

static LISTENS: Once = Once::new();

/// What `tell` came to. `None` where the story ended early: by a blow, or by an assertion of its own that counts on
/// there being none. A panic of anybody else is an error.
pub(super) fn caught<T>(tell: impl FnOnce() -> T) -> Result<Option<T>, String> {
    LISTENS.call_once(listen);
    CAUGHT.set(Some(String::new()));
    let told = panic::catch_unwind(AssertUnwindSafe(tell));
    let said = CAUGHT.take().unwrap_or_default();
    match told {
        Ok(told) => Ok(Some(told)),
        Err(payload) if payload.is::<Over>() => Ok(None),
        Err(_) if said.starts_with(STORIES) => Ok(None),
        Err(_) => Err(format!("panicked at {said}")),
    }
}

fn listen() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let is_caught = CAUGHT.with_borrow_mut(|caught| caught.as_mut().map(|said| *said = info.to_string()).is_some());
        if !is_caught {
            print(info);
        }
    }));
}

/// `info.to_string()` begins so where a story panics.
const STORIES: &str = concat!("panicked at ", "tests/src/table/");

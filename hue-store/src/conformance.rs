//! What every store must do, for whoever writes one.
//!
//! ```
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! hue_store::conformance::check(|| async { hue_store::File::new(folder.path().join("accounts")) }).await?;
//! # Ok(())
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(run()).unwrap();
//! ```

mod broken;
mod pair;
mod races;
mod records;
mod rules;

pub use broken::Broken;

use hue_tokio::Store;
use pair::Pair;
use std::error::Error;

/// Whether a store does what [`Store`] says, as far as can be seen from outside: swaps, accounts with odd names, many
/// contenders, and what is there when it is opened again.
///
/// `open` is called several times, and opens the same store each time, as another program would. It must be empty, and is so again
/// when all is well. A store that blocks is one too. Run it on a runtime with several threads: on one, contenders take
/// turns.
///
/// Fails with the first rule that does not hold, or with the store's own error.
pub async fn check<S, E, F>(open: impl Fn() -> F) -> Result<(), Broken>
where
    S: Store,
    E: Error + Send + Sync + 'static,
    F: Future<Output = Result<S, E>>,
{
    let pair = Pair::open(&open).await?;
    rules::check(&pair).await?;
    races::check(&pair).await?;
    let kept = rules::leave(&pair).await?;
    drop(pair);
    rules::find_again(&Pair::open(&open).await?, &kept).await
}

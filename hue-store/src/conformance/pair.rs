//! Two handles of one store.

use super::Broken;
use super::broken::{expect_no, expect_yes};
use hue_proto::keep::{Record, Stamp, Swapped};
use hue_tokio::Store;
use std::error::Error;
use std::sync::Arc;

/// What one writes, the other reads: a handle that remembers by itself what is stored is found out.
pub(super) struct Pair<S> {
    pub(super) one: Arc<S>,
    pub(super) other: Arc<S>,
}

impl<S: Store> Pair<S> {
    pub(super) async fn open<E, F>(open: &impl Fn() -> F) -> Result<Self, Broken>
    where
        E: Error + Send + Sync + 'static,
        F: Future<Output = Result<S, E>>,
    {
        let one = open().await.map_err(|error| Broken::failed("a store can be opened", error))?;
        let other = open().await.map_err(|error| Broken::failed("a store can be opened twice", error))?;
        Ok(Self { one: Arc::new(one), other: Arc::new(other) })
    }

    pub(super) async fn swap(
        &self,
        rule: &'static str,
        account: &str,
        expected: Option<Stamp>,
        new: Option<&Record>,
    ) -> Result<Swapped, Broken> {
        self.one.swap(account, expected, new).await.map_err(|error| Broken::failed(rule, error))
    }

    /// Swaps, and wants that it is done.
    pub(super) async fn put(
        &self,
        rule: &'static str,
        account: &str,
        expected: Option<&Record>,
        new: Option<&Record>,
    ) -> Result<(), Broken> {
        let swapped = self.swap(rule, account, expected.map(Record::stamp), new).await?;
        expect_yes(rule, &swapped)
    }

    /// Swaps, and wants that it is not done, because of what stands there.
    pub(super) async fn refuse(
        &self,
        rule: &'static str,
        account: &str,
        expected: Option<&Record>,
        new: Option<&Record>,
        stands: Option<&Record>,
    ) -> Result<(), Broken> {
        let swapped = self.swap(rule, account, expected.map(Record::stamp), new).await?;
        expect_no(rule, &swapped, stands)
    }

    pub(super) async fn load(&self, rule: &'static str, account: &str) -> Result<Option<Record>, Broken> {
        self.other.load(account).await.map_err(|error| Broken::failed(rule, error))
    }

    pub(super) async fn accounts(&self, rule: &'static str) -> Result<Vec<String>, Broken> {
        self.other.accounts().await.map_err(|error| Broken::failed(rule, error))
    }
}

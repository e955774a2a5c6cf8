//! From one seal to the next.

use super::{Postgres, PostgresError};
use crate::seal::Seal;
use hue_proto::keep::Swapped;
use hue_tokio::Store as _;

impl Postgres {
    /// Takes another seal, or the first, and seals by it all records that are there. Other programs must open the store by the new
    /// seal from then on.
    ///
    /// Where it is interrupted, or fails at a record, some are sealed by the new seal and some are as before: do it again.
    pub async fn reseal(self, seal: Seal) -> Result<Self, PostgresError> {
        let resealed = Self { seal: Some(seal), ..self.clone() };
        for account in self.accounts().await? {
            while !self.is_resealed(&account, &resealed).await? {}
        }
        Ok(resealed)
    }

    /// It is not where somebody wrote in between.
    async fn is_resealed(&self, account: &str, resealed: &Self) -> Result<bool, PostgresError> {
        match self.load(account).await {
            Ok(Some(record)) => {
                let swapped = resealed.swap(account, Some(record.stamp()), Some(&record)).await?;
                Ok(matches!(swapped, Swapped::Yes))
            }
            Ok(None) => Ok(true),
            Err(error) => resealed.load(account).await.map(|_| true).map_err(|_| error),
        }
    }
}

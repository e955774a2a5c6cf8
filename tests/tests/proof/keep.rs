//! Where the programs of a proof keep what they hold.

use hue_tests::postgres;
use tempfile::TempDir;

/// A store that programs share.
pub(crate) struct Keep {
    pub(crate) name: &'static str,
    /// As a program is told of it.
    pub(crate) place: String,
    _home: Home,
}

/// Gone when it is dropped.
enum Home {
    Folder { _folder: TempDir },
    Server { _server: postgres::Server },
}

impl Keep {
    pub(crate) fn files() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // One below it, which the store makes for its owner alone.
        let place = format!("files:{}", folder.path().join("store").display());
        Self { name: "files", place, _home: Home::Folder { _folder: folder } }
    }

    /// `None` where no server is installed.
    pub(crate) fn postgres() -> Option<Self> {
        let server = postgres::Server::start()?;
        let place = format!("postgres:{}", server.database("proof"));
        Some(Self { name: "PostgreSQL", place, _home: Home::Server { _server: server } })
    }
}

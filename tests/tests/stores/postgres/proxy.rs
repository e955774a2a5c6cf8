//! A wire to a server that can be cut.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// Where the wire is cut, once, at the next record that is to replace another.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Cut {
    Nowhere,
    /// It does not reach the server.
    Question,
    /// It reaches the server, and the answer does not come back.
    Answer,
    /// The server has it, and is about to answer.
    NextAnswer,
}

#[derive(Clone)]
pub(super) struct Proxy {
    port: u16,
    cut: Arc<Mutex<Cut>>,
}

impl Proxy {
    pub(super) async fn before(server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let proxy = Self { port, cut: Arc::new(Mutex::new(Cut::Nowhere)) };
        let accepting = proxy.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(("127.0.0.1", server)).await.expect("the server");
                accepting.join(client, server);
            }
        });
        proxy
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn cut(&self, cut: Cut) {
        *self.cut.lock().expect("not poisoned") = cut;
    }

    fn join(&self, client: TcpStream, server: TcpStream) {
        let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
        let (asked, answered) = (self.clone(), self.clone());
        tokio::spawn(carry(from_client, to_server, move |bytes| asked.is_cut_by_question(bytes)));
        tokio::spawn(carry(from_server, to_client, move |_| answered.is_cut_by_answer()));
    }

    fn is_cut_by_question(&self, bytes: &[u8]) -> bool {
        let mut cut = self.cut.lock().expect("not poisoned");
        let replaces = String::from_utf8_lossy(bytes).contains("UPDATE hue_credentials");
        let (is_cut, next) = match *cut {
            Cut::Question if replaces => (true, Cut::Nowhere),
            Cut::Answer if replaces => (false, Cut::NextAnswer),
            armed => (false, armed),
        };
        *cut = next;
        is_cut
    }

    fn is_cut_by_answer(&self) -> bool {
        let mut cut = self.cut.lock().expect("not poisoned");
        let is_cut = *cut == Cut::NextAnswer;
        if is_cut {
            *cut = Cut::Nowhere;
        }
        is_cut
    }
}

/// To the end, or until it is cut.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, is_cut: impl Fn(&[u8]) -> bool) {
    let mut bytes = [0; 16_384];
    while let Ok(length @ 1..) = from.read(&mut bytes).await {
        let bytes = bytes.get(..length).unwrap_or_default();
        if is_cut(bytes) || to.write_all(bytes).await.is_err() {
            return;
        }
    }
}

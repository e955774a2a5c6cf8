//! Every transport behind one face.

use crate::driver::Driver;
use crate::must;
use hue_blocking::http::{Request, Response};
use hue_blocking::{TransportSettings, Unsent};
use std::future::ready;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use tokio::runtime::Runtime;

/// What became of a request.
pub type Sent = Result<Response<Vec<u8>>, Unsent<io::Error>>;

/// A transport, whoever wrote it.
pub type Wire = Arc<dyn Fn(Request<Vec<u8>>) -> Pin<Box<dyn Future<Output = Sent> + Send>> + Send + Sync>;

/// One that blocks.
pub fn blocking<X: hue_blocking::Transport>(transport: X) -> Wire {
    Arc::new(move |request| Box::pin(ready(whole(transport.send(request)))))
}

/// One that is awaited.
pub fn awaited<X: hue_tokio::Transport>(transport: X) -> Wire {
    let transport = Arc::new(transport);
    Arc::new(move |request| {
        let transport = Arc::clone(&transport);
        Box::pin(async move { whole(transport.send(request).await) })
    })
}

/// The outcome of a future that waits for nothing.
///
/// # Panics
/// Where it waits after all.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        #[expect(clippy::panic, reason = "only tests send")]
        Poll::Pending => panic!("a blocking transport waits for nothing"),
    }
}

/// A transport without a stage, for servers that are not the simulator.
pub struct Line {
    wire: Wire,
    runtime: Option<Runtime>,
}

impl Line {
    /// The transport of this driver, trusting this authority.
    pub fn new(driver: Driver, pem: &str, settings: &TransportSettings) -> Self {
        let runtime = driver.is_async().then(runtime);
        let wire = {
            let _entered = runtime.as_ref().map(Runtime::enter);
            driver.transport(pem, settings)
        };
        Self { wire, runtime }
    }

    /// Sends one request, and waits for its reply.
    pub fn send(&self, request: Request<Vec<u8>>) -> Sent {
        let reply = (self.wire)(request);
        match &self.runtime {
            Some(runtime) => runtime.block_on(reply),
            None => now(reply),
        }
    }
}

pub(crate) fn runtime() -> Runtime {
    must(tokio::runtime::Builder::new_current_thread().enable_all().build())
}

fn whole<B: AsRef<[u8]>, E>(sent: Result<Response<B>, Unsent<E>>) -> Sent
where
    E: std::error::Error + Send + Sync + 'static,
{
    match sent {
        Ok(reply) => Ok(reply.map(|body| body.as_ref().to_vec())),
        Err(Unsent { error, delivery }) => Err(Unsent { error: io::Error::other(error), delivery }),
    }
}

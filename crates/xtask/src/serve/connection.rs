//! Connections, and the bytes that go through them.

use std::convert::Infallible;
use std::io::{self, ErrorKind, SeekFrom};
use std::net::TcpListener;
use std::sync::Arc;

use anyhow::{Context, Result};
use futures_util::TryStreamExt;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame};
use hyper::header::CONTENT_LENGTH;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use super::answer::{self, Answer, Site, answer};

/// What is sent after the headers.
type Body = BoxBody<Bytes, io::Error>;

/// Answers everybody who connects, for as long as the listener lives. A browser holds several connections open and asks
/// for more while a long download runs on one of them, so none of them may wait for another.
pub(super) fn serve(listener: TcpListener, site: Site) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_io().build();
    runtime.context("starting the server")?.block_on(accept(listener, Arc::new(site)))
}

async fn accept(listener: TcpListener, site: Arc<Site>) -> Result<()> {
    listener.set_nonblocking(true).context("preparing the port")?;
    let listener = tokio::net::TcpListener::from_std(listener).context("preparing the port")?;
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            // Somebody hung up before it was their turn; the others still wait.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => continue,
            Err(error) => return Err(error).context("accepting a connection"),
        };
        let site = Arc::clone(&site);
        tokio::spawn(async move {
            let respond = service_fn(move |request| {
                let site = Arc::clone(&site);
                async move { Ok::<_, Infallible>(respond(&site, &request).await) }
            });
            // The only failures left are the client's: it closed the connection, or sent what isn't HTTP.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), respond).await;
        });
    }
}

async fn respond<T>(site: &Site, request: &Request<T>) -> Response<Body> {
    let url = request.uri().path_and_query().map_or("/", |url| url.as_str());
    let header =
        |name: &'static str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let answer = answer(site, request.method().as_str(), url, &header);
    match message(&answer).await {
        Ok(message) => message,
        Err(error) => {
            let text = format!("The file cannot be read: {error}\n");
            let mut message = Response::new(whole(text));
            *message.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            message
        }
    }
}

/// The answer as HTTP has it. Its length is always said: the page shows progress from it.
async fn message(answer: &Answer) -> io::Result<Response<Body>> {
    let (body, length) = match &answer.body {
        answer::Body::Text(text) => (whole(text.clone()), text.len() as u64),
        answer::Body::File { path, range } => {
            let mut file = File::open(path).await?;
            file.seek(SeekFrom::Start(range.start)).await?;
            let length = range.end - range.start;
            let parts = ReaderStream::with_capacity(file.take(length), PART).map_ok(Frame::data);
            (StreamBody::new(parts).boxed(), length)
        }
    };
    let headers = answer
        .headers
        .iter()
        .fold(Response::builder().status(answer.status), |message, (name, value)| message.header(*name, value));
    headers.header(CONTENT_LENGTH, length).body(body).map_err(io::Error::other)
}

/// Bytes of a file that are read at a time.
const PART: usize = 256 << 10;

fn whole(text: String) -> Body {
    Full::new(Bytes::from(text)).map_err(|never: Infallible| match never {}).boxed()
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{Ipv4Addr, TcpStream};
    use std::sync::Barrier;
    use std::thread;
    use std::time::Duration;

    use super::*;

    const LENGTH: usize = 100_000;

    fn site() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("index.html"), "0123456789".repeat(LENGTH / 10)).unwrap();
        folder
    }

    fn listen() -> (TcpListener, u16) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        (listener, port)
    }

    fn serve_folder(folder: &tempfile::TempDir, listener: TcpListener) {
        let root = folder.path().canonicalize().unwrap();
        thread::spawn(move || serve(listener, Site { models: vec![], root }));
    }

    fn connect(port: u16) -> TcpStream {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        stream
    }

    /// Sends one request and returns everything that comes back until the server closes, in small letters.
    fn exchange(port: u16, request: &str) -> String {
        let mut stream = connect(port);
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.to_lowercase()
    }

    #[test]
    fn sends_a_length_a_range_and_no_body_for_head() {
        let (folder, (listener, port)) = (site(), listen());
        serve_folder(&folder, listener);
        let ask = |method: &str, more: &str| {
            exchange(port, &format!("{method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{more}\r\n"))
        };
        let whole = ask("GET", "");
        assert!(whole.starts_with("http/1.1 200") && whole.contains("content-length: 100000\r\n"), "{:.300}", whole);
        assert!(whole.ends_with("0123456789") && !whole.contains("transfer-encoding"));
        let part = ask("GET", "Range: bytes=99997-\r\n");
        assert!(part.starts_with("http/1.1 206") && part.ends_with("\r\n\r\n789"), "{part}");
        let head = ask("HEAD", "");
        assert!(head.contains("content-length: 100000\r\n") && head.ends_with("\r\n\r\n"), "{head}");
        assert!(ask("GET", "Range: bytes=5-2\r\n").starts_with("http/1.1 200"), "a range that is none is ignored");
    }

    /// Asks on a connection that stays open, reads the answer to its end and returns its length; 0 if none came in time.
    fn ask_and_stay(stream: &mut BufReader<TcpStream>) -> usize {
        stream.get_mut().write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut length = 0;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).is_err() {
                return 0;
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        body.len()
    }

    #[test]
    fn connections_that_come_at_once_are_all_answered_and_none_waits_for_another() {
        const AT_ONCE: usize = 6;
        for server in 0..30 {
            let folder = site();
            let (listener, port) = listen();
            // They are there before the server looks, so that it finds them all at once, as on a busy computer.
            let open: Vec<TcpStream> = (0..AT_ONCE).map(|_| connect(port)).collect();
            serve_folder(&folder, listener);
            // All stay open until the last is answered.
            let end = Barrier::new(AT_ONCE);
            let ask = |stream: TcpStream| {
                let mut stream = BufReader::new(stream);
                let lengths = (0..2).map(|_| ask_and_stay(&mut stream)).sum();
                end.wait();
                lengths
            };
            let answered: Vec<usize> = thread::scope(|scope| {
                let ask = &ask;
                let asked: Vec<_> = open.into_iter().map(|stream| scope.spawn(move || ask(stream))).collect();
                asked.into_iter().map(|asked| asked.join().unwrap()).collect()
            });
            assert_eq!(answered, vec![2 * LENGTH; AT_ONCE], "server {server}");
        }
    }
}

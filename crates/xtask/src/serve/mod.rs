//! `cargo xtask serve`: the built page and the fetched model over HTTP, to this machine alone.
//!
//! The headers are those that a real host of the page should send, so that the demo and the browser tests run under the
//! same restrictions. The models aren't copied into the page's folder: `/models/NAME` is served from the cache or
//! the repository, and only for the names in `models/models.toml`.

mod answer;
mod range;

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use tiny_http::{Header, Request, Response, Server, StatusCode};

use crate::workspace::Workspace;
use foreword_catalogue::Catalogue;

#[cfg(test)]
pub use answer::ALWAYS;
use answer::{Answer, Site, answer};

/// The environment variable that tells tests and measurements where the page is served.
pub const URL_VARIABLE: &str = "FOREWORD_URL";

/// Where the demo is, unless the port is taken.
pub const DEFAULT_PORT: u16 = 8417;

/// How many ports after the wanted one are tried before the system chooses.
const NEXT_PORTS: u16 = 20;

/// Options of `cargo xtask serve`.
#[derive(Args)]
pub struct Options {
    /// Port to listen on; if it is taken, another one is chosen. 0 lets the system choose
    #[arg(long, default_value_t = DEFAULT_PORT)]
    port: u16,
    /// Folder of the built page [default: web/app/dist]
    #[arg(long)]
    site: Option<PathBuf>,
}

/// Serves until it is stopped. The first line on standard output is `listening on http://localhost:PORT`.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let folder = options.site.clone().unwrap_or_else(|| workspace.site());
    let site = site(workspace, folder)?;
    let listener = listen(options.port)?;
    // A closed standard output is no reason to stop serving.
    let _ = writeln!(io::stdout(), "listening on {}", url(&listener)?).and_then(|()| io::stdout().flush());
    serve(listener, site)
}

/// Serves the page from a thread of its own for as long as this program runs; returns the page's URL.
pub fn in_background(workspace: &Workspace) -> Result<String> {
    folder_in_background(workspace, workspace.site())
}

/// The same for another folder than the built page's.
pub fn folder_in_background(workspace: &Workspace, folder: PathBuf) -> Result<String> {
    let site = site(workspace, folder)?;
    let listener = listen(0)?;
    let url = url(&listener)?;
    thread::spawn(move || serve(listener, site));
    Ok(url)
}

fn site(workspace: &Workspace, folder: PathBuf) -> Result<Site> {
    if !folder.join("index.html").is_file() {
        bail!("{} has no index.html; `cargo xtask demo` builds the page", folder.display());
    }
    let root = folder.canonicalize().with_context(|| format!("opening {}", folder.display()))?;
    let catalogue = Catalogue::load(&workspace.root)?;
    let models = catalogue
        .places(&workspace.root, &workspace.cache)
        .into_iter()
        .map(|(file, path)| (file.name.to_owned(), path))
        .collect();
    Ok(Site { root, models })
}

/// The wanted port, else one of the next, else any.
fn listen(port: u16) -> Result<TcpListener> {
    let tries = (port..=port.saturating_add(NEXT_PORTS)).chain([0]);
    for port in tries {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) if port != 0 && matches!(error.kind(), ErrorKind::AddrInUse | ErrorKind::PermissionDenied) => {}
            Err(error) => return Err(error).with_context(|| format!("listening on port {port}")),
        }
    }
    bail!("no port is free")
}

fn url(listener: &TcpListener) -> Result<String> {
    Ok(format!("http://localhost:{}", listener.local_addr()?.port()))
}

/// A thread per request: a browser holds a long download open while it asks for more.
fn serve(listener: TcpListener, site: Site) -> Result<()> {
    let server = Server::from_listener(listener, None).map_err(|error| anyhow!("starting the server: {error}"))?;
    let site = Arc::new(site);
    loop {
        let request = server.recv().context("receiving a request")?;
        let site = Arc::clone(&site);
        thread::spawn(move || {
            // The only failures left are the client's: it closed the connection.
            let _ = respond(&site, request);
        });
    }
}

fn respond(site: &Site, request: Request) -> io::Result<()> {
    let header = |name: &'static str| {
        request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.as_str().to_owned())
    };
    let answer = answer(site, request.method().as_str(), request.url(), &header);
    let (body, length) = open(&answer)?;
    let headers = answer.headers.iter().filter_map(|(name, value)| Header::from_bytes(*name, value.as_str()).ok());
    let response = Response::new(StatusCode(answer.status), headers.collect(), body, Some(length), None)
        // Never chunked: the page shows progress from Content-Length.
        .with_chunked_threshold(usize::MAX);
    request.respond(response)
}

/// The body, and its length in bytes.
fn open(answer: &Answer) -> io::Result<(Box<dyn Read + Send>, usize)> {
    Ok(match &answer.body {
        answer::Body::Text(text) => (Box::new(io::Cursor::new(text.clone())), text.len()),
        answer::Body::File { path, range } => {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(range.start))?;
            let length = range.end - range.start;
            (Box::new(file.take(length)), usize::try_from(length).map_err(io::Error::other)?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends raw bytes and returns everything that comes back.
    fn exchange(port: u16, request: &str) -> String {
        let mut stream = std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn start() -> (tempfile::TempDir, u16) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("index.html"), "0123456789".repeat(10_000)).unwrap();
        let root = folder.path().canonicalize().unwrap();
        let site = Site { models: vec![], root };
        let listener = listen(0).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || serve(listener, site));
        (folder, port)
    }

    #[test]
    fn sends_a_length_a_range_and_no_body_for_head() {
        let (_folder, port) = start();
        let ask = |method: &str, more: &str| {
            exchange(port, &format!("{method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{more}\r\n"))
        };
        let whole = ask("GET", "");
        assert!(whole.starts_with("HTTP/1.1 200") && whole.contains("Content-Length: 100000\r\n"), "{:.300}", whole);
        assert!(whole.ends_with("0123456789") && !whole.contains("Transfer-Encoding"));
        let part = ask("GET", "Range: bytes=99997-\r\n");
        assert!(part.starts_with("HTTP/1.1 206") && part.ends_with("\r\n\r\n789"), "{part}");
        let head = ask("HEAD", "");
        assert!(head.contains("Content-Length: 100000\r\n") && head.ends_with("\r\n\r\n"), "{head}");
    }

    #[test]
    fn a_taken_port_gives_way() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let other = listen(port).unwrap().local_addr().unwrap().port();
        assert_ne!(port, other);
    }
}

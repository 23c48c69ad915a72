//! `cargo xtask serve`: the built page and the fetched model over HTTP, to this machine alone.
//!
//! The headers are those that a real host of the page should send, so that the demo and the browser tests run under the
//! same restrictions. The models aren't copied into the page's folder: `/models/NAME` is served from the cache or
//! the repository, and only for the names in `models/models.toml`.

mod answer;
mod connection;
mod range;

use std::io::{self, ErrorKind, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::thread;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::workspace::Workspace;
use foreword_catalogue::Catalogue;

#[cfg(test)]
pub use answer::ALWAYS;
use answer::Site;
use connection::serve;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_gives_way() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let other = listen(port).unwrap().local_addr().unwrap().port();
        assert_ne!(port, other);
    }
}

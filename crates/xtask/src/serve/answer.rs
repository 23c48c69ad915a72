//! What the server answers, decided apart from any connection.

use std::fs::{self, Metadata};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::range::{self, Asked};

/// What there is to serve.
pub struct Site {
    /// The page's folder, canonical: nothing outside it is served.
    pub root: PathBuf,
    /// What is served as `/models/NAME`, by name; wherever the files are, nothing beside them is served.
    pub models: Vec<(String, PathBuf)>,
}

/// A status with headers and a body.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// `Content-Length` is left to the connection.
    pub headers: Vec<(&'static str, String)>,
    /// What follows.
    pub body: Body,
}

/// The body of an [`Answer`].
#[derive(Debug)]
pub enum Body {
    /// A short message, or nothing.
    Text(String),
    /// Bytes `range` of a file.
    File {
        /// The file.
        path: PathBuf,
        /// Which of its bytes.
        range: Range<u64>,
    },
}

/// Sent with every answer. The first two make the page cross-origin isolated, which threads in WebAssembly need; the policy
/// lets the page reach this origin and no other.
pub const ALWAYS: &[(&str, &str)] = &[
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Content-Security-Policy",
        "default-src 'self'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
         style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
];

/// Answers a request for `url` (path and query); `header` gives the request's headers by name.
pub fn answer(site: &Site, method: &str, url: &str, header: &dyn Fn(&'static str) -> Option<String>) -> Answer {
    if !matches!(method, "GET" | "HEAD") {
        return message(405, "Only GET and HEAD are served.\n").with("Allow", "GET, HEAD");
    }
    let Some((path, file)) = segments(url).and_then(|segments| find(site, &segments)) else {
        return message(404, "There is no such file.\n");
    };
    let tag = etag(&file);
    let is_hashed = url.starts_with("/assets/");
    let answer = |status, body| {
        bare(status, body)
            .with("ETag", &tag)
            // The bundler puts a hash of the content into these names; everything else is asked for again.
            .with("Cache-Control", if is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" })
            .with("Accept-Ranges", "bytes")
    };
    if header("If-None-Match")
        .is_some_and(|tags| tags.split(',').any(|known| matches!(known.trim(), t if t == tag || t == "*")))
    {
        return answer(304, Body::Text(String::new()));
    }
    let length = file.len();
    // A range of a file that has changed since would be glued to the wrong beginning.
    let is_same = header("If-Range").is_none_or(|known| known.trim() == tag);
    let asked = header("Range").filter(|_| is_same).map_or(Asked::Whole, |range| range::parse(&range, length));
    let kind = content_type(&path);
    match asked {
        Asked::Whole => answer(200, Body::File { path, range: 0..length }).with("Content-Type", kind),
        Asked::Part(range) => {
            let content_range = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            answer(206, Body::File { path, range }).with("Content-Type", kind).with("Content-Range", &content_range)
        }
        Asked::Unsatisfiable => {
            answer(416, Body::Text(String::new())).with("Content-Range", &format!("bytes */{length}"))
        }
    }
}

/// The path's parts, decoded; nothing if a part could lead anywhere but down.
fn segments(url: &str) -> Option<Vec<String>> {
    let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
    let decoded: Option<Vec<String>> = path.split('/').map(decode).collect();
    let mut segments = decoded?;
    if segments.last().is_some_and(String::is_empty) {
        segments.pop();
        segments.push("index.html".to_owned());
    }
    let is_plain = |s: &String| !s.is_empty() && !s.starts_with('.') && !s.contains(['/', '\\', ':', '\0']);
    segments.iter().all(is_plain).then_some(segments)
}

/// Undoes `%41`; nothing if the result isn't UTF-8 or a `%` stands alone.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let (high, low) = (char::from(rest.next()?).to_digit(16)?, char::from(rest.next()?).to_digit(16)?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn find(site: &Site, segments: &[String]) -> Option<(PathBuf, Metadata)> {
    let model = match segments {
        [folder, name] if folder == "models" => site.models.iter().find(|(known, _)| known == name),
        _ => None,
    };
    let path = if let Some((_, path)) = model {
        path.clone()
    } else {
        let mut path = site.root.clone();
        path.extend(segments);
        // Resolved, so that a link in the page's folder leads nowhere else either.
        let path = path.canonicalize().ok()?;
        path.starts_with(&site.root).then_some(path)?
    };
    let metadata = fs::metadata(&path).ok()?;
    metadata.is_file().then_some((path, metadata))
}

/// Changes when the file does: length and time of the last change.
fn etag(file: &Metadata) -> String {
    let changed = file.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    format!("\"{:x}-{:x}\"", file.len(), changed.as_nanos())
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn bare(status: u16, body: Body) -> Answer {
    let headers = ALWAYS.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Answer { status, headers, body }
}

fn message(status: u16, text: &str) -> Answer {
    bare(status, Body::Text(text.to_owned())).with("Content-Type", "text/plain; charset=utf-8")
}

impl Answer {
    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: &str = "m.gguf";

    struct Scene {
        folder: tempfile::TempDir,
        site: Site,
    }

    /// A page, a model beside it, and a secret that is neither.
    fn scene() -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().canonicalize().unwrap();
        let (root, models) = (base.join("site"), base.join("models"));
        fs::create_dir_all(root.join("assets")).unwrap();
        fs::create_dir_all(&models).unwrap();
        for (path, text) in [
            ("site/index.html", "<p>"),
            ("site/assets/a.wasm", "\0asm"),
            ("site/a b.txt", "ab"),
            ("site/.secret", "x"),
            ("models/m.gguf", "0123456789"),
            ("models/.lock", "x"),
            ("models/other.gguf", "x"),
            ("secret.txt", "x"),
        ] {
            fs::write(base.join(path), text).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(base.join("secret.txt"), root.join("link.txt")).unwrap();
        Scene { folder, site: Site { root, models: vec![(MODEL.to_owned(), models.join(MODEL))] } }
    }

    impl Scene {
        fn get(&self, url: &str, headers: &[(&str, &str)]) -> Answer {
            let find = |name: &'static str| headers.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
            answer(&self.site, "GET", url, &find)
        }
    }

    fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
        answer.headers.iter().find(|(n, _)| *n == name).map_or("", |(_, value)| value)
    }

    fn range(answer: &Answer) -> Range<u64> {
        match &answer.body {
            Body::File { range, .. } => range.clone(),
            Body::Text(text) => panic!("no file but {text:?}"),
        }
    }

    #[test]
    fn every_answer_carries_the_policy() {
        let scene = scene();
        for url in ["/", "/nothing", "/models/m.gguf"] {
            let answer = scene.get(url, &[]);
            assert_eq!(header(&answer, "Cross-Origin-Opener-Policy"), "same-origin");
            assert_eq!(header(&answer, "Cross-Origin-Embedder-Policy"), "require-corp");
            assert!(header(&answer, "Content-Security-Policy").contains("connect-src 'self';"));
        }
    }

    #[test]
    fn files_have_their_types_and_lifetimes() {
        let scene = scene();
        let page = scene.get("/?x=/../secret.txt", &[]);
        assert_eq!((page.status, header(&page, "Content-Type")), (200, "text/html; charset=utf-8"));
        assert_eq!(header(&page, "Cache-Control"), "no-cache");
        let wasm = scene.get("/assets/a.wasm", &[]);
        assert_eq!((wasm.status, header(&wasm, "Content-Type")), (200, "application/wasm"));
        assert!(header(&wasm, "Cache-Control").contains("immutable"));
        assert_eq!(scene.get("/a%20b.txt", &[]).status, 200);
    }

    #[test]
    fn nothing_outside_is_served() {
        let scene = scene();
        assert!(scene.folder.path().join("secret.txt").is_file());
        for url in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/assets/../../secret.txt",
            "/..\\secret.txt",
            "/assets/..%5c..%5csecret.txt",
            "//secret.txt",
            "/./index.html",
            "/.secret",
            "/%2esecret",
            "/link.txt",
            "/index.html%00",
            "/C:/secret.txt",
            "/%",
            "/%4",
            "/%zz",
            "/%ff",
            "",
            "index.html",
            "http://localhost/index.html",
            "/assets",
            "/assets/",
            "/models/",
            "/models/.lock",
            "/models/other.gguf",
            "/models/../secret.txt",
            "/models/m.gguf/",
            "/models/x/m.gguf",
            "/%6dodels/..",
        ] {
            assert_eq!(scene.get(url, &[]).status, 404, "{url}");
        }
    }

    #[test]
    fn the_model_can_be_resumed() {
        let scene = scene();
        let whole = scene.get("/models/m.gguf", &[]);
        assert_eq!((whole.status, range(&whole), header(&whole, "Accept-Ranges")), (200, 0..10, "bytes"));
        let tag = header(&whole, "ETag").to_owned();

        let rest = scene.get("/models/m.gguf", &[("Range", "bytes=4-"), ("If-Range", &tag)]);
        assert_eq!((rest.status, range(&rest), header(&rest, "Content-Range")), (206, 4..10, "bytes 4-9/10"));
        let changed = scene.get("/models/m.gguf", &[("Range", "bytes=4-"), ("If-Range", "\"old\"")]);
        assert_eq!((changed.status, range(&changed)), (200, 0..10));
        let past = scene.get("/models/m.gguf", &[("Range", "bytes=10-")]);
        assert_eq!((past.status, header(&past, "Content-Range")), (416, "bytes */10"));
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        let scene = scene();
        let tag = header(&scene.get("/", &[]), "ETag").to_owned();
        assert_eq!(scene.get("/", &[("If-None-Match", &format!("\"x\", {tag}"))]).status, 304);
        assert_eq!(scene.get("/", &[("If-None-Match", "\"x\"")]).status, 200);
        fs::write(scene.site.root.join("index.html"), "<p>changed").unwrap();
        assert_eq!(scene.get("/", &[("If-None-Match", &tag)]).status, 200);
    }

    #[test]
    fn other_methods_are_refused() {
        let answer = answer(&scene().site, "POST", "/", &|_| None);
        assert_eq!((answer.status, header(&answer, "Allow")), (405, "GET, HEAD"));
    }
}

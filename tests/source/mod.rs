//! The paths that a Rust source file imports or names, found in its text.

/// A path as it is written, such as `["crate", "gguf", "Header"]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its parts, one at least.
    pub path: Vec<String>,
    /// The name it gets, if that is another than its last part.
    pub alias: Option<String>,
    /// Whether it is re-exported.
    pub public: bool,
}

impl Import {
    /// The name it has where it is imported.
    pub fn name(&self) -> &String {
        self.alias.as_ref().unwrap_or(&self.path[self.path.len() - 1])
    }
}

/// The imports of a file, and paths from `crate` or `super` that its code names; its unit tests left out.
pub fn imports(text: &str) -> Vec<Import> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: String =
        code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    let mut rest = String::new();
    for statement in code.split_inclusive(';') {
        let start = statement.rfind("use ").filter(|&at| begins_item(&statement[..at]));
        match start {
            Some(at) if statement.ends_with(';') => {
                let public = statement[..at].trim_end().ends_with("pub");
                let tree: String =
                    statement[at + 4..statement.len() - 1].split_whitespace().collect::<Vec<_>>().join(" ");
                expand(&[], &tree, public, &mut found);
                rest.push_str(&statement[..at]);
            }
            _ => rest.push_str(statement),
        }
    }
    for root in ["crate::", "super::"] {
        for (at, _) in rest.match_indices(root) {
            let path = rest[at..].split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).next();
            let parts = path.unwrap_or_default().split("::").filter(|part| !part.is_empty()).map(str::to_owned);
            found.push(Import { path: parts.collect(), alias: None, public: false });
        }
    }
    found
}

/// Whether what stands before `use` lets an item begin: nothing, the end of another, or a visibility.
fn begins_item(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty() || before.ends_with([';', '}', '{', ')', ']']) || before.ends_with("pub")
}

/// Adds the paths of a use tree such as `crate::{a::B, c as d}`.
fn expand(before: &[String], tree: &str, public: bool, found: &mut Vec<Import>) {
    let tree = tree.trim();
    if let Some((head, list)) = tree.split_once('{') {
        let before: Vec<String> = before.iter().cloned().chain(parts(head)).collect();
        for branch in branches(list.strip_suffix('}').unwrap_or(list)) {
            expand(&before, branch, public, found);
        }
        return;
    }
    let (path, alias) = tree.split_once(" as ").map_or((tree, None), |(path, alias)| (path, Some(alias.to_owned())));
    let mut path: Vec<String> = before.iter().cloned().chain(parts(path)).collect();
    if path.len() > 1 && path.last().is_some_and(|last| last == "self" || last == "*") {
        path.pop();
    }
    if !path.is_empty() {
        found.push(Import { path, alias, public });
    }
}

fn parts(path: &str) -> impl Iterator<Item = String> {
    path.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned)
}

/// What commas outside of braces separate.
fn branches(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&list[start..]);
    found.retain(|branch| !branch.trim().is_empty());
    found
}

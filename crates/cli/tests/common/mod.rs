//! Running `foreword` on a profile in a folder of its own.

// Each test file uses a part of it.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use foreword_profile::Profile;
use foreword_text::Tokenizer;
use serde_json::Value;
use tempfile::TempDir;

/// A folder with a profile's file, which isn't there at first.
pub struct Folder {
    folder: TempDir,
}

impl Folder {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder for the test") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn profile(&self) -> PathBuf {
        self.path("me.profile")
    }

    /// A file with this content.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).expect("it can be written");
        path
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foreword"));
        command.args(arguments).arg("--profile").arg(self.profile()).current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("it runs")
    }

    /// What a command prints that succeeds.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("it prints text")
    }

    /// What a command says that fails.
    pub fn fails(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).expect("it says text")
    }

    /// The last line of JSON that a command prints.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let printed = self.ok(&[arguments, &["--json"]].concat());
        serde_json::from_str(printed.lines().last().expect("a line")).expect("JSON")
    }

    /// Texts of the messages that are kept, the oldest first.
    pub fn texts(&self) -> Vec<String> {
        let profile = import(&std::fs::read(self.profile()).expect("there is a profile"));
        profile.examples().map(foreword_profile::Example::text).collect()
    }

    /// Files in the folder that hold a text, in capitals or not.
    pub fn holding(&self, text: &str) -> Vec<String> {
        let entries = self.folder.path().read_dir().expect("it can be listed");
        let holds = |path: &Path| {
            let bytes = std::fs::read(path).expect("it can be read");
            String::from_utf8_lossy(&bytes).to_lowercase().contains(&text.to_lowercase())
        };
        let paths = entries.map(|entry| entry.expect("it can be listed").path()).filter(|path| holds(path));
        paths.map(|path| path.file_name().expect("a name").to_string_lossy().into_owned()).collect()
    }
}

/// A profile that must be one.
pub fn import(file: &[u8]) -> Profile {
    Profile::import(file, tokenizer()).expect("it is a profile")
}

/// The shipped model's tokenizer.
pub fn tokenizer() -> Arc<Tokenizer> {
    static TOKENIZER: std::sync::OnceLock<Arc<Tokenizer>> = std::sync::OnceLock::new();
    let read = TOKENIZER.get_or_init(|| {
        let path = foreword_native::shipped().expect("the list of models").encoder_path.expect("the model was fetched");
        Arc::new(foreword_native::tokenizer(&path).expect("it has a vocabulary"))
    });
    Arc::clone(read)
}

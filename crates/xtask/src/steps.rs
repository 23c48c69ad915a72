//! `cargo xtask test`: the steps of CI, by name, cheapest first.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use crate::demo;
use crate::extension;
use crate::fetch;
use crate::gpu;
use crate::matrix;
use crate::process::{cargo, command, npm, run as run_command, run_counting};
use crate::python;
use crate::recipe::Recipe;
use crate::serve;
use crate::setup;
use crate::tally::Tally;
use crate::wasm;
use crate::workspace::Workspace;

/// Options of `cargo xtask test`.
#[derive(Args)]
pub struct Options {
    /// Steps to run [default: all]
    steps: Vec<String>,
    /// Steps to leave out
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    skip: Vec<String>,
    /// Print the steps and run none
    #[arg(long)]
    list: bool,
}

struct Step {
    name: &'static str,
    about: &'static str,
    run: fn(&mut Run) -> Result<()>,
    /// Left out of a whole run, whose time it would double.
    is_by_name_only: bool,
}

const fn step(name: &'static str, about: &'static str, run: fn(&mut Run) -> Result<()>) -> Step {
    Step { name, about, run, is_by_name_only: false }
}

/// In the order in which they run.
const STEPS: &[Step] = &[
    step("fmt", "Rust formatting", fmt),
    step("python", "Python lints and tests", python),
    step("model", "model files fetched and checked", |run| fetch::all(run.workspace)),
    step("deny", "licences, sources and bans of Rust dependencies", deny),
    step("clippy", "Rust lints, natively and for WebAssembly", clippy),
    step("rust", "Rust tests and documentation tests", rust),
    step("wasm", "WebAssembly flavours and their size limits", |run| wasm::build_all(run.workspace)),
    step("web", "TypeScript lints, types and unit tests", web),
    step("profile", "the profile's store and the engine that learns, in Chromium", profile),
    step("editors", "fields in the real editors, in Chromium", editors),
    step("e2e", "the built page in Chromium", e2e),
    step("extension", "the browser extension, packed, in Chromium", browser_extension),
    step("packages", "the npm packages, packed, installed and used", packages),
    step("gpu", "the burn executor, on a Vulkan driver", gpu),
    Step { is_by_name_only: true, ..step("gpu-page", "one layer on the burn executor, in Chromium", gpu_page) },
];

/// One run of the steps.
struct Run<'a> {
    workspace: &'a Workspace,
    cases: Tally,
}

impl Run<'_> {
    /// Runs a test runner and adds up its cases.
    fn count(&mut self, mut command: Command) -> Result<()> {
        let (cases, end) = run_counting(&mut command);
        self.cases += cases;
        end
    }

    fn cargo(&self, arguments: &[&str]) -> Result<()> {
        run_command(&mut cargo(self.workspace, arguments))
    }
}

/// Runs the chosen steps up to the first that fails. The last line on standard output is `N passed, N failed`: test
/// cases, where a step ran any, else steps.
pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    if options.list {
        for Step { name, about, is_by_name_only, .. } in STEPS {
            println!("{name:10}{about}{}", if *is_by_name_only { " (only where it is named)" } else { "" });
        }
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = choose(&options.steps, &options.skip)?;
    let mut run = Run { workspace, cases: Tally::default() };
    let mut times: Vec<(&str, Duration)> = Vec::new();
    let mut end = Ok(());
    for step in &chosen {
        println!("\n=== {}: {}", step.name, step.about);
        let start = Instant::now();
        end = (step.run)(&mut run).with_context(|| format!("step {}", step.name));
        let seconds = start.elapsed().as_secs_f64();
        println!("=== {}: {} after {seconds:.1} s", step.name, if end.is_ok() { "passed" } else { "FAILED" });
        times.push((step.name, start.elapsed()));
        if end.is_err() {
            break;
        }
    }
    println!();
    for (name, time) in &times {
        println!("{name:10}{:8.1} s", time.as_secs_f64());
    }
    if let Err(error) = &end {
        println!("error: {error:#}");
    }
    let total = total(run.cases, times.len(), end.is_ok());
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(if end.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The steps named, or all that need no naming, without the skipped ones, in their fixed order.
fn choose(names: &[String], skip: &[String]) -> Result<Vec<&'static Step>> {
    if let Some(unknown) = names.iter().chain(skip).find(|name| STEPS.iter().all(|step| step.name != **name)) {
        let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        bail!("there is no step {unknown:?}; there are {}", known.join(", "));
    }
    let is_named = |name: &str, list: &[String]| list.iter().any(|item| item == name);
    let chosen =
        STEPS.iter().filter(|step| if names.is_empty() { !step.is_by_name_only } else { is_named(step.name, names) });
    let chosen: Vec<&Step> = chosen.filter(|step| !is_named(step.name, skip)).collect();
    ensure!(!chosen.is_empty(), "every named step is skipped");
    Ok(chosen)
}

/// A failure that no test case shows (a lint, a missing tool) counts as one failed case.
fn total(cases: Tally, steps: usize, is_ok: bool) -> Tally {
    let steps = u64::try_from(steps).unwrap_or(u64::MAX);
    match (cases == Tally::default(), is_ok) {
        (true, true) => Tally { passed: steps, failed: 0 },
        (true, false) => Tally { passed: steps.saturating_sub(1), failed: 1 },
        (false, true) => cases,
        (false, false) => Tally { failed: cases.failed.max(1), ..cases },
    }
}

fn fmt(run: &mut Run) -> Result<()> {
    run.cargo(&["fmt", "--all", "--check"])
}

fn python(run: &mut Run) -> Result<()> {
    python::lint(run.workspace)?;
    run.count(python::tests(run.workspace)?)
}

fn deny(run: &mut Run) -> Result<()> {
    let deny = setup::cargo_deny(run.workspace)?;
    run_command(command(run.workspace, deny).args(["check", "--hide-inclusion-graph", "licenses", "bans", "sources"]))?;
    // The npm package has the licences of what its WebAssembly is made of.
    run_command(command(run.workspace, "node").arg("web/sdk/rust-notices.mjs"))
}

fn clippy(run: &mut Run) -> Result<()> {
    run.cargo(&["clippy", "--all-targets", "--", "-D", "warnings"])?;
    run.cargo(&[&["clippy", "--all-targets"], setup::BINDGEN_BUILD, &["--", "-D", "warnings"]].concat())?;
    let recipe = Recipe::load(run.workspace)?;
    setup::rust_target(run.workspace, &recipe.target)?;
    run.cargo(&[
        "clippy",
        "--package",
        &recipe.package,
        "--package",
        "foreword-reader",
        "--target",
        &recipe.target,
        "--",
        "-D",
        "warnings",
    ])
}

fn rust(run: &mut Run) -> Result<()> {
    // Without stopping at the first failure, so that one run shows them all.
    if setup::has_nextest(run.workspace) {
        run.count(cargo(run.workspace, &["nextest", "run", "--no-fail-fast"]))?;
    } else {
        run.count(cargo(run.workspace, &["test", "--all-targets", "--no-fail-fast"]))?;
    }
    run.count(cargo(run.workspace, &["test", "--doc", "--no-fail-fast"]))?;
    run.count(cargo(run.workspace, &[&["test"], setup::BINDGEN_BUILD].concat()))
}

fn web(run: &mut Run) -> Result<()> {
    // First, since the types that wasm-bindgen generates are part of what is linted and checked.
    wasm::build_all(run.workspace)?;
    run_command(&mut npm(run.workspace, &["run", "lint"]))?;
    run_command(&mut npm(run.workspace, &["run", "typecheck"]))?;
    run.count(npm(run.workspace, &["test"]))
}

/// The tests load the engine and the model as they are built and fetched, without the page.
fn profile(run: &mut Run) -> Result<()> {
    let chromium = setup::chromium(run.workspace)?;
    fetch::all(run.workspace)?;
    wasm::build_all(run.workspace)?;
    let mut command = npm(run.workspace, &["run", "test:profile"]);
    command.env(setup::CHROMIUM_VARIABLE, chromium);
    run.count(command)
}

/// Installs the editors, which nothing else needs.
fn editors(run: &mut Run) -> Result<()> {
    let chromium = setup::chromium(run.workspace)?;
    let mut command = npm(run.workspace, &["run", "test:editors"]);
    command.env(setup::CHROMIUM_VARIABLE, chromium);
    run.count(command)
}

/// The tests get `FOREWORD_CHROMIUM`, and in `FOREWORD_URL` the page, which this program serves.
fn e2e(run: &mut Run) -> Result<()> {
    let chromium = setup::chromium(run.workspace)?;
    fetch::all(run.workspace)?;
    demo::build_all(run.workspace)?;
    let mut command = npm(run.workspace, &["run", "e2e"]);
    command.env(setup::CHROMIUM_VARIABLE, chromium).env(serve::URL_VARIABLE, serve::in_background(run.workspace)?);
    run.count(command)
}

/// Its fields are those of the editors, which this installs too.
fn browser_extension(run: &mut Run) -> Result<()> {
    let chromium = setup::chromium(run.workspace)?;
    extension::build(run.workspace, false)?;
    let mut command = npm(run.workspace, &["run", "test:extension"]);
    command.env(setup::CHROMIUM_VARIABLE, chromium);
    run.count(command)
}

fn packages(run: &mut Run) -> Result<()> {
    let matrix = matrix::small(run.workspace)?;
    run.count(matrix)
}

fn gpu(run: &mut Run) -> Result<()> {
    gpu::lint(run.workspace)?;
    fetch::all(run.workspace)?;
    run.count(gpu::native(run.workspace))
}

fn gpu_page(run: &mut Run) -> Result<()> {
    run.count(gpu::browser(run.workspace)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(only: &[&str], skip: &[&str]) -> Result<Vec<&'static str>> {
        let own = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        Ok(choose(&own(only), &own(skip))?.iter().map(|step| step.name).collect())
    }

    #[test]
    fn steps_run_in_their_order() {
        assert_eq!(names(&[], &[]).unwrap().len(), STEPS.len() - 1);
        assert_eq!(names(&["gpu-page", "gpu"], &[]).unwrap(), ["gpu", "gpu-page"]);
        assert_eq!(names(&["wasm", "fmt"], &[]).unwrap(), ["fmt", "wasm"]);
        assert_eq!(names(&["wasm", "fmt"], &["fmt"]).unwrap(), ["wasm"]);
        assert!(names(&["wasm", "fnt"], &[]).unwrap_err().to_string().contains("\"fnt\""));
        assert!(names(&[], &["e3e"]).is_err());
        assert!(names(&["fmt"], &["fmt"]).is_err());
    }

    #[test]
    fn the_total_never_hides_a_failure() {
        let tally = |passed, failed| Tally { passed, failed };
        assert_eq!(total(tally(0, 0), 3, true), tally(3, 0));
        assert_eq!(total(tally(0, 0), 3, false), tally(2, 1));
        assert_eq!(total(tally(9, 0), 3, true), tally(9, 0));
        assert_eq!(total(tally(9, 0), 3, false), tally(9, 1));
        assert_eq!(total(tally(9, 2), 3, false), tally(9, 2));
    }
}

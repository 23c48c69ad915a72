//! Everything one does with this repository besides writing code: `cargo xtask --help`.
//!
//! The same named tasks serve people and CI. No other crate may depend on this one.

mod bench;
mod demo;
mod disk;
mod dist;
mod extension;
mod fetch;
mod generated;
mod gpu;
mod hash;
mod matrix;
mod pack;
mod process;
mod python;
mod recipe;
mod serve;
mod setup;
mod size;
mod steps;
mod tally;
mod wasm;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, fetch, serve, test and measure Foreword")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set up what is missing, build, and serve the writing page on localhost
    Demo(demo::Options),
    /// Run everything that CI runs, or only the named steps
    Test(steps::Options),
    /// The model files: fetch them, or say where they are
    #[command(subcommand)]
    Model(ModelTask),
    /// Build the WebAssembly flavours and check their size
    Wasm(wasm::Options),
    /// Make the npm packages' tarballs
    Pack(pack::Options),
    /// Install the packed npm packages into a project per bundler, and use them there
    Matrix(matrix::Options),
    /// Build the browser extension for Chromium and Firefox
    Extension(extension::Options),
    /// Make the folder of the app that any static host serves
    Dist(dist::Options),
    /// Serve the built page and the fetched model on localhost
    Serve(serve::Options),
    /// Measure
    #[command(subcommand)]
    Bench(bench::Task),
}

#[derive(Subcommand)]
enum ModelTask {
    /// Download or make the model files that are missing or damaged, and check their SHA-256
    Fetch,
    /// Print the path of every fetched model file
    Path,
}

fn run(cli: Cli) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match cli.task {
        Task::Demo(options) => demo::run(&workspace, &options),
        // Prints its errors before the total, since CI reads the total from the last line.
        Task::Test(options) => return steps::run(&workspace, &options),
        Task::Model(ModelTask::Fetch) => fetch::all(&workspace),
        Task::Model(ModelTask::Path) => fetch::print_paths(&workspace),
        Task::Wasm(options) => wasm::run(&workspace, &options),
        Task::Pack(options) => pack::run(&workspace, &options),
        Task::Matrix(options) => matrix::run(&workspace, &options),
        Task::Extension(options) => extension::run(&workspace, &options),
        Task::Dist(options) => dist::run(&workspace, &options),
        Task::Serve(options) => serve::run(&workspace, &options),
        Task::Bench(task) => bench::run(&workspace, &task),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}

//! `foreword`: drafts, evaluation and measurements from the command line.

mod arguments;
mod commands;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::{backends, bench, calibrate, complete, eval, letters, middle, model, ngrams, refusals};

/// Continue a text on this machine.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(flatten)]
    model: arguments::ModelArguments,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Draft continuations of a text
    Complete(complete::CompleteArguments),
    /// Measure how good the drafts are for given messages
    Eval(eval::EvalArguments),
    /// Measure reading and drafting on this machine
    Bench(bench::BenchArguments),
    /// Test the backends of this machine against each other and say which is the one to use
    Backends(backends::BackendsArguments),
    /// Fit the confidence of drafts to texts
    Calibrate(calibrate::CalibrateArguments),
    /// Check that drafts go on from exactly the letters typed
    Letters(letters::LettersArguments),
    /// Count right and repeated words of drafts in gaps of messages
    Middle(middle::MiddleArguments),
    /// Measure what the block list keeps back, and of whom
    Refusals(refusals::RefusalsArguments),
    /// Make the model files that are shipped
    #[command(subcommand)]
    Model(model::ModelTask),
    /// Build and measure the shared n-gram table
    Ngrams(ngrams::NgramsArguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Complete(complete) => complete::run(&arguments.model, &complete),
        Command::Eval(eval) => eval::run(&arguments.model, &eval),
        Command::Bench(bench) => bench::run(&arguments.model, &bench),
        Command::Backends(backends) => backends::run(&arguments.model, &backends),
        Command::Calibrate(calibrate) => calibrate::run(&arguments.model, &calibrate),
        Command::Letters(letters) => letters::run(&arguments.model, &letters),
        Command::Middle(middle) => middle::run(&arguments.model, &middle),
        Command::Refusals(refusals) => refusals::run(&arguments.model, &refusals),
        Command::Model(task) => model::run(&task),
        Command::Ngrams(ngrams) => ngrams::run(&arguments.model, &ngrams),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Arguments;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}

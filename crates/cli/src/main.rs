//! `foreword`: drafts, evaluation and measurements from the command line.

#![deny(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
mod commands;
mod output;
mod parse;
mod profile;
mod text;

use std::io::{Write, stdout};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::{
    backends, bench, calibrate, complete, eval, exchange, exposure, forget, gate, learn, letters, memory, middle,
    model, ngrams, refusals, secrets, why,
};
use crate::output::{Output, end_without_command};

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
    /// Learn from files, or from a text, into a profile
    ///
    /// Mail (.eml, .mbox), exports of chats (WhatsApp, Telegram, Slack, Discord), tables, JSON, Markdown and plain text are
    /// read. Quotes, forwards, signatures, automatic mail and what others wrote are left out, and secrets. Nothing is kept
    /// before a yes. If it is interrupted, the same command goes on.
    Learn(learn::LearnArguments),
    /// List what a profile knows
    ///
    /// The messages, where nothing else is asked for.
    Memory(memory::MemoryArguments),
    /// Take something out of a profile for good
    ///
    /// What is forgotten is in none of its files afterwards, and no draft knows of it: the profile is as if it had not been
    /// learned. Exports made before stay as they are, and a disk may keep the blocks of the file that was replaced until it
    /// uses them again.
    Forget(forget::ForgetArguments),
    /// Write a profile as one file
    ///
    /// It is JSON that its owner can read.
    Export(exchange::ExportArguments),
    /// Take over an exported profile
    ///
    /// A file that is damaged, of a newer version or no profile is refused as a whole, and the profile there is stays as it
    /// is.
    Import(exchange::ImportArguments),
    /// Draft with a profile and say where each word comes from
    ///
    /// The model, n-grams of many people's texts, your own phrases, or words copied from your messages; and from which of
    /// them.
    Why(why::WhyArguments),
    /// Measure how good the drafts are for given messages
    Eval(Box<eval::EvalArguments>),
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
    /// Measure what a profile still tells of texts that were forgotten
    Exposure(exposure::ExposureArguments),
    /// Record what the gate of a person's own n-grams is fitted on
    Gate(gate::GateArguments),
    /// Make the model files that are shipped
    #[command(subcommand)]
    Model(model::ModelTask),
    /// Build and measure the shared n-gram table
    Ngrams(ngrams::NgramsArguments),
    /// What is never learned: show it, and count
    #[command(subcommand)]
    Secrets(secrets::SecretsTask),
}

fn main() -> ExitCode {
    match parse::parse() {
        Ok(arguments) => {
            let mut out = Output::new(stdout().lock());
            let result = run(&arguments, &mut out);
            out.end(result)
        }
        Err(instead) => end_without_command(&instead),
    }
}

fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let model = &arguments.model;
    match &arguments.command {
        Command::Complete(complete) => complete::run(model, complete, out),
        Command::Learn(learn) => learn::run(model, learn, out),
        Command::Memory(memory) => memory::run(model, memory, out),
        Command::Forget(forget) => forget::run(model, forget, out),
        Command::Export(export) => exchange::export(model, export, out),
        Command::Import(import) => exchange::import(model, import, out),
        Command::Why(why) => why::run(model, why, out),
        Command::Eval(eval) => eval::run(model, eval, out),
        Command::Bench(bench) => bench::run(model, bench, out),
        Command::Backends(backends) => backends::run(model, backends, out),
        Command::Calibrate(calibrate) => calibrate::run(model, calibrate, out),
        Command::Letters(letters) => letters::run(model, letters, out),
        Command::Middle(middle) => middle::run(model, middle, out),
        Command::Refusals(refusals) => refusals::run(model, refusals, out),
        Command::Exposure(exposure) => exposure::run(model, exposure, out),
        Command::Gate(gate) => gate::run(model, gate, out),
        Command::Model(task) => model::run(task, out),
        Command::Ngrams(ngrams) => ngrams::run(model, ngrams, out),
        Command::Secrets(task) => secrets::run(task, out),
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

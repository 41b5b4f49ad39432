//! The command `rolepair`: the demo, the embedded organization, and the patch for pipelines.
//!
//! A command reads what it is given, lets the other crates decide, and shows the answer. Nothing
//! about roles, policies or task definitions is decided here, and nothing here is linked into a
//! Lambda function.

mod arguments;
mod backfill_definition;
mod complaint;
mod configuration_zip;
mod demo;
mod deploy;
mod exit;
mod function;
mod not_written;
mod output_format;
mod pack;
mod patch;
mod read_definition;
mod rewritten;
mod sandbox;
mod stage;
mod terminal;
mod unpatch;

use clap::Parser as _;

use crate::arguments::{Arguments, Command};

fn main() -> std::process::ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return complaint::usage(&error).into(),
    };
    let exit = match arguments.command {
        Command::Demo(demo) => demo::run(&demo, arguments.output),
        Command::Patch(patch) => patch::run(&patch, arguments.output),
        Command::Unpatch(unpatch) => unpatch::run(&unpatch, arguments.output),
        Command::Pack(pack) => pack::run(&pack, arguments.output),
        Command::Deploy(deploy) => deploy::run(&deploy, arguments.output),
        Command::Sandbox(sandbox) => sandbox::run(sandbox, arguments.output),
        Command::DemoContainer(container) => demo::container::run(&container),
        Command::Function(function) => return function::run(&function),
    };
    exit.into()
}

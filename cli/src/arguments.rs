use clap::{Parser, Subcommand, ValueEnum};

use crate::demo::DemoArguments;
use crate::demo::container::ContainerArguments;
use crate::deploy::DeployArguments;
use crate::function::FunctionArguments;
use crate::pack::PackArguments;
use crate::patch::PatchArguments;
use crate::sandbox::SandboxArguments;
use crate::unpatch::UnpatchArguments;

/// Cross-account IAM for Amazon ECS, across a whole AWS organization.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// How results are written: for people, or one JSON document for machines.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORM")]
    pub(crate) output: Output,
}

/// For whom results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Output {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(DemoArguments),
    Patch(PatchArguments),
    Unpatch(UnpatchArguments),
    Pack(PackArguments),
    Deploy(Box<DeployArguments>),
    Sandbox(SandboxArguments),
    #[command(hide = true)]
    DemoContainer(ContainerArguments),
    #[command(hide = true)]
    Function(FunctionArguments),
}

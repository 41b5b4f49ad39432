use clap::{Parser, Subcommand};

use crate::demo::DemoArguments;
use crate::demo::container::ContainerArguments;
use crate::deploy::DeployArguments;
use crate::function::FunctionArguments;
use crate::output_format::OutputFormat;
use crate::pack::PackArguments;
use crate::patch::PatchArguments;
use crate::sandbox::SandboxArguments;
use crate::unpatch::UnpatchArguments;

/// Cross-account IAM for Amazon ECS, in a whole AWS organization.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// The form of results and errors: text for people, json for programs.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "FORMAT",
        help_heading = "Output"
    )]
    pub(crate) output: OutputFormat,
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

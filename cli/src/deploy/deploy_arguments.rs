use std::path::PathBuf;

use clap::Args;
use rolepair_model::{AccountId, OrganizationalUnitId, Region};

use crate::backfill_definition::Retries;
use crate::deploy::architecture::Architecture;
use crate::deploy::given_parameter::GivenParameter;

/// The same that clap would write, in lines that fit.
const USAGE: &str = "rolepair deploy [OPTIONS] --config <FILE> --hub-account <ID>
           --management-account <ID> --code-bucket <NAME>";

const EXIT_CODES: &str = "\
Exit codes:
  0  the plan, or the script, is on standard output
  1  a file cannot be read; with --commands also: a zip is not built yet
  2  the arguments or the configuration are wrong, or a parameter has no value

No call to AWS is made.";

/// Plan an installation: the files to upload, and every stack with its parameters and resources.
///
/// The command only plans. With --commands it prints a shell script that installs what is planned.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES, override_usage = USAGE)]
pub(crate) struct DeployArguments {
    /// Only plan. The command does nothing else yet, with or without this option.
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Print a shell script that installs what is planned, with the AWS CLI. Read it before you run it.
    #[arg(long)]
    pub(crate) commands: bool,

    /// The configuration, rolepair.yaml.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: PathBuf,

    /// The account that the functions run in. It becomes a delegated administrator.
    #[arg(long, value_name = "ID")]
    pub(crate) hub_account: AccountId,

    /// The Region that the functions run in [default: the first Region of the configuration].
    #[arg(long, value_name = "REGION")]
    pub(crate) hub_region: Option<Region>,

    /// The management account of the organization.
    #[arg(long, value_name = "ID")]
    pub(crate) management_account: AccountId,

    /// The home Region of Control Tower, if the organization uses it.
    #[arg(long, value_name = "REGION")]
    pub(crate) control_tower_region: Option<Region>,

    /// An organizational unit, or the root, whose accounts are task accounts. Can be given several
    /// times [default: the units of the configuration].
    #[arg(long = "unit", value_name = "ID")]
    pub(crate) units: Vec<OrganizationalUnitId>,

    /// The bucket for the code and the configuration. The script creates it in the hub account.
    #[arg(long, value_name = "NAME")]
    pub(crate) code_bucket: String,

    /// Also create a repository for the init image in each Region of the resource account.
    #[arg(long)]
    pub(crate) image_access: bool,

    /// The processors that the functions run on.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) architecture: Architecture,

    /// The folder with the zips that infra/packaging/package builds. A zip that is not there is
    /// planned without its hash.
    #[arg(long, value_name = "FOLDER", default_value = "target/package")]
    pub(crate) package: PathBuf,

    /// The folder with the templates and the backfill's definition.
    #[arg(long, value_name = "FOLDER", default_value = "infra")]
    pub(crate) infra: PathBuf,

    #[command(flatten)]
    pub(crate) retries: Retries,

    /// A value for a parameter of a template: `hub.LogRetentionDays=365`. Can be given several times.
    #[arg(long = "parameter", value_name = "TEMPLATE.NAME=VALUE")]
    pub(crate) parameters: Vec<GivenParameter>,
}

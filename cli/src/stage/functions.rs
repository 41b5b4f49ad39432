use std::path::{Path, PathBuf};

use clap::ValueEnum as _;
use rolepair_sandbox::{Code, HostedFunction};

use crate::function::FunctionName;

/// The functions for the embedded organization to run: processes over the Lambda Runtime API.
#[derive(Debug)]
pub(crate) struct Functions {
    list: Vec<HostedFunction>,
    description: String,
}

impl Functions {
    /// The functions with a configuration: the binaries in `folder`, or else this program itself,
    /// which can serve as each of them. Then they are always of the same build as the rest.
    pub(crate) fn new(config: &Path, folder: Option<&Path>) -> std::io::Result<Self> {
        let own = std::env::current_exe()?;
        let config = config.display().to_string();
        let mut list = Vec::new();
        for function in FunctionName::value_variants() {
            let name = function.as_str();
            let code = match folder {
                Some(folder) => Code::binary(found(folder, name)?),
                None => Code::Program {
                    path: own.clone(),
                    arguments: vec!["function".to_owned(), name.to_owned()],
                },
            };
            list.push(HostedFunction::new(name, code).with_variable("ROLEPAIR_CONFIG", &config));
        }
        let description = match folder {
            Some(folder) => format!(
                "The functions are the binaries in {}, over the Lambda Runtime API.",
                folder.display()
            ),
            None => "The functions are processes of this program, over the Lambda Runtime API."
                .to_owned(),
        };
        Ok(Self { list, description })
    }

    /// Each function.
    pub(crate) fn list(&self) -> &[HostedFunction] {
        &self.list
    }

    /// What the functions are, for a person.
    pub(crate) fn description(&self) -> &str {
        &self.description
    }
}

fn found(folder: &Path, name: &str) -> std::io::Result<PathBuf> {
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok(program);
    }
    let message = format!("there is no function binary `{}`", program.display());
    Err(std::io::Error::new(std::io::ErrorKind::NotFound, message))
}

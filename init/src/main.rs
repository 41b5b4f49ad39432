//! The program of the init image: writes the AWS config file of a patched task, and ends.
//!
//! `init_program: rolepair-init` runs it, in an image that holds nothing else. The task definition sets
//! its environment: the text of the file (`ROLEPAIR_CONFIG_TEXT`) and its path
//! (`ROLEPAIR_CONFIG_FILE`). It never uses the network, starts no other program and reads no file.
//!
//! Exit codes: 0 the file is written, 1 it could not be written, 2 the environment is wrong.

mod config_file;
mod init_error;

use std::process::ExitCode;

use crate::{config_file::ConfigFile, init_error::InitError};

fn main() -> ExitCode {
    match ConfigFile::from_environment(std::env::var_os).and_then(|file| file.write()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("rolepair-init: {error}");
            error.exit_code()
        }
    }
}

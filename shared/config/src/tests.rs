mod cases;
mod errors;
mod golden;
mod properties;
mod selection;

use std::io;

use crate::{Config, ConfigError};

/// The example, which has every key of the configuration.
const GOLDEN: &str = include_str!("../../../tests/golden/rolepair.yaml");
const PRICE_LIST: &str = include_str!("../../../tests/golden/permissions/price-list.json");

fn no_files(_: &str) -> io::Result<String> {
    Err(io::ErrorKind::NotFound.into())
}

fn parse(text: &str) -> Result<Config, Vec<ConfigError>> {
    Config::parse(text, "rolepair.yaml", &no_files)
}

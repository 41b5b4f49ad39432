use std::{env, path::PathBuf};

use rolepair_config::{Config, ConfigError};

/// The variable that names the configuration's file.
pub const CONFIG_VARIABLE: &str = "ROLEPAIR_CONFIG";

/// Where a Lambda layer puts the configuration.
pub const DEFAULT_CONFIG: &str = "/opt/rolepair/rolepair.yaml";

/// What a function takes from the environment. Everything else is in the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The file of the configuration.
    pub config: PathBuf,
}

impl Settings {
    /// The settings of this process.
    #[must_use]
    pub fn from_env() -> Self {
        Self::new(env::var_os(CONFIG_VARIABLE).map(PathBuf::from))
    }

    fn new(config: Option<PathBuf>) -> Self {
        let config = config.filter(|path| !path.as_os_str().is_empty());
        Self {
            config: config.unwrap_or_else(|| DEFAULT_CONFIG.into()),
        }
    }

    /// Reads the configuration.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(&self) -> Result<Config, Vec<ConfigError>> {
        Config::load(&self.config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_is_where_the_layer_puts_it_by_default() {
        let layer = PathBuf::from("/opt/rolepair/rolepair.yaml");
        assert_eq!(Settings::new(None).config, layer);
        assert_eq!(Settings::new(Some("".into())).config, layer);
        let own = PathBuf::from("/tmp/own.yaml");
        assert_eq!(Settings::new(Some(own.clone())).config, own);
    }
}

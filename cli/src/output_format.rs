use clap::ValueEnum;

/// Who reads the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum OutputFormat {
    /// People: text, tables and colours.
    #[default]
    Text,
    /// Programs: JSON.
    Json,
}

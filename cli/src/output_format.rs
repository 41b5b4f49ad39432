use clap::ValueEnum;

/// The form of results and errors. `Text` is for people, `Json` for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum OutputFormat {
    #[default]
    Text,
    Json,
}

use clap::ValueEnum;

/// A processor architecture, by Lambda's name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Architecture {
    Arm64,
    #[default]
    #[value(name = "x86_64")]
    X8664,
}

impl Architecture {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X8664 => "x86_64",
        }
    }
}

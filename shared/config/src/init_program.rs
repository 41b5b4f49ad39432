/// The program in the init image that writes the config file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InitProgram {
    /// `shell`: a shell runs a script.
    #[default]
    Shell,
    /// `rolepair-init`: rolepair's own program, in an image without a shell.
    RolepairInit,
}

/// What the init image has to write the config file with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InitProgram {
    /// A shell, which runs a script: `shell`.
    #[default]
    Shell,
    /// rolepair's own program, in an image that has no shell: `rolepair-init`.
    RolepairInit,
}

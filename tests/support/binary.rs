use std::path::PathBuf;

/// The names of the functions, which are also those of their binaries.
pub(crate) const FUNCTIONS: [&str; 3] = ["pair-account", "patch-task-definition", "backfill"];

/// The path of a binary: where cargo puts it when it builds the workspace.
///
/// # Panics
/// If it was not built.
pub(crate) fn built_binary(name: &str) -> PathBuf {
    let tests = std::env::current_exe().expect("this test has a path");
    let folder = tests.ancestors().nth(2).expect("it is in a build folder");
    let binary = folder.join(name);
    assert!(
        binary.is_file(),
        "`{}` does not exist: build it with `cargo test --workspace` or `cargo build --workspace`",
        binary.display()
    );
    binary
}

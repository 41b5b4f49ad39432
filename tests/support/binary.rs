use std::path::PathBuf;

/// The functions, by the names of their binaries.
pub(crate) const FUNCTIONS: [&str; 3] = ["pair-account", "patch-task-definition", "backfill"];

/// Where a binary is: beside the tests, as cargo builds the workspace.
///
/// # Panics
/// Where it was not built.
pub(crate) fn built_binary(name: &str) -> PathBuf {
    let tests = std::env::current_exe().expect("this test has a path");
    let folder = tests.ancestors().nth(2).expect("it is in a build folder");
    let binary = folder.join(name);
    assert!(
        binary.is_file(),
        "`{}` is not there: `cargo test --workspace` builds it, and so does `cargo build --workspace`",
        binary.display()
    );
    binary
}

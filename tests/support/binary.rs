use std::path::PathBuf;

/// The functions, by the names of their binaries.
pub(crate) const FUNCTIONS: [&str; 3] = ["pair-account", "patch-task-definition", "backfill"];

/// Where the binary of a function is: beside the tests, as cargo builds the workspace.
///
/// # Panics
/// Where it was not built.
pub fn function_binary(name: &str) -> PathBuf {
    let tests = std::env::current_exe().expect("this test has a path");
    let folder = tests.ancestors().nth(2).expect("it is in a build folder");
    let binary = folder.join(name);
    assert!(
        binary.is_file(),
        "`{}` is not there: run `cargo test --workspace`, or `cargo build -p rolepair-{name}` first",
        binary.display()
    );
    binary
}

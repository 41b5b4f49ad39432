//! The Lambda function `patch-task-definition`: see the library of this package.

use std::process::ExitCode;

use rolepair_patch_task_definition::PatchTaskDefinition;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    rolepair_runtime::run("patch-task-definition", PatchTaskDefinition::new).await
}

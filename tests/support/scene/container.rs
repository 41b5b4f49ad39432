use rolepair_model::AccountId;
use rolepair_sandbox::{LocalCommand, RunTask, TaskRun, resolve_at, run_resolved_task};

use crate::{ORDERS_TABLE, Scene, binary::built_binary};

impl Scene {
    /// Who the program is in the container `app` of a task definition: the ARN from GetCallerIdentity.
    ///
    /// # Errors
    /// The error of the call.
    ///
    /// # Panics
    /// As [`Self::container_says`].
    pub async fn container_identity(
        &self,
        account: &AccountId,
        family: &str,
    ) -> Result<String, String> {
        self.container_says(account, family, &["{}", "identity"])
            .await
    }

    /// The item of the table `orders` that the program reads in the container `app` of a task
    /// definition.
    ///
    /// # Errors
    /// The error of the call.
    ///
    /// # Panics
    /// As [`Self::container_says`].
    pub async fn container_reads_orders(
        &self,
        account: &AccountId,
        family: &str,
    ) -> Result<String, String> {
        self.container_says(account, family, &["{}", "item", ORDERS_TABLE])
            .await
    }

    /// The output of a command in the container `app` of a task definition. The word `{}` is replaced
    /// by a program with the SDK's default chain.
    ///
    /// # Errors
    /// What the command wrote about its error.
    ///
    /// # Panics
    /// If the command cannot run, or if a container that must end first does not succeed.
    pub async fn container_says(
        &self,
        account: &AccountId,
        family: &str,
        words: &[&str],
    ) -> Result<String, String> {
        let program = built_binary("container");
        let program = program.to_string_lossy();
        let with_program = |word: &&str| {
            if *word == "{}" {
                program.to_string()
            } else {
                (*word).to_owned()
            }
        };
        let words: Vec<String> = words.iter().map(with_program).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let run = self.run(account, family, &words).await.command;
        match run.exit_code {
            0 => Ok(run.stdout.trim().to_owned()),
            _ => Err(run.stderr.trim().to_owned()),
        }
    }

    /// Runs a program of this machine as the container `app`.
    async fn run(&self, account: &AccountId, family: &str, words: &[&str]) -> TaskRun {
        let endpoint = self.sandbox.endpoint();
        let request = RunTask {
            account: account.clone(),
            region: None,
            task_definition: family.to_owned(),
            container: Some("app".to_owned()),
        };
        let task = resolve_at(&endpoint, &request).await.expect("a task");
        let command = LocalCommand::new(words.iter().copied()).captured();
        let run = run_resolved_task(&task, &endpoint, &command).await;
        run.expect("the task runs")
    }
}

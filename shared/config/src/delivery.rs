/// How the AWS config file reaches the containers of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delivery {
    /// A container that runs first writes the file on a volume of the task: `init-container`.
    #[default]
    InitContainer,
    /// The file lies on the EC2 host: `host`.
    Host,
}

/// What becomes of a task definition that has a task role of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExistingTaskRole {
    /// It is left alone, and a finding says so: `refuse`.
    #[default]
    Refuse,
    /// The pair's task role takes its place, and a tag of the revision keeps it: `replace`.
    Replace,
}

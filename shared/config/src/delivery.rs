/// How the AWS config file reaches the containers of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delivery {
    /// `init-container`: a container that runs first writes the file to a volume of the task.
    #[default]
    InitContainer,
    /// `host`: the file is on the EC2 instance.
    Host,
}

/// How a task definition that already has a task role is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExistingTaskRole {
    /// `refuse`: rolepair does not patch it, and reports a finding.
    #[default]
    Refuse,
    /// `replace`: the pair's task role replaces it. A tag of the revision keeps the old role.
    Replace,
}

use serde_json::{Value, json};

/// The input of RegisterTaskDefinition, as a team writes it.
#[derive(Debug, Clone)]
pub struct TaskDefinitionInput(Value);

/// A task definition for Fargate with one container, `app`, and the tag that selects the pair `orders`.
pub fn task_definition(family: &str) -> TaskDefinitionInput {
    TaskDefinitionInput(json!({
        "family": family,
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [{
            "name": "app",
            "image": "registry.example.com/shop/app:1",
            "essential": true,
        }],
        "tags": [{"key": "rolepair:pair", "value": "orders"}],
    }))
}

impl TaskDefinitionInput {
    /// Adds a member, or replaces its value.
    #[must_use]
    pub fn with(mut self, member: &str, value: Value) -> Self {
        self.0[member] = value;
        self
    }

    /// Removes a member.
    #[must_use]
    pub fn without(mut self, member: &str) -> Self {
        self.0.as_object_mut().map(|body| body.remove(member));
        self
    }

    /// Adds a member to the container, or replaces its value.
    #[must_use]
    pub fn with_container_member(mut self, member: &str, value: Value) -> Self {
        self.0["containerDefinitions"][0][member] = value;
        self
    }

    /// The input as JSON.
    #[must_use]
    pub fn input(&self) -> &Value {
        &self.0
    }
}

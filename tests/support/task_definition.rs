use serde_json::{Value, json};

/// A task definition as a team would register it.
#[derive(Debug, Clone)]
pub struct TaskDefinition(Value);

/// A task definition for Fargate with one container, `app`, that chooses the pair `orders`.
pub fn task_definition(family: &str) -> TaskDefinition {
    TaskDefinition(json!({
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

impl TaskDefinition {
    /// With another member, or another value of it.
    #[must_use]
    pub fn with(mut self, member: &str, value: Value) -> Self {
        self.0[member] = value;
        self
    }

    /// Without a member.
    #[must_use]
    pub fn without(mut self, member: &str) -> Self {
        self.0.as_object_mut().map(|body| body.remove(member));
        self
    }

    /// With another member of its container.
    #[must_use]
    pub fn with_container_member(mut self, member: &str, value: Value) -> Self {
        self.0["containerDefinitions"][0][member] = value;
        self
    }

    /// The input of RegisterTaskDefinition.
    #[must_use]
    pub fn input(&self) -> &Value {
        &self.0
    }
}

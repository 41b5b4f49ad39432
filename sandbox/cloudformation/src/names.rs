use crate::stack::Stack;

/// How many characters of a stack's unique text end up in a name.
const UNIQUE: usize = 12;

/// The name CloudFormation generates for a resource: `stack-LogicalId-UNIQUE`, cut to the length
/// that the service allows.
pub(crate) fn generated(stack: &Stack, logical_id: &str, longest: usize) -> String {
    let unique: String = stack.unique.chars().take(UNIQUE).collect();
    let room = longest.saturating_sub(unique.len() + 1);
    let front = format!("{}-{logical_id}", stack.name);
    let front: String = front.chars().take(room).collect();
    format!("{}-{unique}", front.trim_end_matches('-'))
}

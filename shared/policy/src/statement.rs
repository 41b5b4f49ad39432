use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::{ConditionKey, ConditionOperator, Principals, element_writer::one_or_list};

/// One statement of a policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Statement {
    /// The `Sid`. It does not change what the statement means.
    pub sid: Option<String>,
    /// Whether it allows or denies.
    pub effect: Effect,
    /// Whom the statement applies to. `None` in a policy attached to an identity.
    pub principal: Option<Element<Principals>>,
    /// Which calls the statement applies to.
    pub action: Element<BTreeSet<String>>,
    /// Which resources the statement applies to. `None` in a trust policy.
    pub resource: Option<Element<BTreeSet<String>>>,
    /// The conditions under which the statement applies.
    pub condition: Conditions,
}

/// The conditions of a statement: operator, key and values.
///
/// Every operator and key must match. Of the values, one must match.
pub type Conditions = BTreeMap<ConditionOperator, BTreeMap<ConditionKey, BTreeSet<String>>>;

/// Whether a statement allows or denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// The statement allows.
    Allow,
    /// The statement denies. This wins over every Allow.
    Deny,
}

impl Effect {
    /// The word as policies write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

/// An element that names what the statement applies to, or what it excludes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element<T> {
    /// `Action`, `Resource`, `Principal`.
    Is(T),
    /// `NotAction`, `NotResource`, `NotPrincipal`.
    IsNot(T),
}

impl<T> Element<T> {
    /// The value, whichever of the two it is.
    pub fn named(&self) -> &T {
        match self {
            Self::Is(named) | Self::IsNot(named) => named,
        }
    }

    pub(crate) fn map<U>(&self, change: impl FnOnce(&T) -> U) -> Element<U> {
        match self {
            Self::Is(named) => Element::Is(change(named)),
            Self::IsNot(named) => Element::IsNot(change(named)),
        }
    }
}

impl Statement {
    /// A statement that allows `actions`, without any other element yet.
    #[must_use]
    pub fn allow<T: Into<String>>(actions: impl IntoIterator<Item = T>) -> Self {
        Self {
            sid: None,
            effect: Effect::Allow,
            principal: None,
            action: Element::Is(actions.into_iter().map(Into::into).collect()),
            resource: None,
            condition: Conditions::new(),
        }
    }

    /// The statement, for `principals`.
    #[must_use]
    pub fn to(mut self, principals: Principals) -> Self {
        self.principal = Some(Element::Is(principals));
        self
    }

    /// The statement, for one resource.
    #[must_use]
    pub fn on(mut self, resource: impl Into<String>) -> Self {
        self.resource = Some(Element::Is(BTreeSet::from([resource.into()])));
        self
    }

    /// The statement, with one more condition.
    #[must_use]
    pub fn when<T: Into<String>>(
        mut self,
        operator: ConditionOperator,
        key: &str,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let values = values.into_iter().map(Into::into).collect();
        let keys = self.condition.entry(operator).or_default();
        keys.insert(ConditionKey::from(key), values);
        self
    }

    pub(crate) fn to_value(&self) -> Value {
        let mut statement = Map::new();
        let mut set = |name: &str, value| statement.insert(name.to_owned(), value);
        if let Some(sid) = &self.sid {
            set("Sid", Value::from(sid.as_str()));
        }
        set("Effect", Value::from(self.effect.as_str()));
        match &self.principal {
            Some(Element::Is(named)) => set("Principal", named.to_value()),
            Some(Element::IsNot(named)) => set("NotPrincipal", named.to_value()),
            None => None,
        };
        match &self.action {
            Element::Is(named) => set("Action", one_or_list(named)),
            Element::IsNot(named) => set("NotAction", one_or_list(named)),
        };
        match &self.resource {
            Some(Element::Is(named)) => set("Resource", one_or_list(named)),
            Some(Element::IsNot(named)) => set("NotResource", one_or_list(named)),
            None => None,
        };
        if !self.condition.is_empty() {
            set("Condition", self.condition_value());
        }
        Value::Object(statement)
    }

    fn condition_value(&self) -> Value {
        let operators = self.condition.iter().map(|(operator, keys)| {
            let keys = keys
                .iter()
                .map(|(key, values)| (key.to_string(), one_or_list(values)));
            (operator.to_string(), Value::Object(Map::from_iter(keys)))
        });
        // Sorted by name, because readers look for names.
        let operators: BTreeMap<String, Value> = operators.collect();
        Value::Object(Map::from_iter(operators))
    }

    /// The statement in the form that IAM compares: accounts as ids, actions in lower case.
    pub(crate) fn normalized(&self) -> Self {
        let lower = |names: &BTreeSet<String>| names.iter().map(|n| n.to_lowercase()).collect();
        Self {
            principal: self
                .principal
                .as_ref()
                .map(|element| element.map(Principals::normalized)),
            action: self.action.map(lower),
            ..self.clone()
        }
    }
}

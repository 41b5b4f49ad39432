use std::str::FromStr;

/// A value for a template's parameter, given on the command line: `hub.LogRetentionDays=365`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GivenParameter {
    pub(crate) template: String,
    pub(crate) name: String,
    pub(crate) value: String,
}

impl FromStr for GivenParameter {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split_once('=')
            .and_then(|(place, value)| Some((place.split_once('.')?, value)))
            .map(|((template, name), value)| Self {
                template: template.to_owned(),
                name: name.to_owned(),
                value: value.to_owned(),
            })
            .ok_or("is not of the form TEMPLATE.NAME=VALUE (like `hub.LogRetentionDays=365`)")
    }
}

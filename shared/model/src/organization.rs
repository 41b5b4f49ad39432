use crate::text::{consists_of, text_type};

fn is_lower_alphanumeric(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

fn is_root(text: &str) -> bool {
    text.strip_prefix("r-")
        .is_some_and(|id| consists_of(id, 4, 32, is_lower_alphanumeric))
}

fn is_unit(text: &str) -> bool {
    text.strip_prefix("ou-")
        .and_then(|ids| ids.split_once('-'))
        .is_some_and(|(root, unit)| {
            consists_of(root, 4, 32, is_lower_alphanumeric)
                && consists_of(unit, 8, 32, is_lower_alphanumeric)
        })
}

text_type!(
    /// The id of an AWS organization: `o-` and 10 to 32 lower-case letters and digits.
    OrganizationId,
    "an organization id (like `o-a1b2c3d4e5`)",
    |text| text.strip_prefix("o-").is_some_and(|id| consists_of(id, 10, 32, is_lower_alphanumeric))
);

text_type!(
    /// The id of an organizational unit, or of the root, which is above every account.
    OrganizationalUnitId,
    "an organizational unit or root (like `ou-ab12-11111111` or `r-ab12`)",
    |text| is_root(text) || is_unit(text)
);

text_type!(
    /// The place of an account in its organization: the ids from the organization down to the
    /// account's unit, as in `aws:PrincipalOrgPaths` (`o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`).
    OrganizationPath,
    "an organization path (like `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`)",
    |text| {
        let Some(ids) = text.strip_suffix('/') else {
            return false;
        };
        let mut ids = ids.split('/');
        ids.next().is_some_and(|id| id.parse::<OrganizationId>().is_ok())
            && ids.next().is_some_and(is_root)
            && ids.all(is_unit)
    }
);

impl OrganizationPath {
    /// Whether the account is in `unit`, or in a unit below it.
    #[must_use]
    pub fn is_below(&self, unit: &OrganizationalUnitId) -> bool {
        self.as_str().split('/').any(|id| id == unit.as_str())
    }

    /// The path of `unit`, if this path leads through it.
    #[must_use]
    pub fn up_to(&self, unit: &OrganizationalUnitId) -> Option<Self> {
        let mut path = String::new();
        for id in self.as_str().split_terminator('/') {
            path.push_str(id);
            path.push('/');
            if id == unit.as_str() {
                return path.parse().ok();
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_through_its_units_and_no_other() {
        let path: OrganizationPath = "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/"
            .parse()
            .unwrap();
        for unit in ["r-ab12", "ou-ab12-11111111", "ou-ab12-22222222"] {
            assert!(path.is_below(&unit.parse().unwrap()), "{unit}");
        }
        assert!(!path.is_below(&"ou-ab12-33333333".parse().unwrap()));
        let unit = "ou-ab12-11111111".parse().unwrap();
        assert_eq!(
            path.up_to(&unit).unwrap().as_str(),
            "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"
        );
    }

    #[test]
    fn a_path_of_wildcards_is_refused() {
        for wrong in [
            "o-a1b2c3d4e5/*",
            "o-a1b2c3d4e5/",
            "*/r-ab12/",
            "o-a1b2c3d4e5/r-ab12",
            "o-a1b2c3d4e5/r-ab12/*/",
        ] {
            assert!(wrong.parse::<OrganizationPath>().is_err(), "{wrong}");
        }
    }
}

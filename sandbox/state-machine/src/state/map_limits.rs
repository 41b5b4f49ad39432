use serde_json::Value;

use crate::{
    path::{Path, PathRoots},
    state_error::StateError,
};

/// `MaxConcurrency`, or `MaxConcurrencyPath`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum MaxConcurrency {
    Fixed(u64),
    At(Path),
}

/// The limits of a map run.
pub(super) struct MapLimits {
    pub(super) side_by_side: usize,
    tolerated_percentage: u64,
}

impl MapLimits {
    pub(super) fn of(
        concurrency: &MaxConcurrency,
        tolerated: Option<&Path>,
        roots: PathRoots<'_>,
    ) -> Result<Self, StateError> {
        let number = |path: &Path| {
            let number = path.find(roots).and_then(Value::as_u64);
            number.ok_or_else(|| StateError::runtime(format!("`{}` is not a number", path.text())))
        };
        let side_by_side = match concurrency {
            MaxConcurrency::Fixed(number) => *number,
            MaxConcurrency::At(path) => number(path)?,
        };
        Ok(Self {
            side_by_side: usize::try_from(side_by_side)
                .ok()
                .filter(|number| (1..=10_000).contains(number))
                // 0 means unlimited, and so does more than the limit of the service.
                .unwrap_or(10_000),
            tolerated_percentage: tolerated.map_or(Ok(0), number)?,
        })
    }

    pub(super) fn is_exceeded(&self, failed: usize, total: usize) -> bool {
        let (failed, total) = (failed as u128, total as u128);
        failed * 100 > total * u128::from(self.tolerated_percentage)
    }
}

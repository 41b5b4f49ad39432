use rolepair_model::{Partition, Region};

use crate::{ConfigErrorCode, field::Field, keys::distinct_and_some};

/// The Regions, and their partition.
pub(crate) fn read(field: &Field<'_>) -> Option<(Partition, Vec<Region>)> {
    let regions: Vec<Region> = distinct_and_some(field)?;
    let first = regions.first()?;
    let partition = Partition::of(first);
    for (item, region) in field.items()?.iter().zip(&regions) {
        let other = Partition::of(region);
        if other != partition {
            let message = format!(
                "`{region}` is in the partition `{other}`, and `{first}` in `{partition}`; an organization is in one partition, so remove one"
            );
            item.error(ConfigErrorCode::PartitionsDiffer, message);
        }
    }
    Some((partition, regions))
}

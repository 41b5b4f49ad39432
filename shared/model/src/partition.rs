use crate::{Region, text::text_type};

text_type!(
    /// An AWS partition: the first field of every ARN after `arn`.
    Partition,
    "an AWS partition (`aws`, `aws-cn`, `aws-us-gov`, `aws-iso`, `aws-iso-b`, `aws-iso-e`, `aws-iso-f`, `aws-eusc`)",
    |text| PARTITIONS.iter().any(|(_, name)| *name == text)
);

/// The prefix of a partition's Regions, and the partition's name. Longer prefixes come first.
///
/// From the `partitions.json` that every AWS SDK contains.
const PARTITIONS: [(&str, &str); 8] = [
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-iso-", "aws-iso"),
    ("us-gov-", "aws-us-gov"),
    ("eusc-", "aws-eusc"),
    ("cn-", "aws-cn"),
    ("", "aws"),
];

impl Partition {
    /// The partition that a Region belongs to.
    #[must_use]
    pub fn of(region: &Region) -> Self {
        let name = PARTITIONS
            .iter()
            .find(|(prefix, _)| region.as_str().starts_with(prefix))
            .map_or("aws", |(_, name)| name);
        Self(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_region_is_in_its_partition() {
        for (region, partition) in [
            ("eu-west-1", "aws"),
            ("cn-north-1", "aws-cn"),
            ("us-gov-west-1", "aws-us-gov"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"),
            ("us-isof-south-1", "aws-iso-f"),
            ("eusc-de-east-1", "aws-eusc"),
        ] {
            assert_eq!(Partition::of(&region.parse().unwrap()).as_str(), partition);
        }
    }
}

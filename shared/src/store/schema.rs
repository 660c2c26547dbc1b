//! The table as the code expects it.

/// Partition key, a text.
pub const PARTITION_KEY: &str = "pk";
/// Sort key, a text.
pub const SORT_KEY: &str = "sk";
/// When DynamoDB drops an item, in seconds since the epoch.
pub const TTL: &str = "expires_at";

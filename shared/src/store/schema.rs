//! The attributes that the table's definition names.

/// The partition key, a text.
pub const PARTITION_KEY: &str = "pk";
/// The sort key, a text.
pub const SORT_KEY: &str = "sk";
/// When DynamoDB drops an item, in seconds since the epoch.
pub const TTL: &str = "expires_at";

//! Identifiers. They are parsed once, and their types keep them apart.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The largest id. Every JSON reader keeps integers up to 2^53 - 1 exact.
pub const MAX_ID: u64 = (1 << 53) - 1;

/// A text or number that is not an identifier: other than decimal digits, zero, or above [`MAX_ID`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier: 1..=9007199254740991 in decimal digits")]
pub struct NotAnId;

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "u64", into = "u64")]
        pub struct $name(u64);

        impl $name {
            /// The number itself.
            #[must_use]
            pub const fn get(self) -> u64 {
                self.0
            }

            /// The next identifier, unless this is the last.
            pub fn next(self) -> Result<Self, NotAnId> {
                Self::try_from(self.0 + 1)
            }
        }

        impl TryFrom<u64> for $name {
            type Error = NotAnId;
            fn try_from(number: u64) -> Result<Self, NotAnId> {
                if (1..=MAX_ID).contains(&number) { Ok(Self(number)) } else { Err(NotAnId) }
            }
        }

        impl From<$name> for u64 {
            fn from(id: $name) -> u64 {
                id.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = NotAnId;
            /// Only decimal digits, at most 16: no sign, no space.
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                if text.is_empty() || text.len() > 16 || !text.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(NotAnId);
                }
                text.parse::<u64>().map_err(|_| NotAnId)?.try_into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number_id! {
    /// A company that uses the service: Nutcache's Organization, CRO's x-tenant-id.
    TenantId
}
number_id! {
    /// A customer: unique in its tenant, in order of creation.
    CustomerId
}
number_id! {
    /// A person or program that calls one API: unique in the service.
    UserId
}
number_id! {
    /// An address, contact or location of a customer: unique in its tenant.
    PartId
}

impl PartId {
    /// The id of an address or a contact that was just made. The store gives it its own before it
    /// is stored, so no stored part and no answer has this one.
    pub const NEW: Self = Self(0);

    /// Whether the part has no id of its own yet.
    #[must_use]
    pub const fn is_new(self) -> bool {
        self.0 == 0
    }
}

/// A customer's UUID: version 7 if this service made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomerUuid(pub Uuid);

impl fmt::Display for CustomerUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl std::str::FromStr for CustomerUuid {
    type Err = NotAnId;
    /// Only the hyphenated form with 36 characters, in either case.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() != 36 {
            return Err(NotAnId);
        }
        Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)
    }
}

/// A myKaarma dealer, by the id that the vendor or the operator gave it: 1 to 64 visible ASCII
/// characters, often a UUID or 64 hexadecimal digits. Case does not matter.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DealerId(String);

/// A text that is no dealer's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a dealer's id: 1 to 64 visible ASCII characters")]
pub struct NotADealerId;

impl DealerId {
    /// Whether a text names this dealer.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        self.0.eq_ignore_ascii_case(text.trim())
    }
}

impl PartialEq for DealerId {
    fn eq(&self, other: &Self) -> bool {
        self.is(&other.0)
    }
}

impl Eq for DealerId {}

impl TryFrom<String> for DealerId {
    type Error = NotADealerId;
    fn try_from(text: String) -> Result<Self, NotADealerId> {
        let fits = (1..=64).contains(&text.len());
        let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits && is_visible { Ok(Self(text)) } else { Err(NotADealerId) }
    }
}

impl std::str::FromStr for DealerId {
    type Err = NotADealerId;
    fn from_str(text: &str) -> Result<Self, NotADealerId> {
        text.to_owned().try_into()
    }
}

impl From<DealerId> for String {
    fn from(id: DealerId) -> String {
        id.0
    }
}

impl fmt::Display for DealerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number of times a record was written: 1 after its creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub u64);

impl Version {
    /// The version of a new record.
    pub const FIRST: Self = Self(1);

    /// The version after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// The name of an API in keys, token audiences and the change history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiName(&'static str);

impl ApiName {
    /// A lower-case word, unique among the APIs. Each API's package defines its own.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for ApiName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

//! The API's versions, and the one in which a request is answered.

use std::fmt;

/// A version of the API, named after the day it came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum ApiVersion {
    /// 2019/02/08. A client that never named a version gets this one.
    #[default]
    V20190208,
    /// 2021/04/07
    V20210407,
    /// 2021/05/07
    V20210507,
    /// 2021/08/02
    V20210802,
    /// 2021/11/04
    V20211104,
    /// 2023/04/19
    V20230419,
}

/// A text that is not a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchVersion;

impl ApiVersion {
    /// All of them, oldest first.
    pub const ALL: [Self; 6] = [
        Self::V20190208,
        Self::V20210407,
        Self::V20210507,
        Self::V20210802,
        Self::V20211104,
        Self::V20230419,
    ];

    /// The text in `x-api-version`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V20190208 => "2019/02/08",
            Self::V20210407 => "2021/04/07",
            Self::V20210507 => "2021/05/07",
            Self::V20210802 => "2021/08/02",
            Self::V20211104 => "2021/11/04",
            Self::V20230419 => "2023/04/19",
        }
    }
}

impl TryFrom<&str> for ApiVersion {
    type Error = NoSuchVersion;
    fn try_from(text: &str) -> Result<Self, NoSuchVersion> {
        Self::ALL.into_iter().find(|version| version.as_str() == text).ok_or(NoSuchVersion)
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The version in which a request is answered, and whether the client's pin changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Applied {
    /// The version.
    pub version: ApiVersion,
    /// The client's pin must be written if the request succeeds.
    pub is_new_pin: bool,
}

impl Applied {
    /// The version that the request names, which is then pinned. If it names none, the pinned
    /// version. If there is no pin, or the pin is not a known version, the oldest version.
    pub fn of(named: Option<ApiVersion>, pinned: Option<&str>) -> Self {
        let pinned = pinned.and_then(|text| ApiVersion::try_from(text).ok());
        match named {
            Some(version) => Self { version, is_new_pin: pinned != Some(version) },
            None => Self { version: pinned.unwrap_or_default(), is_new_pin: false },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_named_exactly() {
        for version in ApiVersion::ALL {
            assert_eq!(ApiVersion::try_from(version.as_str()), Ok(version));
        }
        for text in ["", "2019-02-08", "2019/2/8", "2022/01/01", " 2019/02/08", "latest"] {
            assert_eq!(ApiVersion::try_from(text), Err(NoSuchVersion), "{text:?}");
        }
    }

    #[test]
    fn a_named_version_is_used_and_pinned_once() {
        let named = Some(ApiVersion::V20211104);
        let first = Applied { version: ApiVersion::V20211104, is_new_pin: true };
        assert_eq!(Applied::of(named, None), first);
        assert_eq!(Applied::of(named, Some("2021/04/07")), first);
        assert!(!Applied::of(named, Some("2021/11/04")).is_new_pin);
    }

    #[test]
    fn without_a_named_version_the_pin_counts_and_else_the_oldest() {
        let pinned = Applied::of(None, Some("2021/05/07"));
        assert_eq!(pinned, Applied { version: ApiVersion::V20210507, is_new_pin: false });
        for pin in [None, Some("1999/01/01")] {
            let oldest = Applied { version: ApiVersion::V20190208, is_new_pin: false };
            assert_eq!(Applied::of(None, pin), oldest);
        }
    }
}

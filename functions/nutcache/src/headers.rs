//! The headers beside the credentials.

use uuid::Uuid;

use shared::runtime::Request;

use crate::error::Error;

/// The only version of the API.
const API_VERSION: &str = "3";
/// How many characters a GUID has, with its hyphens.
const GUID_LENGTH: usize = 36;

/// The headers, each within its rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Headers {
    /// The organization the caller wants to act in.
    pub organization: Uuid,
}

impl Headers {
    /// Reads a request's.
    pub fn of(request: &Request) -> Result<Self, Error> {
        version(request.header("api-version"))?;
        Ok(Self { organization: organization(request.header("organizationguid"))? })
    }
}

/// A GUID in 36 characters, in either case.
fn organization(header: Option<&str>) -> Result<Uuid, Error> {
    let text = header.ok_or_else(|| invalid("The header OrganizationGuid is required."))?;
    Some(text)
        .filter(|text| text.len() == GUID_LENGTH)
        .and_then(|text| Uuid::try_parse(text).ok())
        .ok_or_else(|| invalid("The header OrganizationGuid is not a GUID."))
}

/// Version 3, which an absent header means too.
fn version(header: Option<&str>) -> Result<(), Error> {
    if header.is_none_or(|version| version == API_VERSION) {
        Ok(())
    } else {
        Err(invalid("The header api-version is not 3, the only version there is."))
    }
}

fn invalid(message: &str) -> Error {
    Error::Invalid(message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organization_is_a_guid_in_either_case() {
        let upper = "846E176E-7C4B-4BFD-A894-C98F2988927E";
        let lower = organization(Some(&upper.to_lowercase())).unwrap();
        assert_eq!(organization(Some(upper)).unwrap(), lower);
        let bare = upper.replace('-', "");
        let braced = format!("{{{upper}}}");
        for header in [None, Some(""), Some("1686"), Some(bare.as_str()), Some(braced.as_str())] {
            let found = organization(header);
            assert!(matches!(found, Err(Error::Invalid(_))), "{header:?}: {found:?}");
        }
    }

    #[test]
    fn the_version_is_3_or_not_named() {
        assert!(version(None).is_ok());
        assert!(version(Some("3")).is_ok());
        for header in ["", "2", "3.0", "03", "3,3"] {
            assert!(matches!(version(Some(header)), Err(Error::Invalid(_))), "{header:?}");
        }
    }
}

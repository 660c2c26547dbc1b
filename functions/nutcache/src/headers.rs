//! The headers beside the credentials.

use uuid::Uuid;

use shared::runtime::Request;

use crate::refusal::Refusal;

/// The only version of the API.
const API_VERSION: &str = "3";
/// How many characters a GUID has, with its hyphens.
const GUID_LENGTH: usize = 36;

/// The organization the caller wants to act in, once the headers are all within their rules.
pub(crate) fn organization(request: &Request) -> Result<Uuid, Refusal> {
    check_version(request.header("api-version"))?;
    guid(request.header("organizationguid"))
}

/// A GUID of 36 characters, in either case.
fn guid(header: Option<&str>) -> Result<Uuid, Refusal> {
    let text = header.ok_or_else(|| invalid("The header OrganizationGuid is required."))?;
    Some(text)
        .filter(|text| text.len() == GUID_LENGTH)
        .and_then(|text| Uuid::try_parse(text).ok())
        .ok_or_else(|| invalid("The header OrganizationGuid is not a GUID."))
}

/// Refuses any version but 3, which an absent header means too.
fn check_version(header: Option<&str>) -> Result<(), Refusal> {
    if header.is_none_or(|version| version == API_VERSION) {
        Ok(())
    } else {
        Err(invalid("The header api-version is not 3, the only version there is."))
    }
}

fn invalid(message: &str) -> Refusal {
    Refusal::Invalid(message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organization_is_a_guid_in_either_case() {
        let upper = "846E176E-7C4B-4BFD-A894-C98F2988927E";
        let lower = guid(Some(&upper.to_lowercase())).unwrap();
        assert_eq!(guid(Some(upper)).unwrap(), lower);
        let bare = upper.replace('-', "");
        let braced = format!("{{{upper}}}");
        for header in [None, Some(""), Some("1686"), Some(bare.as_str()), Some(braced.as_str())] {
            let found = guid(header);
            assert!(matches!(found, Err(Refusal::Invalid(_))), "{header:?}: {found:?}");
        }
    }

    #[test]
    fn the_version_is_3_or_absent() {
        assert!(check_version(None).is_ok());
        assert!(check_version(Some("3")).is_ok());
        for header in ["", "2", "3.0", "03", "3,3"] {
            let found = check_version(Some(header));
            assert!(matches!(found, Err(Refusal::Invalid(_))), "{header:?}");
        }
    }
}

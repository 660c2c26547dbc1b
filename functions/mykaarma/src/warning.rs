//! Warnings: what a successful request left out, and what the caller should check.

/// The numbers and titles of warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WarningCode {
    /// The customer has no phone number left.
    DeletedAllPhoneNumbers,
    /// The customer has no e-mail address left.
    DeletedAllEmails,
    /// An entry without a phone number was left out.
    EmptyPhoneNumber,
    /// An entry without an e-mail address was left out.
    EmptyEmail,
    /// No entry of the list has a readable number, so the stored list stayed.
    NoValidPhoneFound,
    /// An entry that is not an e-mail address was left out; or all were, and the stored list stayed.
    NoValidEmailFound,
    /// An entry that cannot be read as a phone number was left out.
    IncorrectPhoneFormat,
    /// Another customer of the tenant looks like this one.
    DuplicateCustomerFound,
    /// An invalid VIN was left out.
    InvalidVin,
}

impl WarningCode {
    /// `warningCode` and `warningTitle`
    pub(crate) const fn number_and_title(self) -> (u32, &'static str) {
        match self {
            Self::DeletedAllPhoneNumbers => (10_005, "DELETED_ALL_PHONE_NUMBERS"),
            Self::DeletedAllEmails => (10_006, "DELETED_ALL_EMAILS"),
            Self::EmptyPhoneNumber => (10_011, "EMPTY_PHONE_NUMBER"),
            Self::EmptyEmail => (10_012, "EMPTY_EMAIL"),
            Self::NoValidPhoneFound => (10_013, "NO_VALID_PHONE_FOUND"),
            Self::NoValidEmailFound => (10_014, "NO_VALID_EMAIL_FOUND"),
            Self::IncorrectPhoneFormat => (10_015, "INCORRECT_PHONE_FORMAT"),
            Self::DuplicateCustomerFound => (10_101, "DUPLICATE_CUSTOMER_FOUND"),
            Self::InvalidVin => (10_102, "INVALID_VIN"),
        }
    }
}

/// One warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Warning {
    /// Its number and title.
    pub code: WarningCode,
    /// Names fields by their JSON path and never repeats their values.
    pub message: String,
}

impl Warning {
    /// A warning with its message.
    #[must_use]
    pub fn new(code: WarningCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

//! What an answer says was passed over or is worth a look, although the request was done.

/// What a warning is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarningCode {
    /// The customer has no phone number any more, fax numbers apart.
    DeletedAllPhoneNumbers,
    /// The customer has no e-mail address any more.
    DeletedAllEmails,
    /// An entry without a phone number was left out.
    EmptyPhoneNumber,
    /// An entry without an e-mail address was left out.
    EmptyEmail,
    /// No entry of the list had a number that can be read: the stored list stayed.
    NoValidPhoneFound,
    /// An entry whose text is no e-mail address was left out; or all were, and the stored list
    /// stayed.
    NoValidEmailFound,
    /// An entry whose text cannot be read as a phone number was left out.
    IncorrectPhoneFormat,
    /// Another customer of the tenant looks like this one.
    DuplicateCustomerFound,
    /// A VIN that is none was left out.
    InvalidVin,
}

impl WarningCode {
    /// `warningCode`
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::DeletedAllPhoneNumbers => 10_005,
            Self::DeletedAllEmails => 10_006,
            Self::EmptyPhoneNumber => 10_011,
            Self::EmptyEmail => 10_012,
            Self::NoValidPhoneFound => 10_013,
            Self::NoValidEmailFound => 10_014,
            Self::IncorrectPhoneFormat => 10_015,
            Self::DuplicateCustomerFound => 10_101,
            Self::InvalidVin => 10_102,
        }
    }

    /// `warningTitle`
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::DeletedAllPhoneNumbers => "DELETED_ALL_PHONE_NUMBERS",
            Self::DeletedAllEmails => "DELETED_ALL_EMAILS",
            Self::EmptyPhoneNumber => "EMPTY_PHONE_NUMBER",
            Self::EmptyEmail => "EMPTY_EMAIL",
            Self::NoValidPhoneFound => "NO_VALID_PHONE_FOUND",
            Self::NoValidEmailFound => "NO_VALID_EMAIL_FOUND",
            Self::IncorrectPhoneFormat => "INCORRECT_PHONE_FORMAT",
            Self::DuplicateCustomerFound => "DUPLICATE_CUSTOMER_FOUND",
            Self::InvalidVin => "INVALID_VIN",
        }
    }
}

/// One warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What it is of.
    pub code: WarningCode,
    /// What is said of it; names fields by their JSON path and never repeats their values.
    pub message: String,
}

impl Warning {
    /// A warning with what is to be said of it.
    #[must_use]
    pub fn new(code: WarningCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

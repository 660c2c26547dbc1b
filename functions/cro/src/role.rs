//! The roles a user of the API may have.

/// A role, in the API's own words. Which of them an endpoint takes, its facts say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Runs the tenant.
    Admin,
    /// A customer's own user.
    ClientCustomer,
    /// Sells.
    CrmUser,
    /// Plans the trucks' work.
    Dispatcher,
    /// Drives a truck.
    Driver,
    /// Repairs trucks.
    Mechanic,
    /// Anyone.
    Public,
    /// Runs a subcontractor.
    ThirdPartyAdmin,
    /// Sells for a subcontractor.
    ThirdPartyCrmUser,
    /// Plans a subcontractor's work.
    ThirdPartyDispatcher,
    /// Drives a subcontractor's truck.
    ThirdPartyDriver,
}

/// A text that names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchRole;

impl Role {
    /// All of them, in alphabetical order.
    pub const ALL: [Self; 11] = [
        Self::Admin,
        Self::ClientCustomer,
        Self::CrmUser,
        Self::Dispatcher,
        Self::Driver,
        Self::Mechanic,
        Self::Public,
        Self::ThirdPartyAdmin,
        Self::ThirdPartyCrmUser,
        Self::ThirdPartyDispatcher,
        Self::ThirdPartyDriver,
    ];

    /// All of them as they stand in users' records.
    pub const NAMES: [&str; Self::ALL.len()] = {
        let mut names = [""; Self::ALL.len()];
        let mut at = 0;
        while at < names.len() {
            names[at] = Self::ALL[at].as_str();
            at += 1;
        }
        names
    };

    /// Who may read customers, as far as each can see them.
    pub const READS_CUSTOMERS: &[&str] = &[
        Self::Admin.as_str(),
        Self::ClientCustomer.as_str(),
        Self::CrmUser.as_str(),
        Self::Dispatcher.as_str(),
        Self::Driver.as_str(),
        Self::ThirdPartyDispatcher.as_str(),
        Self::ThirdPartyDriver.as_str(),
    ];

    /// As it stands in a user's record.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "Admin",
            Self::ClientCustomer => "ClientCustomer",
            Self::CrmUser => "CrmUser",
            Self::Dispatcher => "Dispatcher",
            Self::Driver => "Driver",
            Self::Mechanic => "Mechanic",
            Self::Public => "Public",
            Self::ThirdPartyAdmin => "ThirdPartyAdmin",
            Self::ThirdPartyCrmUser => "ThirdPartyCrmUser",
            Self::ThirdPartyDispatcher => "ThirdPartyDispatcher",
            Self::ThirdPartyDriver => "ThirdPartyDriver",
        }
    }
}

impl TryFrom<&str> for Role {
    type Error = NoSuchRole;
    fn try_from(text: &str) -> Result<Self, NoSuchRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(NoSuchRole)
    }
}

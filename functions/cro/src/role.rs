//! The roles a user of the API may have.

/// A role, in the API's own words. Each endpoint's `SPEC` says which roles may call it.
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

/// A text that is not the name of a role.
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

    /// All names, as users' records have them.
    pub const NAMES: [&str; Self::ALL.len()] = {
        let mut names = [""; Self::ALL.len()];
        let mut at = 0;
        while at < names.len() {
            names[at] = Self::ALL[at].as_str();
            at += 1;
        }
        names
    };

    /// The roles that may read customers. Some of them see only a part of the customers.
    pub const READS_CUSTOMERS: &[&str] = &[
        Self::Admin.as_str(),
        Self::ClientCustomer.as_str(),
        Self::CrmUser.as_str(),
        Self::Dispatcher.as_str(),
        Self::Driver.as_str(),
        Self::ThirdPartyDispatcher.as_str(),
        Self::ThirdPartyDriver.as_str(),
    ];

    /// The name, as users' records have it.
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

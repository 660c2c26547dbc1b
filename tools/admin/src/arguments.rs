//! The command line.

use admin::Api;
use clap::{Args, Parser, Subcommand};
use cro::token::{ClientId, NotAClient};
use shared::id::{CustomerId, PartId, TenantId, UserId};
use uuid::Uuid;

/// Keys, tenants, users and subscribers of the customer APIs.
#[derive(Debug, Parser)]
#[command(name = "admin", version)]
pub struct Arguments {
    /// Another endpoint than the region's, such as the local stack's.
    #[arg(long, global = true, env = "AWS_ENDPOINT_URL_DYNAMODB")]
    pub endpoint_url: Option<String>,
    /// The table.
    #[arg(long, global = true, env = "TABLE_NAME", default_value = "customers")]
    pub table: String,
    /// Answer in JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Token signing keys.
    #[command(subcommand)]
    Keys(Keys),
    /// Tenants.
    #[command(subcommand)]
    Tenant(Tenant),
    /// Users.
    #[command(subcommand)]
    User(User),
    /// API keys.
    #[command(subcommand)]
    ApiKey(ApiKey),
    /// How often callers may call.
    #[command(subcommand)]
    Limits(Limits),
    /// Service subscribers.
    #[command(subcommand)]
    Subscriber(Subscriber),
    /// Departments.
    #[command(subcommand)]
    Department(Department),
    /// Grant a subscriber scopes in a department.
    Grant(Grant),
    /// Mint a token for a user.
    Token {
        /// The API the token is for: the user's.
        #[arg(long)]
        api: Api,
        /// The user.
        #[arg(long)]
        user: UserId,
        /// The program that calls for the user: cro pins API versions to it. 1 to 8 ASCII letters,
        /// digits, hyphens or underscores.
        #[arg(long, value_parser = client)]
        client: Option<ClientId>,
    },
    /// Customers.
    #[command(subcommand)]
    Customer(Customer),
    /// Check that all items of a tenant agree. Reads the whole table.
    Verify {
        /// The tenant.
        #[arg(long)]
        tenant: TenantId,
    },
}

fn client(text: &str) -> Result<ClientId, NotAClient> {
    text.to_owned().try_into()
}

/// Token signing keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Add a key, which signs from ten minutes on; the others go on verifying.
    Rotate {
        /// The API; without it, every API that has no key yet gets one.
        #[arg(long)]
        api: Option<Api>,
    },
    /// List the keys, without their secrets.
    List,
    /// End a key: tokens it signed are refused.
    Retire {
        /// The key.
        kid: String,
        /// Its API.
        #[arg(long)]
        api: Api,
    },
}

/// Tenants.
#[derive(Debug, Subcommand)]
pub enum Tenant {
    /// Add a tenant and its organization.
    Add(NewTenant),
    /// List the tenants. Reads the whole table.
    List,
}

/// A tenant to be added.
#[derive(Debug, Args)]
pub struct NewTenant {
    /// Its id.
    #[arg(long)]
    pub id: TenantId,
    /// Its name.
    #[arg(long)]
    pub name: String,
    /// The GUID of its organization; a new one where none is given.
    #[arg(long)]
    pub organization: Option<Uuid>,
    /// Dealers that belong to it.
    #[arg(long)]
    pub dealer: Vec<Uuid>,
    /// A file with its states, taxes, currencies and address, in JSON.
    #[arg(long)]
    pub reference_data: Option<std::path::PathBuf>,
}

/// Users.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a user.
    Add(NewUser),
    /// Let a user in no more.
    Disable {
        /// The user.
        id: UserId,
    },
}

/// A user to be added.
#[derive(Debug, Args)]
pub struct NewUser {
    /// The API it may call.
    #[arg(long)]
    pub api: Api,
    /// The tenants it may act in.
    #[arg(long, required = true)]
    pub tenant: Vec<TenantId>,
    /// Roles, in the API's own words.
    #[arg(long)]
    pub role: Vec<String>,
    /// The customer it is bound to.
    #[arg(long)]
    pub customer: Option<CustomerId>,
    /// The dispatch locations it works at.
    #[arg(long)]
    pub location: Vec<PartId>,
    /// E-mail address: the name it logs in with.
    #[arg(long)]
    pub email: Option<String>,
    /// The person's name.
    #[arg(long)]
    pub name: Option<String>,
    /// Read its password from standard input.
    #[arg(long, requires = "email")]
    pub password_stdin: bool,
    /// Its password. Other users of the machine can see it: --password-stdin hides it.
    #[arg(long, requires = "email", conflicts_with = "password_stdin")]
    pub password: Option<String>,
}

/// API keys.
#[derive(Debug, Subcommand)]
pub enum ApiKey {
    /// Make a key for a user; it is shown once.
    Add {
        /// The user.
        #[arg(long)]
        user: UserId,
    },
    /// Let a key in no more; the key comes on standard input.
    Disable,
}

/// How often callers may call, as a multiple of what their API's documentation says: 1 is that,
/// 10 ten times as much, 0 without limits.
#[derive(Debug, Subcommand)]
pub enum Limits {
    /// The callers of a tenant that have no factor of their own.
    Tenant {
        /// The tenant.
        id: TenantId,
        /// How many times; the documented limits where it is left out.
        #[arg(long)]
        times: Option<u32>,
    },
    /// A user, with all its keys.
    User {
        /// The user.
        id: UserId,
        /// How many times; its tenant's where it is left out.
        #[arg(long)]
        times: Option<u32>,
    },
    /// One API key, which is read from standard input.
    ApiKey {
        /// How many times; its user's where it is left out.
        #[arg(long)]
        times: Option<u32>,
    },
}

/// Service subscribers.
#[derive(Debug, Subcommand)]
pub enum Subscriber {
    /// Add a subscriber; its password is made new and shown once.
    Add {
        /// Its user name.
        #[arg(long)]
        username: String,
    },
    /// Let a subscriber in no more.
    Disable {
        /// Its user name.
        #[arg(long)]
        username: String,
    },
}

/// Departments.
#[derive(Debug, Subcommand)]
pub enum Department {
    /// Add a department of a dealer's; its token is made new. Reads the whole table.
    Add {
        /// The tenant.
        #[arg(long)]
        tenant: TenantId,
        /// The dealer; the tenant's from now on where it was nobody's.
        #[arg(long)]
        dealer: Uuid,
    },
}

/// What is granted to whom.
#[derive(Debug, Args)]
pub struct Grant {
    /// The subscriber's user name.
    #[arg(long)]
    pub subscriber: String,
    /// The department's token.
    #[arg(long)]
    pub department: String,
    /// Scopes, such as customer.search and customer.update.
    #[arg(long, required = true)]
    pub scope: Vec<String>,
}

/// Customers.
#[derive(Debug, Subcommand)]
pub enum Customer {
    /// Show a customer's whole record.
    Show {
        /// The tenant.
        #[arg(long)]
        tenant: TenantId,
        /// The customer.
        id: CustomerId,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_user_needs_a_tenant() {
        let without = Arguments::try_parse_from(["admin", "user", "add", "--api", "cro"]);
        assert!(without.is_err());
        let with =
            Arguments::try_parse_from(["admin", "user", "add", "--api", "cro", "--tenant", "1686"]);
        assert!(with.is_ok());
    }

    #[test]
    fn ids_are_parsed_at_the_edge() {
        let zero = ["admin", "customer", "show", "--tenant", "0", "1"];
        assert!(Arguments::try_parse_from(zero).is_err());
    }
}

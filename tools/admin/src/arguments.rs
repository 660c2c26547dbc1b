//! The command line.

use clap::{Args, Parser, Subcommand};
use shared::id::{ApiName, CustomerId, DealerId, PartId, TenantId, UserId};
use uuid::Uuid;

/// Manage the signing keys, tenants and callers of the customer APIs.
#[derive(Debug, Parser)]
#[command(name = "admin", version)]
pub struct Arguments {
    /// The address of DynamoDB, if it is not AWS's own: http://127.0.0.1:8000 for the local stack.
    /// An address on this machine needs no credentials.
    #[arg(long, global = true, env = "AWS_ENDPOINT_URL_DYNAMODB")]
    pub endpoint_url: Option<String>,
    /// The name of the table.
    #[arg(long, global = true, env = "TABLE_NAME", default_value = "customers")]
    pub table: String,
    /// Print JSON for scripts.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Manage the keys that sign tokens.
    #[command(subcommand)]
    Keys(Keys),
    /// Manage tenants.
    #[command(subcommand)]
    Tenant(Tenant),
    /// Manage users.
    #[command(subcommand)]
    User(User),
    /// Manage API keys.
    #[command(subcommand)]
    ApiKey(ApiKey),
    /// Set how often callers may call.
    #[command(subcommand)]
    Limits(Limits),
    /// Manage service subscribers.
    #[command(subcommand)]
    Subscriber(Subscriber),
    /// Manage departments.
    #[command(subcommand)]
    Department(Department),
    /// Allow a subscriber to act in a department.
    Grant(Grant),
    /// Make a token for a user.
    Token {
        /// The API that the user belongs to.
        #[arg(long, value_parser = api)]
        api: ApiName,
        /// The user's id.
        #[arg(long)]
        user: UserId,
        /// The name of the program that will use the token: 1 to 8 ASCII letters, digits, hyphens
        /// or underscores; `admin` if none is given. Only for APIs whose tokens name a program, such
        /// as cro, which pins its API version to the program in each tenant.
        #[arg(long)]
        client: Option<String>,
    },
    /// Look at customers.
    #[command(subcommand)]
    Customer(Customer),
    /// Check that all stored items of a tenant agree. Reads the whole table.
    Verify {
        /// The tenant's id.
        #[arg(long)]
        tenant: TenantId,
    },
}

fn api(name: &str) -> Result<ApiName, String> {
    let known = || admin::api::all().map(|api| api.name.as_str()).collect::<Vec<_>>().join(", ");
    admin::api::named(name).map(|api| api.name).ok_or_else(|| format!("choose from {}", known()))
}

/// Manage the keys that sign tokens.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Add a key. It starts to sign after ten minutes; tokens of older keys stay valid.
    Rotate {
        /// The API. Without it, every API that has no key yet gets one.
        #[arg(long, value_parser = api)]
        api: Option<ApiName>,
    },
    /// List all keys without their secrets.
    List,
    /// Remove a key. The tokens that it signed are refused from then on.
    Retire {
        /// The key's id, as `keys list` shows it.
        kid: String,
        /// The API that the key belongs to.
        #[arg(long, value_parser = api)]
        api: ApiName,
    },
}

/// Manage tenants.
#[derive(Debug, Subcommand)]
pub enum Tenant {
    /// Add a tenant and its organization.
    Add(NewTenant),
    /// List all tenants. Reads the whole table.
    List,
    /// Remove a tenant with its customers, their history, its users, subscribers and departments.
    /// Nothing brings them back. Reads the whole table.
    Remove {
        /// The tenant's id.
        #[arg(long)]
        id: TenantId,
        /// The tenant's name, as `tenant list` shows it.
        #[arg(long)]
        name: String,
    },
}

/// A tenant to add.
#[derive(Debug, Args)]
pub struct NewTenant {
    /// The tenant's id: a number that no tenant has yet.
    #[arg(long)]
    pub id: TenantId,
    /// The tenant's name.
    #[arg(long)]
    pub name: String,
    /// The GUID of its organization in Nutcache. Without it, a new one is made.
    #[arg(long)]
    pub organization: Option<Uuid>,
    /// A dealer that belongs to the tenant. May be repeated.
    #[arg(long)]
    pub dealer: Vec<DealerId>,
    /// A JSON file with the tenant's states, taxes, currencies and address.
    #[arg(long)]
    pub reference_data: Option<std::path::PathBuf>,
}

/// Manage users.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a user.
    Add(NewUser),
    /// Stop a user from calling, within a minute.
    Disable {
        /// The user's id.
        id: UserId,
    },
    /// Change a user's password and end all its sessions. A new password is shown only once.
    Password {
        /// The user's id.
        id: UserId,
        #[command(flatten)]
        secret: Brought,
    },
    /// End all sessions of a user: every token that it has is refused, within a minute.
    RevokeTokens {
        /// The user's id.
        id: UserId,
    },
}

/// Whether a secret is made or brought.
#[derive(Debug, Args)]
pub struct Brought {
    /// Read the secret from the first line of standard input instead of making one, so that
    /// clients keep their configuration.
    #[arg(long, value_name = "-", value_parser = ["-"])]
    pub secret: Option<String>,
}

/// A user to add.
#[derive(Debug, Args)]
pub struct NewUser {
    /// The API that the user may call.
    #[arg(long, value_parser = api)]
    pub api: ApiName,
    /// A tenant that the user may act in. May be repeated.
    #[arg(long, required = true)]
    pub tenant: Vec<TenantId>,
    /// A role that the API has; a wrong one is refused with the list. May be repeated.
    #[arg(long)]
    pub role: Vec<String>,
    /// The id of the customer that the user belongs to.
    #[arg(long)]
    pub customer: Option<CustomerId>,
    /// The id of a dispatch location where the user works. May be repeated.
    #[arg(long)]
    pub location: Vec<PartId>,
    /// The e-mail address that the user logs in with.
    #[arg(long)]
    pub email: Option<String>,
    /// The user's name.
    #[arg(long)]
    pub name: Option<String>,
    /// Read the password from standard input.
    #[arg(long, requires = "email")]
    pub password_stdin: bool,
    /// The password. Other users of this machine can see it; --password-stdin hides it.
    #[arg(long, requires = "email", conflicts_with = "password_stdin")]
    pub password: Option<String>,
}

/// Manage API keys.
#[derive(Debug, Subcommand)]
pub enum ApiKey {
    /// Make a key for a user. It is shown only once.
    Add {
        /// The user's id.
        #[arg(long)]
        user: UserId,
        #[command(flatten)]
        secret: Brought,
    },
    /// Stop a key from working, within a minute. The key is read from standard input.
    Disable,
}

/// Set how often callers may call, as a multiple of the limit of their API: 1 is the documented
/// limit, 10 is ten times as much, 0 removes the limit.
#[derive(Debug, Subcommand)]
pub enum Limits {
    /// For all callers of a tenant, except those that have a multiple of their own.
    Tenant {
        /// The tenant's id.
        id: TenantId,
        /// The multiple. Without it, the documented limits apply again.
        #[arg(long)]
        times: Option<u32>,
    },
    /// For one user and all its API keys.
    User {
        /// The user's id.
        id: UserId,
        /// The multiple. Without it, the tenant's applies again.
        #[arg(long)]
        times: Option<u32>,
    },
    /// For a service subscriber.
    Subscriber {
        /// The subscriber's user name.
        #[arg(long)]
        username: String,
        /// The multiple. Without it, the tenant's applies again.
        #[arg(long)]
        times: Option<u32>,
    },
    /// For one API key, which is read from standard input.
    ApiKey {
        /// The multiple. Without it, the user's applies again.
        #[arg(long)]
        times: Option<u32>,
    },
}

/// Manage service subscribers.
#[derive(Debug, Subcommand)]
pub enum Subscriber {
    /// Add a subscriber. Its new password is shown only once.
    Add {
        /// The subscriber's user name.
        #[arg(long)]
        username: String,
        #[command(flatten)]
        secret: Brought,
    },
    /// Stop a subscriber from calling, within a minute.
    Disable {
        /// The subscriber's user name.
        #[arg(long)]
        username: String,
    },
}

/// Manage departments.
#[derive(Debug, Subcommand)]
pub enum Department {
    /// Add a department to a dealer. Its new token is shown. Reads the whole table.
    Add {
        /// The id of the tenant that the dealer belongs to.
        #[arg(long)]
        tenant: TenantId,
        /// The dealer. A dealer of no tenant becomes this tenant's.
        #[arg(long)]
        dealer: DealerId,
        #[command(flatten)]
        secret: Brought,
    },
    /// Let nobody call for a department any more, within a minute. This cannot be undone: its
    /// token is not given again.
    Revoke {
        /// The department's token.
        #[arg(long)]
        department: String,
    },
}

/// What a subscriber may do, and in which department.
#[derive(Debug, Args)]
pub struct Grant {
    /// The subscriber's user name.
    #[arg(long)]
    pub subscriber: String,
    /// The department's token.
    #[arg(long)]
    pub department: String,
    /// What is allowed: customer.search or customer.update. May be repeated.
    #[arg(long, required = true)]
    pub scope: Vec<String>,
}

/// Look at customers.
#[derive(Debug, Subcommand)]
pub enum Customer {
    /// Show everything that is stored about a customer. Empty fields are left out.
    Show {
        /// The id of the customer's tenant.
        #[arg(long)]
        tenant: TenantId,
        /// The customer's id.
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

    /// A secret on the command line could be seen by other users of the machine.
    #[test]
    fn a_secret_is_brought_on_standard_input_alone() {
        let with = |secret: &str| {
            let arguments = ["admin", "subscriber", "add", "--username", "dms", "--secret", secret];
            Arguments::try_parse_from(arguments).is_ok()
        };
        assert!(with("-"));
        assert!(!with("c2VjcmV0LXNlY3JldC1zZWNyZXQtc2Vj"));
    }

    #[test]
    fn ids_are_parsed_at_the_edge() {
        let zero = ["admin", "customer", "show", "--tenant", "0", "1"];
        assert!(Arguments::try_parse_from(zero).is_err());
    }
}

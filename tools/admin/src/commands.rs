//! Each command: what it calls, and what it prints.

use std::io::{self, Read as _};

use admin::output::Table;
use admin::users::NewUser;
use admin::{AdminError, Password, Secret, api, keys, limits, page, subscribers, tenants, users};
use serde_json::{Value, json};
use shared::id::{ApiName, CustomerId, TenantId, UserId};
use shared::store::principal::{LimitMultiplier, Subscriber, Tenant, User};
use shared::store::{Get, Store};
use uuid::Uuid;

use crate::arguments::{self, Command};

/// What a command prints.
pub struct Outcome {
    /// For people or scripts.
    pub table: Table,
    /// For people, where a table would be hard to read.
    pub page: Option<String>,
    /// Whether everything was found in order.
    pub is_fine: bool,
}

impl From<Table> for Outcome {
    fn from(table: Table) -> Self {
        Self { table, page: None, is_fine: true }
    }
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The operation itself failed.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// A file, or standard input, cannot be read.
    #[error("{0} cannot be read: {1}")]
    Read(String, io::Error),
    /// A file does not hold what it should.
    #[error("{0} does not hold a tenant's reference data: {1}")]
    ReferenceData(String, serde_json::Error),
    /// The user belongs to another API.
    #[error("user {0} belongs to {1}")]
    OtherApi(UserId, String),
    /// A record cannot be shown.
    #[error("the record cannot be shown: {0}")]
    Show(serde_json::Error),
}

impl CommandError {
    /// The error with its causes: one line.
    pub fn into_line(self) -> String {
        match self {
            Self::Admin(error) => error.into_line(),
            error => error.to_string(),
        }
    }
}

/// Runs the command.
pub async fn run(store: &Store, command: Command) -> Result<Outcome, CommandError> {
    use arguments::{ApiKey, Customer, Department, Keys, Subscriber, Tenant, User};
    Ok(match command {
        Command::Keys(Keys::Rotate { api }) => rotate(store, api).await?.into(),
        Command::Keys(Keys::List) => list_keys(store).await?.into(),
        Command::Keys(Keys::Retire { kid, api }) => {
            keys::retire(store, api, &kid).await?;
            Table::new(&["api", "retired"]).row([json!(api.as_str()), json!(kid)]).into()
        }
        Command::Tenant(Tenant::Add(new)) => add_tenant(store, new).await?.into(),
        Command::Tenant(Tenant::List) => list_tenants(store).await?.into(),
        Command::Tenant(Tenant::Remove { id, name }) => {
            let items = tenants::remove(store, id, &name).await?;
            Table::new(&["removed", "items"]).row([json!(id), json!(items)]).into()
        }
        Command::User(User::Add(new)) => add_user(store, new).await?.into(),
        Command::User(User::Disable { id }) => user_table(&users::disable(store, id).await?).into(),
        Command::User(User::Password { id, secret }) => {
            set_password(store, id, &secret).await?.into()
        }
        Command::User(User::RevokeTokens { id }) => {
            user_table(&users::revoke_tokens(store, id).await?).into()
        }
        Command::ApiKey(ApiKey::Add { user, secret }) => {
            let secret = brought(&secret)?;
            let key = users::add_api_key(store, user, of(secret.as_deref())?).await?;
            Table::new(&["user", "api_key"]).row([json!(user), json!(key)]).into()
        }
        Command::ApiKey(ApiKey::Disable) => {
            let key = users::disable_api_key(store, &read_secret()?).await?;
            Table::new(&["user", "disabled"]).row([json!(key.user), json!(key.disabled)]).into()
        }
        Command::Limits(limits) => set_limits(store, limits).await?.into(),
        Command::Subscriber(Subscriber::Add { username, secret }) => {
            let secret = brought(&secret)?;
            let password = subscribers::add(store, &username, of(secret.as_deref())?).await?;
            Table::new(&["username", "password"]).row([json!(username), json!(password)]).into()
        }
        Command::Subscriber(Subscriber::Disable { username }) => {
            let subscriber = subscribers::disable(store, &username).await?;
            let row = [json!(subscriber.username), json!(subscriber.disabled)];
            Table::new(&["username", "disabled"]).row(row).into()
        }
        Command::Department(Department::Add { tenant, dealer, secret }) => {
            let secret = brought(&secret)?;
            let secret = of(secret.as_deref())?;
            let token = subscribers::add_department(store, tenant, dealer.clone(), secret).await?;
            let columns = &["tenant", "dealer", "department_token"];
            Table::new(columns).row([json!(tenant), json!(dealer), json!(token)]).into()
        }
        Command::Department(Department::Revoke { department }) => {
            let revoked = subscribers::revoke_department(store, &department).await?;
            let columns = &["tenant", "department_token", "revoked"];
            let row = [json!(revoked.tenant), json!(revoked.token), json!(revoked.revoked)];
            Table::new(columns).row(row).into()
        }
        Command::Grant(grant) => grant_table(
            &subscribers::grant(store, &grant.subscriber, &grant.department, &grant.scope).await?,
        )
        .into(),
        Command::Token { api, user, client } => mint(store, api, user, client).await?.into(),
        Command::Customer(Customer::Show { tenant, id }) => show(store, tenant, id).await?,
        Command::Verify { tenant } => verify(store, tenant).await?,
    })
}

async fn rotate(store: &Store, api: Option<ApiName>) -> Result<Table, CommandError> {
    let mut table = Table::new(&["api", "new_kid"]);
    let Some(api) = api else {
        for api in keys::ensure(store).await? {
            let kids = keys::list(store, api).await?;
            let kid = kids.last().map(|key| key.kid.as_str());
            table = table.row([json!(api.as_str()), json!(kid)]);
        }
        return Ok(table);
    };
    let kid = keys::rotate(store, api).await?;
    Ok(table.row([json!(api.as_str()), json!(kid)]))
}

async fn list_keys(store: &Store) -> Result<Table, CommandError> {
    let mut table = Table::new(&["api", "kid", "created_at"]);
    for api in api::all().map(|api| api.name) {
        for key in keys::list(store, api).await? {
            let created = key.created_at.rfc3339_millis();
            table = table.row([json!(api.as_str()), json!(key.kid), json!(created)]);
        }
    }
    Ok(table)
}

async fn add_tenant(store: &Store, new: arguments::NewTenant) -> Result<Table, CommandError> {
    let organization = new.organization.unwrap_or_else(Uuid::new_v4);
    let mut document = match &new.reference_data {
        None => json!({}),
        Some(path) => {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path)
                .map_err(|error| CommandError::Read(name.clone(), error))?;
            serde_json::from_str(&text)
                .map_err(|error| CommandError::ReferenceData(name.clone(), error))?
        }
    };
    if let Some(fields) = document.as_object_mut() {
        fields.insert("id".to_owned(), json!(new.id));
        fields.insert("name".to_owned(), json!(new.name));
        fields.insert("organization".to_owned(), json!(organization));
        fields.insert("dealers".to_owned(), json!(new.dealer));
        fields.insert("created_at".to_owned(), json!(store.clock().now()));
    }
    let tenant: Tenant = serde_json::from_value(document).map_err(|error| {
        let path = new.reference_data.map(|path| path.display().to_string()).unwrap_or_default();
        CommandError::ReferenceData(path, error)
    })?;
    tenants::add(store, &tenant).await?;
    Ok(tenants_table(&[tenant]))
}

async fn list_tenants(store: &Store) -> Result<Table, CommandError> {
    Ok(tenants_table(&tenants::list(store).await?))
}

fn tenants_table(tenants: &[Tenant]) -> Table {
    tenants.iter().fold(Table::new(&["id", "name", "organization", "dealers"]), |table, tenant| {
        table.row([
            json!(tenant.id),
            json!(tenant.name),
            json!(tenant.organization.hyphenated().to_string().to_uppercase()),
            json!(tenant.dealers),
        ])
    })
}

async fn add_user(store: &Store, new: arguments::NewUser) -> Result<Table, CommandError> {
    let password = if new.password_stdin { Some(read_secret()?) } else { new.password };
    let user = NewUser {
        id: None,
        api: new.api,
        tenants: new.tenant,
        roles: new.role,
        email: new.email,
        name: new.name,
        customer: new.customer,
        locations: new.location,
        password: password.map(Password::Plain),
    };
    Ok(user_table(&users::add(store, user).await?))
}

/// Gives a user the password that is brought, or a new one, which is shown.
async fn set_password(
    store: &Store,
    id: UserId,
    secret: &arguments::Brought,
) -> Result<Table, CommandError> {
    let password = match brought(secret)? {
        Some(password) => password,
        None => Secret::New.reveal().map_err(AdminError::from)?,
    };
    users::set_password(store, id, &Password::Plain(password.clone())).await?;
    let shown = if secret.secret.is_some() { Value::Null } else { json!(password) };
    Ok(Table::new(&["user", "password"]).row([json!(id), shown]))
}

/// The secret that is brought on standard input, if one is.
fn brought(secret: &arguments::Brought) -> Result<Option<String>, CommandError> {
    secret.secret.as_ref().map(|_| read_secret()).transpose()
}

fn of(secret: Option<&str>) -> Result<Secret<'_>, AdminError> {
    secret.map_or(Ok(Secret::New), Secret::brought)
}

/// The first line of standard input.
fn read_secret() -> Result<String, CommandError> {
    let mut text = String::new();
    io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| CommandError::Read("standard input".to_owned(), error))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn user_table(user: &User) -> Table {
    Table::new(&["id", "api", "tenants", "roles", "customer", "disabled"]).row([
        json!(user.id),
        json!(user.api),
        json!(user.tenants),
        json!(user.roles),
        json!(user.customer),
        json!(user.disabled),
    ])
}

fn grant_table(subscriber: &Subscriber) -> Table {
    let table = Table::new(&["subscriber", "department_token", "scopes"]);
    subscriber.grants.iter().fold(table, |table, grant| {
        table.row([json!(subscriber.username), json!(grant.department), json!(grant.scopes)])
    })
}

async fn mint(
    store: &Store,
    api: ApiName,
    user: UserId,
    client: Option<String>,
) -> Result<Table, CommandError> {
    let user = users::get(store, user).await?;
    if user.api != api.as_str() {
        return Err(CommandError::OtherApi(user.id, user.api));
    }
    let token = api::mint(store, store.clock(), &user, client.as_deref()).await?;
    Ok(Table::new(&["user", "api", "token"]).row([json!(user.id), json!(user.api), json!(token)]))
}

async fn set_limits(store: &Store, limits: arguments::Limits) -> Result<Table, CommandError> {
    use arguments::Limits;
    let (whose, times) = match limits {
        Limits::Tenant { id, times } => {
            let factor = limits::of_tenant(store, id, times.map(LimitMultiplier)).await?;
            (json!({"tenant": id}), Some(factor))
        }
        Limits::User { id, times } => {
            let user = limits::of_user(store, id, times.map(LimitMultiplier)).await?;
            (json!({"user": id}), user.rate)
        }
        Limits::Subscriber { username, times } => {
            let times = times.map(LimitMultiplier);
            let subscriber = limits::of_subscriber(store, &username, times).await?;
            (json!({"subscriber": subscriber.username}), subscriber.rate)
        }
        Limits::ApiKey { times } => {
            let key =
                limits::of_api_key(store, &read_secret()?, times.map(LimitMultiplier)).await?;
            (json!({"api_key_of": key.user}), key.rate)
        }
    };
    Ok(Table::new(&["whose", "times"]).row([whose, json!(times)]))
}

async fn show(store: &Store, tenant: TenantId, id: CustomerId) -> Result<Outcome, CommandError> {
    let customer = store
        .get(Get::customer(tenant, id))
        .await
        .map_err(AdminError::from)?
        .ok_or(AdminError::NoCustomer)?;
    let record = serde_json::to_value(&customer).map_err(CommandError::Show)?;
    let fields = match record {
        Value::Object(fields) => fields,
        _ => serde_json::Map::new(),
    };
    let table =
        fields.into_iter().fold(Table::new(&["field", "value"]), |table, (field, value)| {
            table.row([json!(field), value])
        });
    let page = page::of(tenant, &customer).map_err(CommandError::Show)?;
    Ok(Outcome { table, page: Some(page), is_fine: true })
}

async fn verify(store: &Store, tenant: TenantId) -> Result<Outcome, CommandError> {
    let report = store.verify(tenant).await.map_err(AdminError::from)?;
    let table = Table::new(&["tenant", "customers", "tombstones", "items", "problems"]).row([
        json!(tenant),
        json!(report.customers),
        json!(report.tombstones),
        json!(report.items),
        json!(report.problems),
    ]);
    Ok(Outcome { table, page: None, is_fine: report.problems.is_empty() })
}

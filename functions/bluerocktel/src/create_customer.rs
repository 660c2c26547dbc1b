use shared::record::Customer;
use shared::runtime::{Api as _, App, Endpoint, IdempotencyKey, Request, Response};
use shared::store::{Accounts, Created, Once, Origin, IdempotentRequest};

use crate::caller::{Caller, Presented};
use crate::error::Error;
use crate::input::{NewCustomer, Parameters};
use crate::{Bluerocktel, account, view};

/// `POST /api/v1/customers`: a new customer, of whom only the name must be given. With an
/// `Idempotency-Key` it is made once, however often the request is sent.
#[derive(Debug, Clone, Copy)]
pub struct CreateCustomer;

/// A customer that was asked for, by someone who may have it made.
struct Asked {
    caller: Caller,
    origin: Origin,
    new: NewCustomer,
}

impl Endpoint for CreateCustomer {
    type Api = Bluerocktel;
    const NAME: &'static str = "bluerocktel-create-customer";

    async fn handle(app: &App, request: &Request) -> Result<Response, Error> {
        let presented = Presented::read(app, request).await?;
        match request.idempotency_key() {
            Ok(Some(key)) => once(app, request, presented, &key).await,
            Ok(None) => {
                let user = app.store.get(presented.user()).await?;
                let caller = presented.admit(user)?;
                caller.may_write()?;
                Ok(view::created(&Asked::read(caller, request)?.create(app).await?))
            }
            Err(bad) => {
                // Who may not create is told so first, whatever the key is.
                let user = app.store.get(presented.user()).await?;
                presented.admit(user)?.may_write()?;
                Err(bad.into())
            }
        }
    }
}

/// Creates the customer, or answers as it was answered before: one call brings the user and that
/// answer, and nothing of it is shown before the user is admitted.
async fn once(
    app: &App,
    request: &Request,
    presented: Presented,
    key: &IdempotencyKey,
) -> Result<Response, Error> {
    let actor = presented.actor();
    let wish = IdempotentRequest::new(presented.tenant(), Bluerocktel::NAME, &actor, key, request);
    let (user, answered) = app.store.get_all(&(presented.user(), wish.get())).await?;
    let caller = presented.admit(user)?;
    caller.may_write()?;
    let created = match wish.before(answered, app.clock.now()) {
        Some(before) => before,
        None => Asked::read(caller, request)?.create_once(app, &wish).await?,
    };
    match created {
        Created::Now(answered) => Ok(Response::stored(answered)),
        Created::Before(answered) => Ok(Response::replayed(answered)),
        Created::OtherRequest => Err(Error::OtherRequest),
    }
}

impl Asked {
    fn read(caller: Caller, request: &Request) -> Result<Self, Error> {
        let parameters = Parameters { query: &request.query, body: request.json_or_form()? };
        let new = NewCustomer::read(&parameters).map_err(Error::Invalid)?;
        let origin = Origin::of(Bluerocktel::NAME, CreateCustomer::NAME, caller.actor(), request);
        Ok(Self { caller, origin, new })
    }

    fn fill(&self, customer: &mut Customer) -> Result<(), Error> {
        self.new.fill(customer).map_err(Error::from)
    }

    async fn create(&self, app: &App) -> Result<Customer, Error> {
        let fill = |customer: &mut Customer| self.fill(customer);
        app.store.create(self.caller.tenant, &self.origin, ACCOUNTS, fill).await
    }

    async fn create_once(&self, app: &App, wish: &IdempotentRequest) -> Result<Created, Error> {
        let once = Once { wish, answer: &view::created };
        let fill = |customer: &mut Customer| self.fill(customer);
        app.store.create_once(self.caller.tenant, &self.origin, ACCOUNTS, &once, fill).await
    }
}

const ACCOUNTS: Accounts = Accounts::Automatic(account::automatic);

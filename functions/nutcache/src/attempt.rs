//! The first time in a minute that a process sees credentials: are they right?

use std::sync::Arc;

use shared::id::TenantId;
use shared::rate::{CountedRequest, Guesses};
use shared::runtime::{Api as _, App};
use shared::secret::SecretHash;
use shared::store::principal::{
    ApiKey, LimitMultiplier, Login, Organization, TenantLimits, User, VerifiedPassword,
};
use shared::store::{Count, Get};

use crate::Nutcache;
use crate::caller::count;
use crate::credentials::Credentials;
use crate::refusal::Refusal;

/// Credentials with a key that exists, and what was read of them.
pub(crate) struct Attempt<'a> {
    credentials: &'a Credentials,
    /// The hash of the key.
    pub key: SecretHash,
    api_key: ApiKey,
    login: Option<Login>,
    verified: Option<VerifiedPassword>,
    guesses: Guesses,
    /// Wrong passwords of the account and from the address.
    wrong: (Option<Count>, Option<Count>),
    remembered: Option<Arc<RightPassword>>,
}

/// What a process remembers of a password that was right: the fingerprint of the login's hash.
struct RightPassword(SecretHash);

impl<'a> Attempt<'a> {
    /// Reads the key, the login, what is kept of the password and the organization that the caller
    /// names in one call, and counts the request for the key. An unknown key is refused at once: it
    /// cannot be guessed, so there is nothing to hash and nobody to count the request for.
    pub async fn read(
        app: &App,
        credentials: &'a Credentials,
        source_ip: &str,
        organization: Option<Get<Organization>>,
    ) -> Result<(Self, Option<Organization>, CountedRequest), Refusal> {
        let (key, now) = (credentials.key(), app.clock.now());
        let remembered = app.remembered.get::<RightPassword>(&credentials.parts(), now);
        // Whose password was right is counted, and maybe refused, before anything is read.
        let counted = remembered.as_ref().map(|_| count(app, &key)).transpose()?;
        let guesses = credentials.guesses(&key, source_ip, now);
        let (of_account, of_address) = guesses.gets();
        let verified = app.settings.pepper.as_ref().map(|pepper| credentials.verified(pepper));
        let login = credentials.login();
        let wanted = (Get::api_key(&key), login, organization, of_account, of_address, verified);
        let (api_key, login, organization, of_account, of_address, verified) =
            app.store.get_all(&wanted).await?;
        let api_key = api_key
            .filter(|api_key| api_key.api == Nutcache::NAME.as_str())
            .ok_or(Refusal::Unauthenticated)?;
        let counted = match counted {
            Some(counted) => counted,
            None => count(app, &key)?,
        };
        let wrong = (of_account, of_address);
        let attempt =
            Self { credentials, key, api_key, login, verified, guesses, wrong, remembered };
        Ok((attempt, organization, counted))
    }

    /// The key's user.
    pub fn user(&self) -> Get<User> {
        Get::user(self.api_key.user)
    }

    /// The multiple of the documented limits that applies to the key: its own, else its user's,
    /// else its tenant's. `None` if that is not known.
    pub fn multiplier(
        &self,
        user: Option<&User>,
        tenant: Option<(TenantId, Option<TenantLimits>)>,
    ) -> Option<LimitMultiplier> {
        let of_user = |user: &User| match tenant {
            Some((tenant, limits)) => user.multiplier(tenant, limits),
            None => user.rate,
        };
        self.api_key.rate.or_else(|| user.and_then(of_user))
    }

    /// Refuses to look at a password after too many wrong ones, unless this one was right less than
    /// a minute ago.
    pub fn check_guesses(&self) -> Result<(), Refusal> {
        if !self.is_remembered() {
            self.guesses.check(self.wrong.0, self.wrong.1)?;
        }
        Ok(())
    }

    /// The key's user, if the key, the user name and the password all belong to it. A disabled key
    /// or user is refused before a password is hashed.
    pub async fn let_in(&self, app: &App, user: Option<User>) -> Result<User, Refusal> {
        let user = user
            .filter(|user| user.may_call(Nutcache::NAME) && !self.api_key.disabled)
            .ok_or(Refusal::Unauthenticated)?;
        let is_own = self.login.as_ref().is_some_and(|login| login.user == user.id);
        if self.is_remembered() && is_own {
            return Ok(user);
        }
        let (hash, now) = (self.hash(), app.clock.now());
        let is_verified = self
            .verified
            .as_ref()
            .zip(hash.as_ref())
            .is_some_and(|(verified, hash)| verified.is_of(hash, now));
        let is_right = is_verified || self.credentials.is_password_of(self.login.as_ref());
        let Some(hash) = hash.filter(|_| is_right && is_own) else {
            self.guesses.count_wrong(&app.store).await;
            return Err(Refusal::Unauthenticated);
        };
        if let Some(pepper) = app.settings.pepper.as_ref().filter(|_| !is_verified) {
            let verified = VerifiedPassword { hash: hash.clone(), at: now };
            app.store.keep_verified(self.credentials.verified(pepper), &verified).await;
        }
        app.remembered.put(&self.credentials.parts(), now, Arc::new(RightPassword(hash)));
        Ok(user)
    }

    /// The fingerprint of the login's hash.
    fn hash(&self) -> Option<SecretHash> {
        self.login.as_ref().map(|login| login.password.fingerprint())
    }

    /// Whether this process knows that the password was right, and it has not changed since.
    fn is_remembered(&self) -> bool {
        self.remembered.as_ref().is_some_and(|right| Some(&right.0) == self.hash().as_ref())
    }
}

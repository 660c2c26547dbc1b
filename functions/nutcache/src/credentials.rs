//! `Authorization: nut-basic base64(public-key:username:password)`.

use shared::auth::authorization;
use shared::id::UserId;
use shared::rate::Guesses;
use shared::record::fold;
use shared::runtime::{Api as _, App};
use shared::secret::{PasswordHash, SecretHash};
use shared::store::Get;
use shared::store::principal::{ApiKey, LimitMultiplier, Login, Organization};

use crate::Nutcache;
use crate::refusal::Refusal;

const SCHEME: &str = "nut-basic";
/// The longest user name, in bytes. Nobody has a longer one, and it would not fit into a key.
const MAX_NAME_BYTES: usize = 256;

/// What a caller says it is. None of it is verified yet.
pub(crate) struct Credentials {
    public_key: String,
    username: String,
    password: String,
}

/// Credentials whose key and user belong together and whose password is right. The user itself is
/// not read yet.
pub(crate) struct VerifiedCredentials {
    /// The user.
    pub user: UserId,
    /// The hash of the key.
    pub key: SecretHash,
    /// The multiple of the documented limits that applies to the key, if it has its own.
    pub rate: Option<LimitMultiplier>,
}

impl Credentials {
    /// Reads the header. Everything behind the second colon is the password, which may hold colons.
    pub fn parse(header: &str) -> Option<Self> {
        let decoded = authorization::base64(authorization::of_scheme(header, SCHEME)?)?;
        let text = String::from_utf8(decoded).ok()?;
        let mut parts = text.splitn(3, ':');
        let (public_key, username, password) = (parts.next()?, parts.next()?, parts.next()?);
        if public_key.is_empty() || username.is_empty() {
            return None;
        }
        let username = fold::email(username);
        Some(Self {
            public_key: public_key.to_owned(),
            // Nobody has the empty name either. Looking for it takes the same time.
            username: if username.len() > MAX_NAME_BYTES { String::new() } else { username },
            password: password.to_owned(),
        })
    }

    /// Reads the key, the login and the organization that the caller names in one call, and
    /// verifies that the key and the login belong together. After too many wrong passwords for
    /// this key and user name, or from this address, no password is looked at.
    pub async fn verify(
        &self,
        app: &App,
        source_ip: &str,
        organization: Option<Get<Organization>>,
    ) -> Result<(VerifiedCredentials, Option<Organization>), Refusal> {
        let key = SecretHash::of(&self.public_key);
        let account = [key.as_str(), &self.username];
        let guesses = Guesses::of(Nutcache::NAME, &account, source_ip, app.clock.now());
        let (of_account, of_address) = guesses.gets();
        let login = Get::login(Nutcache::NAME, &self.username);
        let wanted = (Get::api_key(&key), login, organization, of_account, of_address);
        let (api_key, login, organization, of_account, of_address) =
            app.store.get_all(&wanted).await?;
        guesses.check(of_account, of_address)?;
        match self.owner(api_key.as_ref(), login.as_ref()) {
            Some(user) => {
                let rate = api_key.and_then(|api_key| api_key.rate);
                Ok((VerifiedCredentials { user, key, rate }, organization))
            }
            None => {
                guesses.count_wrong(&app.store).await;
                Err(Refusal::Unauthenticated)
            }
        }
    }

    /// The user that the key, the login and the password all belong to. A password is hashed in
    /// every case, so that the time it takes does not tell what was wrong.
    fn owner(&self, key: Option<&ApiKey>, login: Option<&Login>) -> Option<UserId> {
        let user = match login {
            Some(login) => login.password.verify(&self.password).then_some(login.user),
            None => {
                PasswordHash::verify_nothing(&self.password);
                None
            }
        };
        let owner = key
            .filter(|key| !key.disabled && key.api == Nutcache::NAME.as_str())
            .map(|key| key.user);
        user.filter(|user| Some(*user) == owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header of the vendor's own documentation.
    const SAMPLE: &str = "nut-basic \
        YVl6T1JtbkdpMHhwaXhCdTQ5b3l6ckpqR2ZGY2Z3Z1Eycnh2aGl0ZDphcGlkb2NzQGFwaWRvY3MuY29tOnBhc3N3b3Jk";
    const KEY: &str = "aYzORmnGi0xpixBu49oyzrJjGfFcfwgQ2rxvhitd";

    fn parts(header: &str) -> Option<(String, String, String)> {
        Credentials::parse(header).map(|found| (found.public_key, found.username, found.password))
    }

    fn user(id: u64) -> UserId {
        UserId::try_from(id).unwrap()
    }

    #[test]
    fn the_documented_header_has_three_parts() {
        let expected = (KEY.to_owned(), "apidocs@apidocs.com".to_owned(), "password".to_owned());
        assert_eq!(parts(SAMPLE), Some(expected.clone()));
        let other_case = SAMPLE.replace("nut-basic", "Nut-Basic");
        assert_eq!(parts(&other_case), Some(expected));
    }

    #[test]
    fn a_password_may_hold_colons_and_a_username_has_no_case() {
        // k:Me@X.org:a:b:
        let expected = ("k".to_owned(), "me@x.org".to_owned(), "a:b:".to_owned());
        assert_eq!(parts("nut-basic azpNZUBYLm9yZzphOmI6"), Some(expected));
    }

    #[test]
    fn any_other_header_is_refused() {
        let off = [
            "",
            "nut-basic",
            "nut-basic !!!!",
            "nut-basic a2V5OnVzZXI=",
            "nut-basic OnVzZXI6cGFzcw==",
            "nut-basic azo6cGFzcw==",
            "nut-basic /////w==",
            "Basic azpNZUBYLm9yZzphOmI6",
            "azpNZUBYLm9yZzphOmI6",
        ];
        for header in off {
            assert_eq!(parts(header), None, "{header:?}");
        }
    }

    #[test]
    fn key_user_and_password_must_all_belong_together() {
        let credentials = Credentials::parse(SAMPLE).unwrap();
        let login = |id, password: &str| Login {
            user: user(id),
            password: PasswordHash::new(password).unwrap(),
        };
        let key = |id, disabled, api: &str| ApiKey {
            user: user(id),
            api: api.to_owned(),
            rate: None,
            disabled,
        };
        let ours = (key(7, false, "nutcache"), login(7, "password"));
        assert_eq!(credentials.owner(Some(&ours.0), Some(&ours.1)), Some(user(7)));

        let wrong_password = login(7, "Password");
        let refused = [
            (None, None),
            (None, Some(&ours.1)),
            (Some(&ours.0), None),
            (Some(&ours.0), Some(&wrong_password)),
            (Some(&key(8, false, "nutcache")), Some(&ours.1)),
            (Some(&key(7, true, "nutcache")), Some(&ours.1)),
            (Some(&key(7, false, "fleet")), Some(&ours.1)),
        ];
        for (key, login) in refused {
            assert_eq!(credentials.owner(key, login), None, "{key:?}, {login:?}");
        }
    }
}

//! `Authorization: nut-basic base64(public-key:username:password)`.

use shared::auth::authorization;
use shared::clock::Timestamp;
use shared::rate::Guesses;
use shared::record::fold;
use shared::runtime::Api as _;
use shared::secret::{PasswordHash, Pepper, SecretHash};
use shared::store::Get;
use shared::store::principal::{Login, VerifiedPassword};

use crate::Nutcache;

const SCHEME: &str = "nut-basic";
/// The longest user name, in bytes. Nobody has a longer one, and it would not fit into a key.
const MAX_NAME_BYTES: usize = 256;

/// What a caller says it is. None of it is verified yet.
pub(crate) struct Credentials {
    public_key: String,
    username: String,
    password: String,
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

    /// What they say: the key, the user and the password. How the header spells them does not
    /// matter.
    pub fn parts(&self) -> [&str; 3] {
        [&self.public_key, &self.username, &self.password]
    }

    /// The hash of the key.
    pub fn key(&self) -> SecretHash {
        SecretHash::of(&self.public_key)
    }

    /// The login of the user name.
    pub fn login(&self) -> Get<Login> {
        Get::login(Nutcache::NAME, &self.username)
    }

    /// The counts of wrong passwords for the key and the user name, and from an address.
    pub fn guesses(&self, key: &SecretHash, source_ip: &str, now: Timestamp) -> Guesses {
        Guesses::of(Nutcache::NAME, &[key.as_str(), &self.username], source_ip, now)
    }

    /// Where it is kept that this password was right for this key and user.
    pub fn verified(&self, pepper: &Pepper) -> Get<VerifiedPassword> {
        let name = pepper.name(&self.public_key, &[&self.username, &self.password]);
        Get::verified_password(Nutcache::NAME, &name)
    }

    /// Whether the password is that of the login. Without a login a password is hashed all the
    /// same, so that the time it takes does not tell whether there is one.
    pub fn is_password_of(&self, login: Option<&Login>) -> bool {
        if let Some(login) = login {
            return login.password.verify(&self.password);
        }
        PasswordHash::verify_nothing();
        false
    }
}

#[cfg(test)]
mod tests {
    use shared::id::UserId;

    use super::*;

    /// The header of the vendor's own documentation.
    const SAMPLE: &str = "nut-basic \
        YVl6T1JtbkdpMHhwaXhCdTQ5b3l6ckpqR2ZGY2Z3Z1Eycnh2aGl0ZDphcGlkb2NzQGFwaWRvY3MuY29tOnBhc3N3b3Jk";
    const KEY: &str = "aYzORmnGi0xpixBu49oyzrJjGfFcfwgQ2rxvhitd";

    fn parts(header: &str) -> Option<(String, String, String)> {
        Credentials::parse(header).map(|found| (found.public_key, found.username, found.password))
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
    fn only_its_own_password_is_a_logins() {
        let credentials = Credentials::parse(SAMPLE).unwrap();
        let login = |password| Login {
            user: UserId::try_from(7).unwrap(),
            password: PasswordHash::new(password).unwrap(),
        };
        assert!(credentials.is_password_of(Some(&login("password"))));
        assert!(!credentials.is_password_of(Some(&login("Password"))));
        assert!(!credentials.is_password_of(None));
    }
}

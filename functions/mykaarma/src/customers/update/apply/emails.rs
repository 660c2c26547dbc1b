//! E-mail addresses: the list replaces all that are shown.

use shared::input::fields::is_email;
use shared::record::Email;

use super::lists::{put_back, take};
use super::write;
use crate::customers::update::input::EmailInput;
use crate::view;
use crate::warning::{Warning, WarningCode};

/// The addresses after the update. `None`: the stored ones stay, because all of the list was left
/// out.
///
/// An address that equals a stored one (folded) keeps its spelling, and whatever the list does
/// not say of it. Any other that cannot be read is left out, with a warning. Empty entries, which
/// the list does not show, stay until it has something new.
pub(super) fn replaced(
    list: &[EmailInput],
    stored: &[Email],
    warnings: &mut Vec<Warning>,
) -> Option<Vec<Email>> {
    let names_preferred = list.iter().any(|input| input.preferred == Some(true));
    let mut unmatched: Vec<Option<&Email>> = stored.iter().map(Some).collect();
    let mut emails = Vec::with_capacity(list.len());
    for input in list {
        match input.known_or_new(&mut unmatched) {
            Ok(email) => emails.push(input.written_over(email, names_preferred)),
            Err(warning) => warnings.push(warning),
        }
    }
    if list.is_empty() {
        let message = "customer.emails deletes all e-mail addresses";
        warnings.push(Warning::new(WarningCode::DeletedAllEmails, message));
    } else if emails.is_empty() {
        let message = "customer.emails has no e-mail address: the stored ones stay";
        warnings.push(Warning::new(WarningCode::NoValidEmailFound, message));
        return None;
    }
    if emails.iter().all(|email| stored.contains(email)) {
        let stored = stored.iter().enumerate();
        let hidden = stored.filter(|(_, email)| !view::shows_email(email));
        put_back(&mut emails, hidden.map(|(at, email)| (at, email.clone())).collect());
    }
    Some(emails)
}

impl EmailInput {
    /// The entry to write over.
    fn known_or_new(&self, stored: &mut [Option<&Email>]) -> Result<Email, Warning> {
        if self.address.trim().is_empty() {
            let message = format!("{} is empty and was left out", self.path);
            return Err(Warning::new(WarningCode::EmptyEmail, message));
        }
        if let Some(known) = take(stored, |email| email.is(&self.address)) {
            return Ok(known.clone());
        }
        if !is_email(&self.address) {
            let message = format!("{} is not an e-mail address and was left out", self.path);
            return Err(Warning::new(WarningCode::NoValidEmailFound, message));
        }
        Ok(Email { address: self.address.clone(), ..Email::default() })
    }

    /// The entry with what the list says of it. If the list calls one preferred, the others are
    /// not, unless they say so too.
    fn written_over(&self, mut email: Email, names_preferred: bool) -> Email {
        write::text(&self.label, &mut email.label);
        write::value(self.ok_to_email, &mut email.ok_to_email);
        email.preferred = self.preferred.unwrap_or(email.preferred && !names_preferred);
        write::text(&self.comments, &mut email.comments);
        email
    }
}

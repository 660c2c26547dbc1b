//! Which fields may be written, by which rules, and where each goes in the record.

use std::borrow::Cow;

use shared::clock::Timestamp;
use shared::input::JsonOrForm;
use shared::input::fields::{EMAIL_BYTES, Given, Rule, is_email, within};
use shared::record::{AddressField, Customer, PhoneKind};

use crate::fields::{FieldError, STRICTNESS};
use crate::refusal::Refusal;
use crate::view::{self, CustomerView};

/// A text that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    Company,
    Address(AddressField),
    Timezone,
    Phone(PhoneKind),
    Email,
    Description,
}

/// A flag that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flag {
    NewUserNotify,
    NewDriverNotify,
    ShowMapSpeed,
    Gsense,
}

/// What a customer shows of a text.
type Shown = for<'a> fn(&CustomerView<'a>) -> Option<&'a str>;

/// The writable texts: name, most characters, place in the record, what is shown of it.
const TEXTS: [(&str, usize, Text, Shown); 12] = [
    ("company", 255, Text::Company, |view| Some(view.company)),
    ("address", 255, Text::Address(AddressField::Line1), |view| view.address),
    ("address2", 255, Text::Address(AddressField::Line2), |view| view.address2),
    ("address3", 255, Text::Address(AddressField::Line3), |view| view.address3),
    ("county", 255, Text::Address(AddressField::Region), |view| view.county),
    ("postcode", 32, Text::Address(AddressField::Postcode), |view| view.postcode),
    ("country", 255, Text::Address(AddressField::Country), |view| view.country),
    ("timezone", 64, Text::Timezone, |view| view.timezone),
    ("primary_phone", 64, Text::Phone(PhoneKind::Main), |view| view.primary_phone),
    ("fax", 64, Text::Phone(PhoneKind::Fax), |view| view.fax),
    ("email", EMAIL_BYTES, Text::Email, |view| view.email),
    ("description", 16_384, Text::Description, |view| view.description),
];

/// The writable flags.
const FLAGS: [(&str, Flag); 4] = [
    ("new_user_notify", Flag::NewUserNotify),
    ("new_driver_notify", Flag::NewDriverNotify),
    ("show_map_speed", Flag::ShowMapSpeed),
    ("gsense", Flag::Gsense),
];

/// What a body writes. `None` clears a field. Fields that the body does not name are not in here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Update {
    texts: Vec<(Text, Option<String>)>,
    flags: Vec<(Flag, Option<bool>)>,
}

impl Update {
    /// Reads a body. Fields that are not writable are ignored. A text that the customer already
    /// shows breaks no rule: another API with other rules may have written it.
    pub fn read(body: Option<JsonOrForm>, current: Option<&Customer>) -> Result<Self, Refusal> {
        let mut update = Self::default();
        if let Some(body) = &body {
            let errors = update.read_fields(body, current.map(CustomerView::of).as_ref());
            if !errors.is_empty() {
                return Err(Refusal::Invalid(errors));
            }
        }
        if update == Self::default() {
            let error = FieldError { name: "show_map_speed", rule: Rule::Required };
            return Err(Refusal::Invalid(vec![error]));
        }
        Ok(update)
    }

    /// Reads each writable field, and returns those that break a rule.
    fn read_fields(
        &mut self,
        body: &JsonOrForm,
        current: Option<&CustomerView<'_>>,
    ) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for (name, most, text, shown) in TEXTS {
            let Some(given) = body.given(name).written() else { continue };
            match read_text(text, most, given, current.and_then(shown)) {
                Ok(written) => self.texts.push((text, written)),
                Err(rule) => errors.push(FieldError { name, rule }),
            }
        }
        for (name, flag) in FLAGS {
            let Some(given) = body.given(name).written() else { continue };
            match given.map_or(Ok(None), |given| STRICTNESS.flag(given)) {
                Ok(written) => self.flags.push((flag, written)),
                Err(rule) => errors.push(FieldError { name, rule }),
            }
        }
        errors
    }

    /// Writes it to a record.
    pub fn apply(&self, customer: &mut Customer, now: Timestamp) {
        customer.set_address(self.address(customer), now);
        for (text, written) in &self.texts {
            let written = written.clone();
            match text {
                Text::Company => customer.set_name(written.unwrap_or_default()),
                Text::Address(_) => {}
                Text::Timezone => customer.timezone = written,
                Text::Phone(kind) => customer.set_phone(*kind, written),
                Text::Email => customer.set_email(written),
                Text::Description => customer.notes = written,
            }
        }
        for &(flag, written) in &self.flags {
            let settings = &mut customer.fleet;
            match flag {
                Flag::NewUserNotify => settings.new_user_notify = written,
                Flag::NewDriverNotify => settings.new_driver_notify = written,
                Flag::ShowMapSpeed => settings.show_map_speed = written,
                Flag::Gsense => settings.gsense = written,
            }
        }
    }

    /// What it writes of the address. The view shows a country by its code. If the body sends that
    /// code back, the country stays as it was written.
    fn address(&self, customer: &Customer) -> Vec<(AddressField, Option<String>)> {
        let shown = customer.address().and_then(view::country);
        let texts = self.texts.iter().filter_map(|(text, written)| match text {
            Text::Address(AddressField::Country) if written.as_deref() == shown => None,
            Text::Address(field) => Some((*field, written.clone())),
            _ => None,
        });
        texts.collect()
    }
}

fn read_text(
    text: Text,
    most: usize,
    given: Option<Given<'_>>,
    shown: Option<&str>,
) -> Result<Option<String>, Rule> {
    // The length is checked below, since a text that is shown already may be longer.
    let written = given.map(|given| STRICTNESS.text(given, usize::MAX)).transpose()?;
    let is_blank = written.as_deref().is_none_or(|written| written.trim().is_empty());
    // A record always has a name.
    if text == Text::Company && is_blank {
        return Err(Rule::Required);
    }
    match written.as_deref() {
        Some(written) if Some(written) == shown => {}
        Some("") | None => {}
        Some(email) if text == Text::Email && !is_email(email) => return Err(Rule::Email),
        Some(written) => within(written, most)?,
    }
    Ok(written.map(Cow::into_owned))
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod tests;

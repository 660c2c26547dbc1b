//! Which fields may be written, by which rules, and where each goes in the record.

use std::borrow::Cow;

use shared::clock::Timestamp;
use shared::input::JsonOrForm;
use shared::input::fields::{EMAIL_BYTES, Given, Rule, is_email, within};
use shared::record::{AddressField, Customer, PhoneKind};

use crate::fields::{BrokenRule, FieldError, STRICTNESS};
use crate::refusal::Refusal;
use crate::timezone;
use crate::view::CustomerView;

const SHOW_MAP_SPEED: &str = "show_map_speed";

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

/// The writable texts: name, most characters, place in the record.
const TEXTS: [(&str, usize, Text); 12] = [
    ("company", 255, Text::Company),
    ("address", 255, Text::Address(AddressField::Line1)),
    ("address2", 255, Text::Address(AddressField::Line2)),
    ("address3", 255, Text::Address(AddressField::Line3)),
    ("county", 255, Text::Address(AddressField::Region)),
    ("postcode", 32, Text::Address(AddressField::Postcode)),
    ("country", 255, Text::Address(AddressField::Country)),
    ("timezone", 64, Text::Timezone),
    ("primary_phone", 64, Text::Phone(PhoneKind::Main)),
    ("fax", 64, Text::Phone(PhoneKind::Fax)),
    ("email", EMAIL_BYTES, Text::Email),
    ("description", 16_384, Text::Description),
];

impl Text {
    /// What a customer shows of it.
    const fn shown<'a>(self, view: &CustomerView<'a>) -> Option<&'a str> {
        match self {
            Self::Company => Some(view.company),
            Self::Address(AddressField::Line1) => view.address,
            Self::Address(AddressField::Line2) => view.address2,
            Self::Address(AddressField::Line3) => view.address3,
            Self::Address(AddressField::Region) => view.county,
            Self::Address(AddressField::Postcode) => view.postcode,
            Self::Address(AddressField::Country) => view.country,
            Self::Timezone => view.timezone,
            Self::Phone(PhoneKind::Main) => view.primary_phone,
            Self::Phone(PhoneKind::Fax) => view.fax,
            Self::Email => view.email,
            Self::Description => view.description,
            // This API has no such field.
            Self::Address(AddressField::Locality)
            | Self::Phone(PhoneKind::Mobile | PhoneKind::Other) => None,
        }
    }
}

impl Flag {
    /// What a customer shows of it.
    fn shown(self, view: &CustomerView<'_>) -> Option<bool> {
        let bit = |shown: Option<u8>| shown.map(|bit| bit == 1);
        match self {
            Self::NewUserNotify => bit(view.new_user_notify),
            Self::NewDriverNotify => bit(view.new_driver_notify),
            Self::ShowMapSpeed => Some(view.show_map_speed),
            Self::Gsense => bit(view.gsense),
        }
    }
}

/// The writable flags.
const FLAGS: [(&str, Flag); 4] = [
    ("new_user_notify", Flag::NewUserNotify),
    ("new_driver_notify", Flag::NewDriverNotify),
    (SHOW_MAP_SPEED, Flag::ShowMapSpeed),
    ("gsense", Flag::Gsense),
];

/// What a request writes. `None` clears a field. Fields that the request does not name are not in
/// here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Update {
    texts: Vec<(Text, Option<String>)>,
    flags: Vec<(Flag, Option<bool>)>,
}

impl Update {
    /// Reads the fields of a request. Those that are not writable are ignored. A text that the
    /// customer already shows breaks no rule: another API with other rules may have written it.
    pub fn read(fields: &JsonOrForm, current: Option<&Customer>) -> Result<Self, Refusal> {
        let mut update = Self::default();
        let errors = update.read_fields(fields, current.map(CustomerView::of).as_ref());
        if !errors.is_empty() {
            return Err(Refusal::Invalid(errors));
        }
        if update == Self::default() {
            let error = FieldError { name: SHOW_MAP_SPEED, rule: Rule::Required.into() };
            return Err(Refusal::Invalid(vec![error]));
        }
        Ok(update)
    }

    /// Reads each writable field, and returns those that break a rule.
    fn read_fields(
        &mut self,
        fields: &JsonOrForm,
        current: Option<&CustomerView<'_>>,
    ) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for (name, most, text) in TEXTS {
            let Some(given) = fields.given(name).written() else { continue };
            match read_text(text, most, given, current.map(|view| text.shown(view))) {
                Ok(written) => self.texts.push((text, written)),
                Err(rule) => errors.push(FieldError { name, rule }),
            }
        }
        for (name, flag) in FLAGS {
            let Some(given) = fields.given(name).written() else { continue };
            match read_flag(flag, given) {
                Ok(written) => self.flags.push((flag, written)),
                Err(rule) => errors.push(FieldError { name, rule: rule.into() }),
            }
        }
        errors
    }

    /// Writes it to a record. What the customer shows already writes nothing: the record may hold
    /// the country in words, or a flag that was never set.
    pub fn apply(&self, customer: &mut Customer, now: Timestamp) {
        let view = CustomerView::of(customer);
        let is_new =
            |(text, written): &&(Text, Option<String>)| written.as_deref() != text.shown(&view);
        let texts: Vec<_> = self.texts.iter().filter(is_new).cloned().collect();
        let mut flags = self.flags.clone();
        flags.retain(|(flag, written)| *written != flag.shown(&view));
        let address = |(text, written): &(Text, Option<String>)| match text {
            Text::Address(field) => Some((*field, written.clone())),
            Text::Company | Text::Timezone | Text::Phone(_) | Text::Email | Text::Description => {
                None
            }
        };
        customer.set_address(&texts.iter().filter_map(address).collect::<Vec<_>>(), now);
        for (text, written) in texts {
            match text {
                Text::Company => customer.set_name(written.unwrap_or_default()),
                Text::Address(_) => {}
                Text::Timezone => customer.timezone = written,
                Text::Phone(kind) => customer.set_phone(kind, written),
                Text::Email => customer.set_email(written),
                Text::Description => customer.notes = written,
            }
        }
        let settings = &mut customer.fleet;
        for (flag, written) in flags {
            match flag {
                Flag::NewUserNotify => settings.new_user_notify = written,
                Flag::NewDriverNotify => settings.new_driver_notify = written,
                Flag::ShowMapSpeed => settings.show_map_speed = written,
                Flag::Gsense => settings.gsense = written,
            }
        }
    }
}

/// `shown` is what the customer shows of the text, if there is a customer.
fn read_text(
    text: Text,
    most: usize,
    given: Option<Given<'_>>,
    shown: Option<Option<&str>>,
) -> Result<Option<String>, BrokenRule> {
    // The length is checked below, since a text that is shown already may be longer.
    let written = given.map(|given| STRICTNESS.text(given, usize::MAX)).transpose()?;
    let is_blank = |written: &str| written.trim().is_empty();
    match (text, written.as_deref()) {
        (_, written) if Some(written) == shown => {}
        // A record always has a name.
        (Text::Company, written) if written.is_none_or(is_blank) => {
            return Err(Rule::Required.into());
        }
        (_, None | Some("")) => {}
        (Text::Email, Some(email)) if !is_email(email) => return Err(Rule::Email.into()),
        (Text::Timezone, Some(name)) if !timezone::is_name(name) => {
            return Err(BrokenRule::TimeZone);
        }
        (_, Some(written)) => within(written, most)?,
    }
    Ok(written.map(Cow::into_owned))
}

fn read_flag(flag: Flag, given: Option<Given<'_>>) -> Result<Option<bool>, Rule> {
    match (flag, given) {
        // The vendor requires a value where this one is named.
        (Flag::ShowMapSpeed, None) => Err(Rule::Required),
        (_, given) => given.map_or(Ok(None), |given| STRICTNESS.flag(given)),
    }
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod tests;

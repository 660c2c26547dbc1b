//! `PUT /v1/customers`: what may be written, by which rules, and where it goes in the record.

use serde_json::Value;
use shared::clock::Timestamp;
use shared::record::{AddressField, Customer, LimitError, PhoneKind};
use shared::runtime::JsonOrForm;
use shared::input::body::Field;

use crate::error::Problem;
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

/// The writable texts: key, most characters, place in the record.
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
    ("email", 254, Text::Email),
    ("description", 16_384, Text::Description),
];

/// The writable flags.
const FLAGS: [(&str, Flag); 4] = [
    ("new_user_notify", Flag::NewUserNotify),
    ("new_driver_notify", Flag::NewDriverNotify),
    ("show_map_speed", Flag::ShowMapSpeed),
    ("gsense", Flag::Gsense),
];

/// What a body writes. `None` clears; what the body does not name is not in here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    texts: Vec<(Text, Option<String>)>,
    flags: Vec<(Flag, Option<bool>)>,
}

impl Update {
    /// Reads a body. Keys that are not writable are passed over; each broken rule has its text.
    /// What the customer shows already breaks none, whatever other APIs let be written.
    pub fn read(body: Option<JsonOrForm>, current: Option<&Customer>) -> Result<Self, Problem> {
        let current = current.map(CustomerView::of);
        let mut texts = Vec::new();
        let mut flags = Vec::new();
        let mut broken = Vec::new();
        if let Some(body) = &body {
            for (key, most, text) in TEXTS {
                let shown = current.as_ref().and_then(|current| shown(current, text));
                match given(body, key).written().map(|given| read_text(text, most, given, shown)) {
                    None => {}
                    Some(Ok(written)) => texts.push((text, written)),
                    Some(Err(rule)) => broken.push(rule.of(key)),
                }
            }
            for (key, flag) in FLAGS {
                match given(body, key).written().map(read_flag) {
                    None => {}
                    Some(Ok(written)) => flags.push((flag, written)),
                    Some(Err(rule)) => broken.push(rule.of(key)),
                }
            }
        }
        if !broken.is_empty() {
            return Err(Problem::Invalid(broken));
        }
        if texts.is_empty() && flags.is_empty() {
            return Err(Problem::Invalid(vec![Rule::Required.of("show_map_speed")]));
        }
        Ok(Self { texts, flags })
    }

    /// Writes it to a record.
    pub fn apply(&self, customer: &mut Customer, now: Timestamp) -> Result<(), LimitError> {
        customer.set_address(self.address(customer), now)?;
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
        Ok(())
    }

    /// What it writes of the address. A country that is sent back by the code that is shown of it
    /// stays as it was written.
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

/// What a customer shows of a text.
fn shown<'a>(current: &CustomerView<'a>, text: Text) -> Option<&'a str> {
    match text {
        Text::Company => Some(current.company),
        Text::Address(AddressField::Line1) => current.address,
        Text::Address(AddressField::Line2) => current.address2,
        Text::Address(AddressField::Line3) => current.address3,
        Text::Address(AddressField::Region) => current.county,
        Text::Address(AddressField::Postcode) => current.postcode,
        Text::Address(AddressField::Country) => current.country,
        // This API has no key for it.
        Text::Address(AddressField::Locality) => None,
        Text::Timezone => current.timezone,
        Text::Phone(PhoneKind::Main) => current.primary_phone,
        Text::Phone(PhoneKind::Fax) => current.fax,
        Text::Phone(PhoneKind::Mobile | PhoneKind::Other) => None,
        Text::Email => current.email,
        Text::Description => current.description,
    }
}

/// A value as it was sent.
#[derive(Debug, Clone, Copy)]
enum Given<'a> {
    Json(&'a Value),
    Form(&'a str),
}

fn given<'a>(body: &'a JsonOrForm, key: &str) -> Field<Given<'a>> {
    match body {
        JsonOrForm::Json(document) => document.field(key).map(Given::Json),
        // A form has no null.
        JsonOrForm::Form(form) => {
            form.get(key).map_or(Field::Absent, |v| Field::Value(Given::Form(v)))
        }
    }
}

/// A rule that a field breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Required,
    Text,
    AtMost(usize),
    Boolean,
    Email,
}

impl Rule {
    /// What is said of it: field names are written with spaces.
    fn of(self, key: &str) -> String {
        let name = key.replace('_', " ");
        match self {
            Self::Required => format!("{name} is required"),
            Self::Text => format!("{name} must be a string"),
            Self::AtMost(most) => format!("{name} must not be longer than {most} characters"),
            Self::Boolean => format!("{name} must be a boolean"),
            Self::Email => format!("Your supplied {name} is not valid"),
        }
    }
}

fn read_text(
    text: Text,
    most: usize,
    given: Option<Given<'_>>,
    shown: Option<&str>,
) -> Result<Option<String>, Rule> {
    let written = match given {
        None => None,
        Some(Given::Form(written)) => Some(written),
        Some(Given::Json(value)) => Some(value.as_str().ok_or(Rule::Text)?),
    };
    match (text, written) {
        // A record always has a name.
        (Text::Company, written) if written.unwrap_or_default().trim().is_empty() => {
            return Err(Rule::Required);
        }
        (_, Some(written)) if Some(written) == shown => return Ok(Some(written.to_owned())),
        (Text::Email, Some(email)) if !email.is_empty() && !is_email(email) => {
            return Err(Rule::Email);
        }
        _ => {}
    }
    if written.is_some_and(|written| written.chars().nth(most).is_some()) {
        return Err(Rule::AtMost(most));
    }
    Ok(written.map(str::to_owned))
}

/// JSON's `true`, `false`, 1, 0, "1" and "0"; a form's `true` and `false` too, which it cannot
/// tell from texts.
fn read_flag(given: Option<Given<'_>>) -> Result<Option<bool>, Rule> {
    let flag = match given {
        None => return Ok(None),
        Some(Given::Json(Value::Bool(flag))) => Some(*flag),
        Some(Given::Json(Value::Number(number))) => match number.as_u64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        Some(Given::Json(Value::String(text))) => bit(text),
        Some(Given::Json(_)) => None,
        Some(Given::Form("true")) => Some(true),
        Some(Given::Form("false")) => Some(false),
        Some(Given::Form(text)) => bit(text),
    };
    flag.map(Some).ok_or(Rule::Boolean)
}

fn bit(text: &str) -> Option<bool> {
    match text {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    }
}

/// Whether a text can be an e-mail address: at most 254 bytes, no spaces or control characters,
/// one `@`, and a domain of at least two labels, none of them empty.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    text.len() <= 254
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && (1..=64).contains(&local.len())
        && !domain.contains('@')
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty())
}

#[cfg(test)]
mod tests;

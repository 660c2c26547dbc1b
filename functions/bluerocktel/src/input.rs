//! `POST /api/v1/customers`: parameters, wherever they are sent, read by the rules of their keys.

use serde_json::Value;
use shared::record::{AddressField, Customer, LimitError};
use shared::runtime::JsonOrForm;
use shared::input::body::Field;
use shared::input::query::Pairs;

use crate::account;
use crate::keys::{KEYS, Key, SHORT, Write};
use crate::validation::{Broken, Rule};

/// The parameters of a request: those of the body stand before those of the query.
#[derive(Debug)]
pub struct Parameters<'a> {
    /// The query string's.
    pub query: &'a Pairs,
    /// The body's.
    pub body: Option<JsonOrForm>,
}

/// A value as it was sent.
#[derive(Debug, Clone, Copy)]
enum Given<'a> {
    Json(&'a Value),
    Text(&'a str),
}

impl Parameters<'_> {
    fn given(&self, name: &str) -> Field<Given<'_>> {
        let in_body = match &self.body {
            Some(JsonOrForm::Json(document)) => document.field(name).map(Given::Json),
            Some(JsonOrForm::Form(form)) => text_field(form, name),
            None => Field::Absent,
        };
        match in_body {
            Field::Absent => text_field(self.query, name),
            given => given,
        }
    }
}

fn text_field<'a>(pairs: &'a Pairs, name: &str) -> Field<Given<'a>> {
    pairs.get(name).map_or(Field::Absent, |text| Field::Value(Given::Text(text)))
}

/// A customer to be made.
#[derive(Debug, Clone)]
pub struct NewCustomer {
    name: String,
    values: Vec<Filled>,
}

/// A value and where it goes in the record.
#[derive(Debug, Clone)]
enum Filled {
    Account(String),
    Email(String),
    Text(fn(&mut Customer, Option<String>), String),
    Address(AddressField, String),
    Integer(fn(&mut Customer, Option<u32>), u32),
    Flag(fn(&mut Customer, Option<bool>), bool),
}

impl NewCustomer {
    /// Reads a request's parameters: null counts as absent, unknown names are passed over, and
    /// all rules that are broken are told.
    pub fn read(parameters: &Parameters<'_>) -> Result<Self, Broken> {
        let mut name = None;
        let mut values = Vec::new();
        let mut broken = Broken::default();
        for key in &KEYS {
            let given = match parameters.given(key.name) {
                Field::Absent | Field::Null => None,
                Field::Value(given) => Some(given),
            };
            let read = match key.write {
                Write::Name => read_name(given).map(|read| {
                    name = Some(read);
                    None
                }),
                _ => given.map_or(Ok(None), |given| read(key, given)),
            };
            match read {
                Ok(filled) => values.extend(filled),
                Err(rule) => broken.add(key.name, rule),
            }
        }
        match name {
            Some(name) if broken.is_empty() => Ok(Self { name, values }),
            _ => Err(broken),
        }
    }

    /// Fills in a blank record. An account that was not given is left to the store.
    pub fn fill(&self, customer: &mut Customer) -> Result<(), LimitError> {
        customer.set_name(self.name.clone());
        let address = self.values.iter().filter_map(|value| match value {
            Filled::Address(field, text) => Some((*field, Some(text.clone()))),
            _ => None,
        });
        customer.set_address(address, customer.created_at)?;
        for value in &self.values {
            match value {
                Filled::Account(account) => customer.account_number = Some(account.clone()),
                Filled::Email(address) => customer.set_email(Some(address.clone())),
                Filled::Text(set, text) => set(customer, Some(text.clone())),
                Filled::Address(..) => {}
                Filled::Integer(set, number) => set(customer, Some(*number)),
                Filled::Flag(set, flag) => set(customer, Some(*flag)),
            }
        }
        Ok(())
    }
}

fn read(key: &Key, given: Given<'_>) -> Result<Option<Filled>, Rule> {
    Ok(match key.write {
        // The name is read by itself, since it must be there.
        Write::Nothing | Write::Name => None,
        Write::Account => read_account(given)?.map(Filled::Account),
        Write::Email => Some(Filled::Email(read_email(given)?)),
        Write::Text(most, set) => Some(Filled::Text(set, read_text(given, most)?)),
        Write::Address(field) => Some(Filled::Address(field, read_text(given, SHORT)?)),
        Write::Integer(set) => read_integer(given)?.map(|number| Filled::Integer(set, number)),
        Write::Flag(set) => read_flag(given)?.map(|flag| Filled::Flag(set, flag)),
    })
}

/// The most bytes of an e-mail address.
const EMAIL_BYTES: usize = 254;
/// From here on a float has lost digits that may have been sent.
const EXACT: f64 = 9_007_199_254_740_992.0;

fn read_name(given: Option<Given<'_>>) -> Result<String, Rule> {
    let name = read_text(given.ok_or(Rule::Required)?, SHORT)?;
    if name.trim().is_empty() { Err(Rule::Required) } else { Ok(name) }
}

/// A blank account counts as none.
fn read_account(given: Given<'_>) -> Result<Option<String>, Rule> {
    let account = read_text(given, account::MOST_CHARACTERS)?;
    Ok((!account.trim().is_empty()).then_some(account))
}

/// A text that can be an e-mail address, or the empty one.
fn read_email(given: Given<'_>) -> Result<String, Rule> {
    let email = read_text(given, EMAIL_BYTES)?;
    if email.is_empty() || is_email(&email) { Ok(email) } else { Err(Rule::Email) }
}

/// No spaces or control characters, one `@`, something on both sides of it.
fn is_email(text: &str) -> bool {
    text.len() <= EMAIL_BYTES
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        })
}

/// A text; a number becomes its text.
fn read_text(given: Given<'_>, most: usize) -> Result<String, Rule> {
    let text = match given {
        Given::Text(text) => text.to_owned(),
        Given::Json(Value::String(text)) => text.clone(),
        Given::Json(Value::Number(number)) if is_exact(number) => number.to_string(),
        Given::Json(_) => return Err(Rule::Text),
    };
    if text.chars().nth(most).is_some() { Err(Rule::AtMost(most)) } else { Ok(text) }
}

fn is_exact(number: &serde_json::Number) -> bool {
    number.is_u64() || number.is_i64() || number.as_f64().is_some_and(|float| float.abs() < EXACT)
}

/// An integer, or the text of one; an empty text counts as absent.
fn read_integer(given: Given<'_>) -> Result<Option<u32>, Rule> {
    match given {
        Given::Json(Value::Number(number)) if number.is_u64() || number.is_i64() => {
            let number = number.as_u64().and_then(|number| u32::try_from(number).ok());
            number.map(Some).ok_or(Rule::Range)
        }
        Given::Text(text) => integer_of(text),
        Given::Json(Value::String(text)) => integer_of(text),
        Given::Json(_) => Err(Rule::Integer),
    }
}

fn integer_of(text: &str) -> Result<Option<u32>, Rule> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Rule::Integer);
    }
    text.parse().map(Some).map_err(|_| Rule::Range)
}

/// A boolean, 0 or 1, or the text of one; an empty text counts as absent.
fn read_flag(given: Given<'_>) -> Result<Option<bool>, Rule> {
    match given {
        Given::Json(Value::Bool(flag)) => Ok(Some(*flag)),
        Given::Json(Value::Number(number)) => match number.as_u64() {
            Some(0) => Ok(Some(false)),
            Some(1) => Ok(Some(true)),
            _ => Err(Rule::Boolean),
        },
        Given::Text(text) => flag_of(text),
        Given::Json(Value::String(text)) => flag_of(text),
        Given::Json(_) => Err(Rule::Boolean),
    }
}

/// Languages write their booleans in different cases.
fn flag_of(text: &str) -> Result<Option<bool>, Rule> {
    match text.to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "1" | "true" => Ok(Some(true)),
        "0" | "false" => Ok(Some(false)),
        _ => Err(Rule::Boolean),
    }
}

#[cfg(test)]
mod tests;

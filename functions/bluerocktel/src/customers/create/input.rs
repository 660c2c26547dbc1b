//! The parameters of a new customer, read by the rules of their keys.

use shared::input::fields::{Flags, Given, Rule, Strictness};
use shared::input::{Field, JsonOrForm, Pairs};
use shared::record::{AddressField, Customer};

use crate::account;
use crate::field_error::FieldError;
use crate::keys::{KEYS, Key, SHORT, Write};

/// How strictly this API reads values.
const STRICTNESS: Strictness = Strictness { numbers_as_texts: true, flags: Flags::Words };

/// The parameters of a request. One in the body wins over one in the query.
#[derive(Debug)]
pub(crate) struct Parameters<'a> {
    /// The parameters in the query string.
    pub query: &'a Pairs,
    /// The parameters in the body.
    pub body: Option<JsonOrForm>,
}

impl Parameters<'_> {
    fn given(&self, name: &str) -> Field<Given<'_>> {
        match self.body.as_ref().map_or(Field::Absent, |body| body.given(name)) {
            Field::Absent => self.query.given(name),
            given => given,
        }
    }
}

/// A customer to be created: its values, which keep all rules.
#[derive(Debug, Clone)]
pub(crate) struct NewCustomer(Vec<Filled>);

/// A value and where it goes in the record.
#[derive(Debug, Clone)]
enum Filled {
    Name(String),
    Account(String),
    Email(String),
    Text(fn(&mut Customer, Option<String>), String),
    Address(AddressField, String),
    Integer(fn(&mut Customer, Option<i64>), i64),
    Flag(fn(&mut Customer, Option<bool>), bool),
}

impl NewCustomer {
    /// Reads a request's parameters. It ignores unknown names, and reports every field that
    /// breaks a rule.
    pub fn read(parameters: &Parameters<'_>) -> Result<Self, Vec<FieldError>> {
        let mut values = Vec::new();
        let mut errors = Vec::new();
        for key in &KEYS {
            match read(key, parameters.given(key.name)) {
                Ok(filled) => values.extend(filled),
                Err(rule) => errors.push(FieldError::new(key.name, rule)),
            }
        }
        if errors.is_empty() { Ok(Self(values)) } else { Err(errors) }
    }

    /// The account number, if one was given.
    pub fn account(&self) -> Option<&str> {
        self.0.iter().find_map(|value| match value {
            Filled::Account(account) => Some(account.as_str()),
            _ => None,
        })
    }

    /// Fills in a blank record. The store chooses the account if none was given.
    pub fn fill(&self, customer: &mut Customer) {
        let address = self.0.iter().filter_map(|value| match value {
            Filled::Address(field, text) => Some((*field, Some(text.clone()))),
            _ => None,
        });
        customer.set_address(&address.collect::<Vec<_>>(), customer.created_at);
        for value in &self.0 {
            match value {
                Filled::Name(name) => customer.set_name(name.clone()),
                Filled::Account(account) => customer.account_number = Some(account.clone()),
                Filled::Email(address) => customer.set_email(Some(address.clone())),
                Filled::Text(set, text) => set(customer, Some(text.clone())),
                Filled::Address(..) => {}
                Filled::Integer(set, number) => set(customer, Some(*number)),
                Filled::Flag(set, flag) => set(customer, Some(*flag)),
            }
        }
    }
}

/// Reads the value of one key. Null counts as absent, and only the name must be given.
fn read(key: &Key, given: Field<Given<'_>>) -> Result<Option<Filled>, Rule> {
    let given = match (given, key.write) {
        (Field::Value(given), _) => given,
        (Field::Absent | Field::Null, Write::Name) => return Err(Rule::Required),
        (Field::Absent | Field::Null, _) => return Ok(None),
    };
    let text = |most| STRICTNESS.text(given, most).map(|text| text.into_owned());
    Ok(match key.write {
        Write::Nothing => None,
        Write::Name => {
            let name = text(SHORT)?;
            if is_blank(&name) {
                return Err(Rule::Required);
            }
            Some(Filled::Name(name))
        }
        Write::Account => {
            // A blank account counts as absent.
            let account = text(account::MOST_CHARACTERS)?;
            (!is_blank(&account)).then_some(Filled::Account(account))
        }
        Write::Email => Some(Filled::Email(STRICTNESS.email(given)?.into_owned())),
        Write::Text(most, set) => Some(Filled::Text(set, text(most)?)),
        Write::Address(field) => Some(Filled::Address(field, text(SHORT)?)),
        Write::Integer(set) => {
            STRICTNESS.integer(given)?.map(|number| Filled::Integer(set, number))
        }
        Write::Flag(set) => STRICTNESS.flag(given)?.map(|flag| Filled::Flag(set, flag)),
    })
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

#[cfg(test)]
mod tests;

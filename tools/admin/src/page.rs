//! A customer's record as a page for people.
//!
//! The page is made from the fields of the stored record, in their order, so that a new field is
//! shown without a change here. Fields without a value are left out.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Error;
use serde_json::value::{RawValue, to_raw_value};
use shared::clock::Timestamp;
use shared::id::TenantId;
use shared::record::Customer;

/// The fields that say how to reach the customer.
const REACH: [&str; 6] = ["contact_name", "website", "emails", "phones", "locale", "timezone"];

/// The fields that have a section of their own, and its title.
const SECTIONS: [(&str, &str); 9] = [
    ("addresses", "Addresses"),
    ("contacts", "Contacts"),
    ("locations", "Locations"),
    ("vehicles", "Vehicles"),
    ("fleet", "Kept for fleet"),
    ("cro", "Kept for CRO"),
    ("nutcache", "Kept for Nutcache"),
    ("bluerocktel", "Kept for BlueRockTEL"),
    ("mykaarma", "Kept for myKaarma"),
];

/// Writes the page of one customer.
///
/// # Errors
/// The record cannot be written as JSON.
pub fn of(tenant: TenantId, customer: &Customer) -> Result<String, Error> {
    let record = to_raw_value(customer)?;
    let (mut who, mut reach, mut sections) = (Vec::new(), Vec::new(), String::new());
    for (name, value) in fields(&record)? {
        let section = SECTIONS.iter().find(|(field, _)| *field == name);
        if let Some((_, title)) = section {
            sections.push_str(&section_of(title, &blocks(value)?));
        } else if REACH.contains(&name.as_str()) {
            reach.extend(lines(&name, value)?);
        } else {
            who.extend(lines(&name, value)?);
        }
    }
    let title = format!("Customer {} of tenant {tenant}\n", customer.id);
    Ok(title + &section_of("Who", &[who]) + &section_of("How to reach them", &[reach]) + &sections)
}

/// A label and its value.
type Line = (String, String);

/// A section: its title, then its blocks with an empty line between them. Nothing where the
/// blocks have no line.
fn section_of(title: &str, blocks: &[Vec<Line>]) -> String {
    let widest = blocks.iter().flatten().map(|(label, _)| label.chars().count()).max();
    let Some(width) = widest else { return String::new() };
    // The lines of a longer text stay under one another.
    let indent = format!("\n{}", " ".repeat(width + 4));
    let blocks: Vec<String> = blocks
        .iter()
        .map(|lines| {
            let line = |(label, value): &Line| {
                format!("  {label:width$}  {}\n", value.trim_end().replace('\n', &indent))
            };
            lines.iter().map(line).collect()
        })
        .collect();
    format!("\n{title}\n{}", blocks.join("\n"))
}

/// The blocks of a section: one for each entry of a list, or one for an object.
fn blocks(value: &RawValue) -> Result<Vec<Vec<Line>>, Error> {
    let entries = if is_list(value) { list(value)? } else { vec![value] };
    entries
        .into_iter()
        .map(|entry| {
            let mut block = Vec::new();
            for (name, value) in fields(entry)? {
                block.extend(lines(&name, value)?);
            }
            Ok(block)
        })
        .collect()
}

/// The lines of a field: one for each entry of a list.
fn lines(name: &str, value: &RawValue) -> Result<Vec<Line>, Error> {
    let entries = if is_list(value) { list(value)? } else { vec![value] };
    let mut lines = Vec::new();
    for entry in entries {
        if let Some(text) = text(name, entry)? {
            lines.push((label(name), text));
        }
    }
    Ok(lines)
}

/// A value in one line: `None` if there is nothing to say.
fn text(name: &str, value: &RawValue) -> Result<Option<String>, Error> {
    let json = value.get();
    let text = match json.as_bytes().first() {
        Some(b'{') if REACH.contains(&name) => way_to_reach(value)?,
        Some(b'{') => named(fields(value)?)?,
        Some(b'"') => serde_json::from_str(json)?,
        _ => match json {
            "null" => String::new(),
            "true" => "yes".to_owned(),
            "false" => "no".to_owned(),
            number if is_moment(name) => moment(number)?,
            number => number.to_owned(),
        },
    };
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// An e-mail address or a number, and in brackets what else is known about it. Empty where the
/// address or number is.
fn way_to_reach(value: &RawValue) -> Result<String, Error> {
    let mut fields = fields(value)?.into_iter();
    let Some((name, first)) = fields.next() else { return Ok(String::new()) };
    let Some(first) = text(&name, first)? else { return Ok(String::new()) };
    let others = named(fields)?;
    Ok(if others.is_empty() { first } else { format!("{first} ({others})") })
}

/// Fields in one line, each with its label.
fn named<'a>(fields: impl IntoIterator<Item = (String, &'a RawValue)>) -> Result<String, Error> {
    let mut named = Vec::new();
    for (name, value) in fields {
        if let Some(text) = text(&name, value)? {
            named.push(format!("{}: {text}", label(&name)));
        }
    }
    Ok(named.join(", "))
}

/// What a field is called on the page.
fn label(name: &str) -> String {
    match name {
        "emails" => "e-mail".to_owned(),
        "phones" => "phone".to_owned(),
        "uuid" => "UUID".to_owned(),
        "vin" => "VIN".to_owned(),
        name => name.strip_prefix("is_").unwrap_or(name).replace('_', " "),
    }
}

/// Whether a number is a moment: the record names all of them alike.
fn is_moment(name: &str) -> bool {
    name.ends_with("_at") || name.ends_with("_on")
}

fn moment(micros: &str) -> Result<String, Error> {
    let moment: Timestamp = serde_json::from_str(micros)?;
    Ok(moment.rfc3339_millis())
}

fn is_list(value: &RawValue) -> bool {
    value.get().starts_with('[')
}

fn list(value: &RawValue) -> Result<Vec<&RawValue>, Error> {
    serde_json::from_str(value.get())
}

/// The fields of an object in the order in which they were written.
fn fields(value: &RawValue) -> Result<Vec<(String, &RawValue)>, Error> {
    serde_json::from_str::<Fields<'_>>(value.get()).map(|fields| fields.0)
}

struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor).map(Fields)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{
        "id": 7, "uuid": "0190b3c8-0000-7000-8000-000000000007", "version": 3,
        "created_at": 1528919420447000, "updated_at": 1596537747000000,
        "name": "Acme", "is_business": true, "company": "Acme", "active": false,
        "account_number": "", "notes": "Call first.\nThen ring.",
        "emails": [{"address": "a@acme.example", "preferred": true}, {"address": "b@acme.example"}],
        "phones": [{"number": "+1 303", "kind": "mobile", "ok_to_text": false},
                   {"number": "", "kind": "fax"}],
        "addresses": [
            {"id": 1, "uuid": "0190b3c8-0000-7000-8000-000000000001", "line_1": "77 Quarry Road",
             "latitude": 39.755543, "kind": "BILLING", "is_active": true, "updated_at": 0},
            {"id": 2, "uuid": "0190b3c8-0000-7000-8000-000000000002", "is_active": false,
             "updated_at": 0}
        ],
        "locations": [{"location_id": 7001, "created_on": 0, "last_updated_on": 1000, "is_active": true}],
        "vehicles": [{"uuid": "0190b3c8-0000-7000-8000-000000000003", "vin": "1FT", "year": "2019"}],
        "fleet": {"dealership_id": 1262, "gsense": false},
        "mykaarma": {"best_time_to_contact": {"start": "9:00", "end": "17:00"}}
    }"#;

    const PAGE: &str = "\
Customer 7 of tenant 1

Who
  id          7
  UUID        0190b3c8-0000-7000-8000-000000000007
  version     3
  created at  2018-06-13T19:50:20.447Z
  updated at  2020-08-04T10:42:27.000Z
  name        Acme
  business    yes
  company     Acme
  active      no
  notes       Call first.
              Then ring.

How to reach them
  e-mail  a@acme.example (preferred: yes)
  e-mail  b@acme.example
  phone   +1 303 (kind: mobile, ok to text: no)

Addresses
  id          1
  UUID        0190b3c8-0000-7000-8000-000000000001
  line 1      77 Quarry Road
  latitude    39.755543
  kind        BILLING
  active      yes
  updated at  1970-01-01T00:00:00.000Z

  id          2
  UUID        0190b3c8-0000-7000-8000-000000000002
  kind        PRIMARY
  active      no
  updated at  1970-01-01T00:00:00.000Z

Locations
  location id      7001
  created on       1970-01-01T00:00:00.000Z
  last updated on  1970-01-01T00:00:00.001Z
  active           yes

Vehicles
  UUID  0190b3c8-0000-7000-8000-000000000003
  VIN   1FT
  year  2019

Kept for fleet
  dealership id  1262
  gsense         no

Kept for myKaarma
  best time to contact  start: 9:00, end: 17:00
";

    #[test]
    fn a_customer_reads_like_a_page() {
        let customer: Customer = serde_json::from_str(RECORD).unwrap();
        assert_eq!(of(1.try_into().unwrap(), &customer).unwrap(), PAGE);
    }
}

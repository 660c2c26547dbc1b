//! Writes through the APIs that have any, made up at random, and what each may change.

use harness::demo::demo;
use harness::event::Event;
use harness::json::Json;
use harness::stack::Stack;
use harness::views::{as_fleet, as_mykaarma};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A write through one API: some of its fields.
#[derive(Debug, Clone)]
pub enum Write {
    /// `PUT /v1/customers`
    Fleet(Map<String, Value>),
    /// myKaarma's `customer` and `vehicles`.
    Mykaarma(Map<String, Value>, Option<Value>),
}

/// The fields that fleet writes, each with what it shows in fleet, in Nutcache and in BlueRockTEL,
/// and the fields of the record.
const FLEET: [(&str, &str); 16] = [
    ("company", "nutcache.name bluerocktel.name cro.name record.name record.company"),
    ("address", "nutcache.address bluerocktel.mainAddressLine1 cro.addresses record.addresses"),
    ("address2", "bluerocktel.mainAddressLine2 cro.addresses record.addresses"),
    ("address3", "cro.addresses record.addresses"),
    ("county", "nutcache.state nutcache.links cro.addresses record.addresses"),
    (
        "postcode",
        "nutcache.zip_code bluerocktel.mainAddressPostalCode cro.addresses record.addresses",
    ),
    (
        "country",
        "nutcache.country nutcache.state nutcache.links bluerocktel.mainAddressCountry \
         cro.addresses record.addresses",
    ),
    ("timezone", "record.timezone"),
    ("primary_phone", "nutcache.phone bluerocktel.phone record.phones"),
    ("fax", "bluerocktel.fax record.phones"),
    ("email", "nutcache.email bluerocktel.emailAddress record.emails"),
    ("description", "nutcache.Notes bluerocktel.comment record.notes"),
    ("new_user_notify", "record.fleet"),
    ("new_driver_notify", "record.fleet"),
    ("show_map_speed", "record.fleet"),
    ("gsense", "record.fleet"),
];

/// The same of myKaarma.
const MYKAARMA: [(&str, &str); 9] = [
    ("customerKey", "record.customer_key"),
    ("isBusiness", NAMES),
    ("company", NAMES),
    (
        "firstName",
        "fleet.company nutcache.name bluerocktel.name cro.name record.name record.first_name \
         bluerocktel.mainContactFirstName",
    ),
    (
        "lastName",
        "fleet.company nutcache.name bluerocktel.name cro.name record.name record.last_name \
         bluerocktel.mainContactLastName",
    ),
    ("preferredLocale", "bluerocktel.language nutcache.communication_culture_code record.locale"),
    ("emails", "fleet.email nutcache.email bluerocktel.emailAddress record.emails"),
    (
        "phoneNumbers",
        "fleet.primary_phone fleet.fax nutcache.phone nutcache.mobile_phone bluerocktel.phone \
         bluerocktel.mobilePhone bluerocktel.fax record.phones",
    ),
    ("addresses", ADDRESSES),
];

const NAMES: &str = "fleet.company nutcache.name bluerocktel.name cro.name record.name \
                     record.company record.is_business";
const ADDRESSES: &str = "fleet.address fleet.address2 fleet.address3 fleet.county fleet.postcode \
    fleet.country nutcache.address nutcache.city nutcache.zip_code nutcache.country \
    nutcache.state nutcache.links bluerocktel.mainAddressLine1 bluerocktel.mainAddressLine2 \
    bluerocktel.mainAddressPostalCode bluerocktel.mainAddressCity bluerocktel.mainAddressCountry \
    cro.addresses record.addresses";
/// What every write changes.
const ALWAYS: &str = "cro.last_updated_on bluerocktel.updated_at record.version record.updated_at";

impl Write {
    /// The cells of the views and of the record that it may change: `fleet.fax`.
    pub fn may_change(&self) -> Vec<String> {
        let mut cells: Vec<String> = ALWAYS.split_whitespace().map(str::to_owned).collect();
        let mut add = |text: &str| cells.extend(text.split_whitespace().map(str::to_owned));
        match self {
            Self::Fleet(fields) => {
                for (name, value) in fields {
                    add(&format!("fleet.{name}"));
                    let at = FLEET.iter().find(|(known, _)| known == name).unwrap();
                    add(at.1);
                    // An address of which nothing is left goes, and the next one is shown.
                    if value.is_null() && at.1.contains("record.addresses") {
                        add(ADDRESSES);
                    }
                }
            }
            Self::Mykaarma(fields, vehicles) => {
                for name in fields.keys() {
                    let known = MYKAARMA.iter().find(|(known, _)| known == name);
                    add(known.map_or("record.mykaarma", |(_, cells)| cells));
                }
                if vehicles.is_some() {
                    add("record.vehicles");
                }
            }
        }
        cells
    }

    /// What is sent.
    fn body(&self) -> Value {
        match self {
            Self::Fleet(fields) => Value::Object(fields.clone()),
            Self::Mykaarma(fields, None) => json!({"customer": fields}),
            Self::Mykaarma(fields, Some(vehicles)) => {
                json!({"customer": fields, "vehicles": vehicles})
            }
        }
    }

    /// Sends it, as the API's client does: the answer.
    pub async fn send(&self, stack: &Stack, customer: u64) -> Json {
        match self {
            Self::Fleet(_) => stack.update_through_fleet(customer, &self.body()).await,
            Self::Mykaarma(..) => stack.update_through_mykaarma(customer, &self.body()).await,
        }
    }

    /// The request, for a customer that need not take it. Fleet's user must be bound to it.
    pub fn event(&self, customer: u64) -> Event {
        let event = match self {
            Self::Fleet(_) => as_fleet(Event::put("/v1/customers")),
            Self::Mykaarma(..) => {
                let department = demo().at("mykaarma.department_token");
                let target = format!("/v2/department/{department}/customer/{customer}");
                as_mykaarma(Event::post(&target))
            }
        };
        event.json(&self.body())
    }
}

/// A text of the few characters that break things.
fn text() -> impl Strategy<Value = Value> {
    "[a-zé#%'\"\\\\ \\n\u{1F600}]{1,12}".prop_map(|text| json!(format!("t{text}")))
}

fn or_null(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop_oneof![8 => value, 1 => Just(Value::Null), 1 => Just(json!(""))]
}

fn email() -> impl Strategy<Value = Value> {
    "[a-z#]{1,6}@[a-z]{1,5}\\.example".prop_map(|text| json!(text))
}

fn phone() -> impl Strategy<Value = Value> {
    (100_u32..999).prop_map(|line| json!(format!("(613) 555-0{line}")))
}

fn country() -> impl Strategy<Value = Value> {
    prop::sample::select(vec!["CA", "FRA", "United Kingdom", "Narnia", "us"])
        .prop_map(|text| json!(text))
}

fn time_zone() -> impl Strategy<Value = Value> {
    prop::sample::select(vec!["Asia/Calcutta", "America/Port-au-Prince", "Etc/GMT+5", "UTC"])
        .prop_map(|text| json!(text))
}

fn flag() -> impl Strategy<Value = Value> {
    prop_oneof![Just(json!(true)), Just(json!(0)), Just(json!("1"))]
}

fn flag_or_null() -> impl Strategy<Value = Value> {
    prop_oneof![3 => flag(), 1 => Just(Value::Null)]
}

fn fleet_field() -> impl Strategy<Value = (String, Value)> {
    prop::sample::select(FLEET.to_vec()).prop_flat_map(|(name, _)| {
        let value = match name {
            "company" => text().boxed(),
            "email" => or_null(email()).boxed(),
            "primary_phone" | "fax" => or_null(phone()).boxed(),
            "country" => or_null(country()).boxed(),
            "timezone" => or_null(time_zone()).boxed(),
            "show_map_speed" => flag().boxed(),
            "new_user_notify" | "new_driver_notify" | "gsense" => flag_or_null().boxed(),
            _ => or_null(text()).boxed(),
        };
        value.prop_map(move |value| (name.to_owned(), value))
    })
}

fn list(entry: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let some = prop::collection::vec(entry, 1..4).prop_map(Value::Array);
    prop_oneof![8 => some, 1 => Just(Value::Null), 1 => Just(json!([]))]
}

fn email_entry() -> impl Strategy<Value = Value> {
    (email(), any::<bool>()).prop_map(|(address, preferred)| {
        json!({"emailAddress": address, "label": "home", "isPreferred": preferred})
    })
}

fn phone_entry() -> impl Strategy<Value = Value> {
    let label = prop::sample::select(vec!["cell", "home", "fax", "work"]);
    (phone(), label, any::<bool>()).prop_map(|(number, label, preferred)| {
        json!({"phoneNumber": number, "label": label, "isPreferred": preferred})
    })
}

fn address_entry() -> impl Strategy<Value = Value> {
    let kind = prop::sample::select(vec!["COMMON", "PRIMARY", "BILLING"]);
    (text(), text(), country(), kind).prop_map(|(line, zip, country, kind)| {
        json!({"line1": line, "zip": zip, "country": country, "type": kind})
    })
}

fn mykaarma_field() -> impl Strategy<Value = (String, Value)> {
    let names = MYKAARMA.map(|(name, _)| name).into_iter();
    let names: Vec<&str> = names.chain(["bestTimeToContact", "preferredCommunication"]).collect();
    prop::sample::select(names).prop_flat_map(|name| {
        let value = match name {
            // A name is always there, whichever of them it is made of.
            "company" | "firstName" | "lastName" => text().boxed(),
            "isBusiness" => any::<bool>().prop_map(Value::Bool).boxed(),
            "preferredLocale" => or_one_of(&["en-us", "fr-ca"]).boxed(),
            "preferredCommunication" => or_one_of(&["text", "phone", "email"]).boxed(),
            "bestTimeToContact" => {
                text().prop_map(|time| json!({"startTime": time, "endTime": null})).boxed()
            }
            "emails" => list(email_entry()).boxed(),
            "phoneNumbers" => list(phone_entry()).boxed(),
            "addresses" => list(address_entry()).boxed(),
            _ => or_null(text()).boxed(),
        };
        value.prop_map(move |value| (name.to_owned(), value))
    })
}

fn or_one_of(words: &[&'static str]) -> impl Strategy<Value = Value> {
    let words: Vec<Value> = words.iter().map(|word| json!(word)).chain([Value::Null]).collect();
    prop::sample::select(words)
}

fn vehicles() -> impl Strategy<Value = Option<Value>> {
    let vehicle = ("[A-HJ-NPR-Z0-9]{17}", text())
        .prop_map(|(vin, color)| json!({"vin": vin, "color": color, "vehicleYear": "2003"}));
    let known = Just(json!({"vin": "1HGCM82633A004352", "color": "red"}));
    let nameless = text().prop_map(|color| json!({"color": color}));
    let list = prop::collection::vec(prop_oneof![vehicle, known, nameless], 1..3);
    prop_oneof![2 => Just(None), 1 => list.prop_map(|list| Some(Value::Array(list)))]
}

/// A write through either API.
pub fn write() -> impl Strategy<Value = Write> {
    let fleet = prop::collection::vec(fleet_field(), 1..5)
        .prop_map(|fields| Write::Fleet(fields.into_iter().collect()));
    let mykaarma = (prop::collection::vec(mykaarma_field(), 1..5), vehicles())
        .prop_map(|(fields, vehicles)| Write::Mykaarma(fields.into_iter().collect(), vehicles));
    prop_oneof![fleet, mykaarma]
}

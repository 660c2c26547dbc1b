//! The objects that customers refer to. A key that this service has no data for is null.

use serde::Serialize;
use serde_json::value::RawValue;

use shared::store::principal::{Currency, State, Tax, Tenant};

use super::Link;
use crate::cldr::{Names, currencies_of, decimals_of};
use crate::countries;

/// A country.
#[derive(Debug, Serialize)]
pub struct CountryView {
    #[serde(rename = "type")]
    kind: &'static str,
    id: u64,
    code: &'static str,
    short_code: String,
    currency: Option<u64>,
    date_format: Option<&'static str>,
    time_format: Option<&'static str>,
    #[serde(flatten)]
    names: Names<'static>,
    links: Vec<Link>,
}

impl CountryView {
    /// Shows the country with a number, if there is one, with the tenant's currency of it.
    #[must_use]
    pub fn of(tenant: &Tenant, id: u64) -> Option<Self> {
        let country = countries::country_of(id)?;
        let mut currencies = currencies_of(country.as_str())
            .filter_map(|code| tenant.currencies.iter().find(|currency| currency.code == code));
        let currency = currencies.next().map(|currency| currency.id);
        let to_currency = currency.map(|id| Link::to("currencies", id));
        Some(Self {
            kind: "countries",
            id,
            code: country.alpha_3(),
            short_code: country.into(),
            currency,
            date_format: None,
            time_format: None,
            names: Names::of_country(country.as_str(), country.name()),
            links: to_currency.into_iter().chain([Link::to_self("countries", id)]).collect(),
        })
    }
}

/// A state or province.
#[derive(Debug, Serialize)]
pub struct StateView<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: u64,
    country: Option<u64>,
    code: String,
    #[serde(flatten)]
    names: Names<'a>,
    links: Vec<Link>,
}

impl<'a> StateView<'a> {
    /// Shows a state of a tenant. Its names are all the tenant's own, English one.
    #[must_use]
    pub fn of(state: &'a State) -> Self {
        let country = countries::id_of(&state.country);
        let to_country = country.map(|id| Link::to("countries", id));
        Self {
            kind: "states",
            id: state.id,
            country,
            code: format!("{}_{}", state.country, state.code),
            names: Names::english(&state.name),
            links: to_country.into_iter().collect(),
        }
    }
}

/// A tax.
#[derive(Debug, Serialize)]
pub struct TaxView<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: u64,
    name: &'a str,
    /// In percent, as an exact decimal number.
    rate: Option<Box<RawValue>>,
    links: [Link; 1],
}

impl<'a> TaxView<'a> {
    /// Shows a tax of a tenant.
    #[must_use]
    pub fn of(tax: &'a Tax) -> Self {
        Self {
            kind: "taxes",
            id: tax.id,
            name: &tax.name,
            rate: RawValue::from_string(percent(tax.rate_millionths)).ok(),
            links: [Link::to_self("taxes", tax.id)],
        }
    }
}

/// A number of millionths of a percent as a percentage: `9.975`.
fn percent(millionths: u64) -> String {
    let (whole, rest) = (millionths / 1_000_000, millionths % 1_000_000);
    if rest == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{rest:06}").trim_end_matches('0').to_owned()
    }
}

/// A currency.
#[derive(Debug, Serialize)]
pub struct CurrencyView<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: u64,
    code: &'a str,
    decimal_count: u8,
    #[serde(flatten)]
    names: Names<'a>,
}

impl<'a> CurrencyView<'a> {
    /// Shows a currency of a tenant. Its English name is the tenant's own.
    #[must_use]
    pub fn of(currency: &'a Currency) -> Self {
        Self {
            kind: "currencies",
            id: currency.id,
            code: &currency.code,
            decimal_count: decimals_of(&currency.code),
            names: Names::of_currency(&currency.code, &currency.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_rate_is_an_exact_decimal_number() {
        let rates = [
            (13_000_000, "13"),
            (9_975_000, "9.975"),
            (500_000, "0.5"),
            (1, "0.000001"),
            (0, "0"),
            (10_000_000, "10"),
        ];
        for (millionths, shown) in rates {
            assert_eq!(percent(millionths), shown);
        }
    }
}

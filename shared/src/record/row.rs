//! A customer's row: the values that lists filter and sort by, folded, in at most a thousand bytes.
//! Thousands of rows are read where the records would be too heavy.

use super::{Customer, PhoneKind, fold};

/// The most bytes of a row's item, as DynamoDB counts them: a write of it is one unit, in a
/// transaction two.
pub const MAX_ROW_BYTES: usize = 1_000;

/// The most bytes of its key.
pub const MAX_ROW_KEY_BYTES: usize = 64;

/// A text that lists filter and sort by. It is compared folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextField {
    /// The name.
    Name,
    /// The company.
    Company,
    /// The trading name.
    TradingName,
    /// The first name.
    FirstName,
    /// The last name.
    LastName,
    /// The main e-mail address.
    Email,
    /// The main phone number: in E.164 form if it can be read, else its digits.
    Phone,
    /// The main mobile number, in the same form.
    MobilePhone,
    /// The account number.
    AccountNumber,
    /// The DMS's own key.
    CustomerKey,
    /// The first line of the main address.
    AddressLine,
    /// The city of the main address.
    Locality,
    /// The region of the main address.
    Region,
    /// The postcode of the main address.
    Postcode,
    /// The alpha-2 code of the main address's country.
    CountryCode,
    /// The person to ask for. In no row.
    ContactName,
    /// The number in the register of companies. In no row.
    RegistrationNumber,
    /// The language tag. In no row.
    Locale,
    /// The notes. In no row.
    Notes,
}

/// A number that lists filter and sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberField {
    /// The id.
    Id,
    /// 1 if it is in use, else 0.
    Active,
    /// 1 if it is a company, 0 if it is a person.
    IsBusiness,
    /// The customer it belongs to.
    ParentId,
    /// The dealership that looks after it.
    DealershipId,
    /// When it was created, in microseconds since 1970.
    CreatedAt,
    /// When it was last changed, in microseconds since 1970.
    UpdatedAt,
    /// The id of its tax. In no row.
    Tax,
}

/// The names of the customer, in the order in which their words are indexed.
pub const NAMES: [TextField; 5] = [
    TextField::Name,
    TextField::FirstName,
    TextField::LastName,
    TextField::Company,
    TextField::TradingName,
];

/// The attribute that says that texts of the row were cut.
pub const CUT: &str = "x";
/// The attribute with the customer's locations as one text: `#17+#18-`, with `+` where the customer
/// is active.
pub const LOCATIONS: &str = "g";

impl TextField {
    /// All that are in rows.
    pub const IN_ROWS: [Self; 15] = [
        Self::Name,
        Self::Company,
        Self::TradingName,
        Self::FirstName,
        Self::LastName,
        Self::Email,
        Self::Phone,
        Self::MobilePhone,
        Self::AccountNumber,
        Self::CustomerKey,
        Self::AddressLine,
        Self::Locality,
        Self::Region,
        Self::Postcode,
        Self::CountryCode,
    ];

    /// Its attribute in rows; `None`: it is in no row.
    #[must_use]
    pub const fn attribute(self) -> Option<&'static str> {
        Some(match self {
            Self::Name => "n",
            Self::Company => "c",
            Self::TradingName => "t",
            Self::FirstName => "f",
            Self::LastName => "l",
            Self::Email => "e",
            Self::Phone => "p",
            Self::MobilePhone => "m",
            Self::AccountNumber => "a",
            Self::CustomerKey => "k",
            Self::AddressLine => "s",
            Self::Locality => "y",
            Self::Region => "r",
            Self::Postcode => "z",
            Self::CountryCode => "o",
            Self::ContactName | Self::RegistrationNumber | Self::Locale | Self::Notes => {
                return None;
            }
        })
    }

    /// A whole value, folded as the field's values are.
    #[must_use]
    pub fn fold(self, written: &str) -> String {
        match self {
            Self::Name
            | Self::Company
            | Self::TradingName
            | Self::FirstName
            | Self::LastName
            | Self::AddressLine
            | Self::Locality
            | Self::Region
            | Self::ContactName
            | Self::Locale
            | Self::Notes => fold::name(written),
            Self::Email => fold::email(written),
            Self::Phone | Self::MobilePhone => fold::phone(written),
            Self::AccountNumber | Self::CustomerKey | Self::CountryCode => fold::code(written),
            Self::Postcode | Self::RegistrationNumber => fold::name(written.trim()),
        }
    }

    /// A part of a value, folded. A part of a phone number has no E.164 form: its digits count, and
    /// the `+` if it was written.
    #[must_use]
    pub fn fold_part(self, written: &str) -> String {
        match self {
            Self::Phone | Self::MobilePhone => {
                let plus = written.trim_start().starts_with('+').then_some('+');
                let digits = written.chars().filter(char::is_ascii_digit);
                plus.into_iter().chain(digits).collect()
            }
            _ => self.fold(written),
        }
    }
}

impl NumberField {
    /// All that are attributes of rows. The id is in the key.
    pub const IN_ROWS: [Self; 6] = [
        Self::Active,
        Self::IsBusiness,
        Self::ParentId,
        Self::DealershipId,
        Self::CreatedAt,
        Self::UpdatedAt,
    ];

    /// Its attribute in rows; `None`: it has none.
    #[must_use]
    pub const fn attribute(self) -> Option<&'static str> {
        Some(match self {
            Self::Active => "v",
            Self::IsBusiness => "b",
            Self::ParentId => "u",
            Self::DealershipId => "d",
            Self::CreatedAt => "i",
            Self::UpdatedAt => "j",
            Self::Id | Self::Tax => return None,
        })
    }
}

impl Customer {
    /// The folded value of a text; `None` if it was never set or was cleared.
    #[must_use]
    pub fn folded(&self, field: TextField) -> Option<String> {
        let address = || self.address();
        let written = match field {
            TextField::Name => Some(self.name.as_str()),
            TextField::Company => self.company.as_deref(),
            TextField::TradingName => self.trading_name.as_deref(),
            TextField::FirstName => self.first_name.as_deref(),
            TextField::LastName => self.last_name.as_deref(),
            TextField::Email => self.email(),
            TextField::Phone => self.phone(PhoneKind::Main),
            TextField::MobilePhone => self.phone(PhoneKind::Mobile),
            TextField::AccountNumber => self.account_number.as_deref(),
            TextField::CustomerKey => self.customer_key.as_deref(),
            TextField::AddressLine => address().and_then(|main| main.line_1.as_deref()),
            TextField::Locality => address().and_then(|main| main.locality.as_deref()),
            TextField::Region => address().and_then(|main| main.region.as_deref()),
            TextField::Postcode => address().and_then(|main| main.postcode.as_deref()),
            TextField::CountryCode => {
                address().and_then(|main| main.country_code.as_ref()).map(|code| code.as_str())
            }
            TextField::ContactName => self.contact_name(),
            TextField::RegistrationNumber => self.registration_number.as_deref(),
            TextField::Locale => self.locale.as_deref(),
            TextField::Notes => self.notes.as_deref(),
        };
        written.map(|written| field.fold(written))
    }

    /// The value of a number; `None` if it was never set.
    #[must_use]
    pub fn number(&self, field: NumberField) -> Option<i64> {
        let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        match field {
            NumberField::Id => Some(signed(self.id.get())),
            NumberField::Active => Some(self.active.into()),
            NumberField::IsBusiness => Some(self.is_business.into()),
            NumberField::ParentId => self.parent_id.map(|id| signed(id.get())),
            NumberField::DealershipId => self.fleet.dealership_id.map(signed),
            NumberField::CreatedAt => Some(self.created_at.as_micros()),
            NumberField::UpdatedAt => Some(self.updated_at.as_micros()),
            NumberField::Tax => self.nutcache.tax.map(signed),
        }
    }

    /// Its locations as one text, as rows have them; `None` if it has none.
    #[must_use]
    pub fn locations_text(&self) -> Option<String> {
        let one = |location: &super::Location| {
            let sign = if location.is_active { '+' } else { '-' };
            format!("#{}{sign}", location.location_id)
        };
        let text: String = self.locations.iter().map(one).collect();
        (!text.is_empty()).then_some(text)
    }
}

/// A customer's row: its attributes but the key. A value that the customer lacks has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The texts, folded, and the locations.
    pub texts: Vec<(&'static str, String)>,
    /// The numbers.
    pub numbers: Vec<(&'static str, i64)>,
    /// Whether texts were cut so that it fits. Then only the record can decide about texts.
    pub cut: bool,
}

impl Row {
    /// The row of a customer.
    #[must_use]
    pub fn of(customer: &Customer) -> Self {
        let text = |field: TextField| Some((field.attribute()?, customer.folded(field)?));
        let number = |field: NumberField| Some((field.attribute()?, customer.number(field)?));
        let locations = customer.locations_text().map(|text| (LOCATIONS, text));
        let mut texts: Vec<_> =
            TextField::IN_ROWS.into_iter().filter_map(text).chain(locations).collect();
        let numbers: Vec<_> = NumberField::IN_ROWS.into_iter().filter_map(number).collect();
        let names = texts.len() + numbers.len() + CUT.len();
        let digits = |number: &i64| number.unsigned_abs().checked_ilog10().unwrap_or(0) as usize;
        // A number has a byte for each two digits, one for its sign and one for its exponent.
        let numbers_size: usize = numbers.iter().map(|(_, n)| digits(n) / 2 + 3).sum();
        let left = MAX_ROW_BYTES - MAX_ROW_KEY_BYTES - names - numbers_size;
        let cut = cut_longest(&mut texts, left);
        Self { texts, numbers, cut }
    }
}

/// Cuts the longest texts to one length, so that all together have at most so many bytes. Returns
/// whether it cut any.
fn cut_longest(texts: &mut [(&'static str, String)], most: usize) -> bool {
    let size = |at: usize| texts.iter().map(|(_, text)| text.len().min(at)).sum::<usize>();
    let longest = texts.iter().map(|(_, text)| text.len()).max().unwrap_or(0);
    if size(longest) <= most {
        return false;
    }
    let (mut fits, mut passes) = (0, longest);
    while passes - fits > 1 {
        let middle = usize::midpoint(fits, passes);
        if size(middle) <= most { fits = middle } else { passes = middle }
    }
    for (_, text) in texts {
        text.truncate(text.floor_char_boundary(fits));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::id::{CustomerId, CustomerUuid};

    fn customer() -> Customer {
        let id = CustomerId::try_from(7).unwrap();
        let mut customer =
            Customer::blank(id, CustomerUuid(uuid::Uuid::nil()), Timestamp::from_secs(1));
        customer.set_name("Société".to_owned());
        customer
    }

    #[test]
    fn a_row_has_folded_texts_and_no_values_that_are_not_set() {
        let mut customer = customer();
        customer.company = Some("Société".to_owned());
        customer.set_email(Some(" A@B.example".to_owned()));
        let row = Row::of(&customer);
        let texts = [("n", "societe"), ("c", "societe"), ("e", "a@b.example")];
        assert_eq!(row.texts, texts.map(|(name, text)| (name, text.to_owned())));
        let names: Vec<_> = row.numbers.iter().map(|(name, _)| *name).collect();
        assert_eq!((names, row.cut), (vec!["v", "b", "i", "j"], false));
    }

    /// Broken by cutting every text, and by cutting within a character.
    #[test]
    fn only_the_longest_texts_are_cut() {
        let mut customer = customer();
        customer.name = "é".repeat(255);
        customer.company = Some("ł".repeat(600));
        customer.trading_name = Some("short".to_owned());
        customer.notes = Some("n".repeat(5_000));
        let row = Row::of(&customer);
        assert!(row.cut);
        let length = |of: &str| row.texts.iter().find(|(name, _)| *name == of).unwrap().1.len();
        assert_eq!((length("n"), length("t")), (255, 5), "folded, and whole");
        assert!((500..700).contains(&length("c")) && length("c") % 2 == 0);
    }

    #[test]
    fn a_part_of_a_phone_number_keeps_its_plus() {
        assert_eq!(TextField::Phone.fold_part(" +1 (41"), "+141");
        assert_eq!(TextField::Phone.fold_part("(415)"), "415");
    }
}

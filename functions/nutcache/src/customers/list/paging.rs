//! `limit` and `page`, and the links to the pages before and after.

use std::fmt::Write as _;

use shared::id::MAX_ID;
use shared::input::Pairs;
use shared::store::PageRequest;

use crate::refusal::Refusal;
use crate::view::Link;

const LIMIT: &str = "limit";
const PAGE: &str = "page";
/// How many customers a page has if the caller gives no limit.
const DEFAULT_LIMIT: u64 = 10;
/// The most customers a page can have. A higher limit counts as this one.
const MAX_LIMIT: u64 = 100;

/// The page of a list that a caller wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paging {
    limit: u64,
    page: u64,
}

impl Paging {
    /// Reads the page from the query.
    pub fn of(query: &Pairs) -> Result<Self, Refusal> {
        let limit = whole_number(query, LIMIT)?.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
        let page = whole_number(query, PAGE)?.unwrap_or(1);
        Ok(Self { limit, page })
    }

    /// The page as the store takes it. There are at most [`MAX_ID`] customers, so every page from
    /// that number on is past the last one.
    pub fn request(self) -> PageRequest {
        PageRequest { page: self.page.min(MAX_ID), size: self.limit }
    }

    /// The links to the pages before and after, in a list of `total` customers. They keep the
    /// caller's other query parameters. Before every page past the last one comes the last one.
    pub fn links(self, total: u64, query: &Pairs) -> Vec<Link> {
        let is_followed = self.page.checked_mul(self.limit).is_some_and(|shown| shown < total);
        let last = total.div_ceil(self.limit).max(1);
        let before = self.page.saturating_sub(1).min(last);
        let previous = (before > 0).then(|| self.link("navigation-previous", before, query));
        let next = is_followed.then(|| self.link("navigation-next", self.page + 1, query));
        previous.into_iter().chain(next).collect()
    }

    fn link(self, rel: &'static str, page: u64, query: &Pairs) -> Link {
        let mut href = format!("customers?{LIMIT}={}&{PAGE}={page}", self.limit);
        for (name, value) in query.iter().filter(|(name, _)| !matches!(*name, LIMIT | PAGE)) {
            href.push('&');
            encode(name, &mut href);
            href.push('=');
            encode(value, &mut href);
        }
        Link::new(href, rel)
    }
}

/// A whole number of 1 or more. One that does not fit counts as the largest that does.
fn whole_number(query: &Pairs, name: &str) -> Result<Option<u64>, Refusal> {
    let Some(text) = query.get(name) else { return Ok(None) };
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = if is_number { text.parse().unwrap_or(u64::MAX) } else { 0 };
    if number == 0 {
        let message = format!("The parameter {name} must be a whole number of 1 or more.");
        return Err(Refusal::Invalid(message));
    }
    Ok(Some(number))
}

/// Percent-encodes a name or value of a query. A comma, which separates the names in `include`,
/// needs no encoding.
fn encode(text: &str, href: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b',') {
            href.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            write!(href, "%{byte:02X}").unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paging(query: &str) -> Option<(u64, u64)> {
        Paging::of(&Pairs::parse(query).unwrap()).ok().map(|paging| (paging.limit, paging.page))
    }

    fn links(query: &str, total: u64) -> String {
        let query = Pairs::parse(query).unwrap();
        let links = Paging::of(&query).unwrap().links(total, &query);
        serde_json::to_string(&links).unwrap()
    }

    #[test]
    fn a_page_has_ten_customers_and_at_most_a_hundred() {
        assert_eq!(paging(""), Some((10, 1)));
        assert_eq!(paging("limit=25&page=3"), Some((25, 3)));
        assert_eq!(paging("limit=100"), Some((100, 1)));
        assert_eq!(paging("limit=101"), Some((100, 1)));
        assert_eq!(paging("limit=99999999999999999999"), Some((100, 1)));
    }

    #[test]
    fn anything_but_a_whole_number_of_1_or_more_is_refused() {
        for text in ["0", "-1", "1.5", "ten", "", "%2B1", " 1", "1e3"] {
            assert_eq!(paging(&format!("limit={text}")), None, "limit={text}");
            assert_eq!(paging(&format!("page={text}")), None, "page={text}");
        }
    }

    #[test]
    fn the_first_of_several_pages_links_to_the_next() {
        let next = r#"[{"href":"customers?limit=10&page=2","rel":"navigation-next","type":"GET"}]"#;
        assert_eq!(links("", 11), next);
        assert_eq!(links("", 10), "[]");
        assert_eq!(links("", 0), "[]");
    }

    #[test]
    fn a_middle_page_links_both_ways_and_the_last_one_links_back() {
        let previous =
            r#"{"href":"customers?limit=5&page=1","rel":"navigation-previous","type":"GET"}"#;
        let next = r#"{"href":"customers?limit=5&page=3","rel":"navigation-next","type":"GET"}"#;
        assert_eq!(links("page=2&limit=5", 11), format!("[{previous},{next}]"));
        assert_eq!(links("page=2&limit=5", 10), format!("[{previous}]"));
    }

    /// Broken by leading to the page before, which is empty too.
    #[test]
    fn past_the_last_page_the_link_leads_to_the_last() {
        let previous = |page| {
            let href = format!("customers?limit=10&page={page}");
            format!(r#"[{{"href":"{href}","rel":"navigation-previous","type":"GET"}}]"#)
        };
        assert_eq!(links("page=4", 30), previous(3));
        assert_eq!(links("page=5", 30), previous(3));
        assert_eq!(links("page=5", 31), previous(4));
        assert_eq!(links("page=5", 0), previous(1));
        assert_eq!(links("page=1", 0), "[]");
    }

    #[test]
    fn links_keep_the_other_parameters_and_name_the_limit_that_counts() {
        let query = "include=countries,states&limit=1000&q=a%26b%20%C3%A9&page=1&flag";
        let href = "customers?limit=100&page=2&include=countries,states&q=a%26b%20%C3%A9&flag=";
        let next = format!(r#"[{{"href":"{href}","rel":"navigation-next","type":"GET"}}]"#);
        assert_eq!(links(query, 101), next);
    }

    #[test]
    fn a_page_number_of_any_size_is_accepted() {
        let query = Pairs::parse("page=99999999999999999999&limit=100").unwrap();
        let paging = Paging::of(&query).unwrap();
        assert_eq!(paging.request(), PageRequest { page: MAX_ID, size: 100 });
        assert_eq!(paging.links(u64::MAX, &query).len(), 1, "only the last one");
    }
}

//! The requests that the clients send, each with what it is documented to be answered with.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::body::Bytes;
use local::demo::DemoDocument;
use serde_json::{Value, json};

use crate::soak::seed::Owned;

/// Where the clients are.
const HOME: &str = "192.0.2.1";

/// A request to one function.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The function that it is for.
    pub function: &'static str,
    /// The status that it is answered with, where DynamoDB can be had.
    pub expected: u16,
    /// The event.
    pub event: Bytes,
}

/// A request being put together.
struct Draft<'a> {
    function: &'static str,
    method: &'static str,
    path: String,
    query: &'a str,
    headers: BTreeMap<&'static str, String>,
    parameters: Value,
    body: Option<Value>,
    source_ip: String,
}

impl<'a> Draft<'a> {
    fn get(function: &'static str, path: impl Into<String>) -> Self {
        let headers = BTreeMap::from([
            ("accept", "application/json".to_owned()),
            ("host", "soak".to_owned()),
        ]);
        let (parameters, path) = (json!({}), path.into());
        Self {
            function,
            method: "GET",
            path,
            query: "",
            headers,
            parameters,
            body: None,
            source_ip: HOME.to_owned(),
        }
    }

    fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.insert(name, value.into());
        self
    }

    fn parameter(mut self, name: &str, value: &str) -> Self {
        self.parameters[name] = json!(value);
        self
    }

    const fn query(mut self, query: &'a str) -> Self {
        self.query = query;
        self
    }

    fn sends(mut self, method: &'static str, body: Value) -> Self {
        self.method = method;
        self.body = Some(body);
        self.header("content-type", "application/json")
    }

    fn expects(self, expected: u16) -> Asked {
        let mut event = json!({
            "version": "2.0",
            "rawPath": self.path,
            "rawQueryString": self.query,
            "headers": self.headers,
            "pathParameters": self.parameters,
            "requestContext": {
                "http": {"method": self.method, "path": self.path, "sourceIp": self.source_ip},
                "requestId": "JKJaXmPLvHcESHA=",
            },
            "isBase64Encoded": false,
        });
        if let Some(body) = self.body {
            event["body"] = json!(body.to_string());
        }
        Asked { function: self.function, expected, event: Bytes::from(event.to_string()) }
    }
}

/// fleet: the client's own customer.
pub(super) fn show(own: &Owned) -> Asked {
    Draft::get("fleet-show-customer", "/v1/customers")
        .header("authorization", format!("Basic {}", own.fleet_token))
        .expects(200)
}

/// fleet: a new name for it.
pub(super) fn rename(own: &Owned, name: &str) -> Asked {
    Draft::get("fleet-update-customer", "/v1/customers")
        .header("authorization", format!("Basic {}", own.fleet_token))
        .sends("PUT", json!({"company": name, "show_map_speed": name.len().is_multiple_of(2)}))
        .expects(200)
}

/// CRO: a customer.
pub(super) fn cro(demo: &DemoDocument, id: u64, expected: u16) -> Asked {
    let id = id.to_string();
    Draft::get("cro-get-customer", format!("/customers/{id}"))
        .header("authorization", format!("Bearer {}", demo.cro.token))
        .header("x-tenant-id", demo.cro.tenant_id.to_string())
        .parameter("customer_id", &id)
        .expects(expected)
}

/// Nutcache: a customer.
pub(super) fn nutcache(demo: &DemoDocument, id: u64) -> Asked {
    let id = id.to_string();
    let draft = Draft::get("nutcache-get-customer", format!("/webapi/customers/{id}"));
    in_organization(draft.parameter("id", &id), demo, &demo.nutcache.authorization).expects(200)
}

/// Nutcache: a stranger with a wrong password, which both of its functions hash to refuse it. Each
/// has a name and an address of its own, since who guesses too often has nothing hashed any more.
pub(super) fn nutcache_refused(demo: &DemoDocument, at_list: bool, stranger: u64) -> Asked {
    let wrong = STANDARD.encode(format!("key:stranger-{stranger}@nowhere.example:wrong"));
    let draft = if at_list {
        Draft::get("nutcache-list-customers", "/webapi/customers")
    } else {
        let id = demo.nutcache.customer_id.to_string();
        Draft::get("nutcache-get-customer", format!("/webapi/customers/{id}")).parameter("id", &id)
    };
    let [.., a, b, c] = stranger.to_be_bytes();
    let mut draft = in_organization(draft, demo, &wrong);
    draft.source_ip = format!("10.{a}.{b}.{c}");
    draft.expects(401)
}

/// Nutcache: a page of the list.
pub(super) fn list(demo: &DemoDocument, page: u64) -> Asked {
    let query = format!("page={page}");
    let draft = Draft::get("nutcache-list-customers", "/webapi/customers").query(&query);
    in_organization(draft, demo, &demo.nutcache.authorization).expects(200)
}

fn in_organization<'a>(draft: Draft<'a>, demo: &DemoDocument, authorization: &str) -> Draft<'a> {
    draft
        .header("authorization", format!("nut-basic {authorization}"))
        .header("organizationguid", demo.nutcache.organization_guid.clone())
        .header("api-version", "3")
}

/// BlueRockTEL: a customer.
pub(super) fn bluerocktel(demo: &DemoDocument, id: u64) -> Asked {
    let id = id.to_string();
    Draft::get("bluerocktel-get-customer", format!("/api/v1/customers/{id}"))
        .header("authorization", format!("Bearer {}", demo.bluerocktel.token))
        .parameter("customer", &id)
        .expects(200)
}

/// BlueRockTEL: a customer by its account.
pub(super) fn account(demo: &DemoDocument) -> Asked {
    let account = &demo.bluerocktel.customer_account;
    Draft::get("bluerocktel-get-customer-account", format!("/api/v1/customerAccounts/{account}"))
        .header("authorization", format!("Bearer {}", demo.bluerocktel.token))
        .parameter("customerAccount", account)
        .expects(200)
}

/// BlueRockTEL: a new customer, under a key.
pub(super) fn create(demo: &DemoDocument, name: &str, key: &str) -> Asked {
    Draft::get("bluerocktel-create-customer", "/api/v1/customers")
        .header("authorization", format!("Bearer {}", demo.bluerocktel.token))
        .header("idempotency-key", key)
        .sends("POST", json!({"name": name}))
        .expects(200)
}

/// myKaarma: a new key for a customer, by its UUID or its id.
pub(super) fn rekey(demo: &DemoDocument, customer: &str, key: &str) -> Asked {
    let token = &demo.mykaarma.department_token;
    let path = format!("/v2/department/{token}/customer/{customer}");
    Draft::get("mykaarma-update-customer", path)
        .header("authorization", format!("Basic {}", demo.mykaarma.authorization))
        .parameter("token", token)
        .parameter("customerID", customer)
        .sends("POST", json!({"customer": {"customerKey": key}}))
        .expects(200)
}

/// Nobody's path.
pub(super) fn nowhere() -> Asked {
    Draft::get("fallback", "/v1/nothing").expects(404)
}

//! template.yaml as data: what is deployed, for the suites that compare it with the code.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use serde_yaml_ng::Value as Yaml;

/// Where the repository's root is.
#[must_use]
pub fn root() -> &'static std::path::Path {
    std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// template.yaml, its short tags (`!Ref x`) in their long form (`{"Ref": "x"}`).
#[derive(Debug, Clone)]
pub struct Template {
    document: Value,
}

/// One `AWS::Serverless::Function` with the log group and the role that stand beside it.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its logical id: `FleetShowCustomer`.
    pub id: String,
    /// The name of its binary, from the folder it is deployed from: `fleet-show-customer`.
    pub name: String,
    /// Its properties, those of `Globals` among them where it has no own.
    pub properties: Map<String, Value>,
    /// What its role allows, statement by statement.
    pub statements: Vec<Statement>,
}

/// One statement of a role's policies.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// `Allow` or `Deny`.
    pub effect: String,
    /// Actions: `dynamodb:GetItem`.
    pub actions: Vec<String>,
    /// Resources, as they are written.
    pub resources: Vec<Value>,
    /// `Condition`, as it is written; null where there is none.
    pub condition: Value,
}

impl Template {
    /// Reads the repository's.
    ///
    /// # Panics
    /// When it cannot be read as YAML.
    #[must_use]
    #[expect(clippy::panic, reason = "without a template there is nothing to test")]
    pub fn read() -> Self {
        let path = root().join("template.yaml");
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("template.yaml cannot be read: {error}"));
        Self::parse(&text).unwrap_or_else(|error| panic!("template.yaml is not YAML: {error}"))
    }

    /// Reads a template's text.
    ///
    /// # Errors
    /// When it is not YAML.
    pub fn parse(text: &str) -> Result<Self, serde_yaml_ng::Error> {
        Ok(Self { document: long_form(serde_yaml_ng::from_str(text)?) })
    }

    /// A top-level section: `Parameters`, `Resources`; null where there is none.
    #[must_use]
    pub fn section(&self, name: &str) -> &Value {
        &self.document[name]
    }

    /// Every resource under its logical id.
    #[must_use]
    pub fn resources(&self) -> BTreeMap<&str, &Value> {
        let resources = self.section("Resources").as_object();
        resources.into_iter().flatten().map(|(id, resource)| (id.as_str(), resource)).collect()
    }

    /// The resources of one type under their logical ids.
    #[must_use]
    pub fn of_type(&self, kind: &str) -> BTreeMap<&str, &Value> {
        self.resources().into_iter().filter(|(_, resource)| resource["Type"] == kind).collect()
    }

    /// The functions, in the order of their logical ids.
    #[must_use]
    pub fn functions(&self) -> Vec<Function> {
        self.of_type("AWS::Serverless::Function")
            .into_iter()
            .map(|(id, resource)| self.function(id, resource))
            .collect()
    }

    fn function(&self, id: &str, resource: &Value) -> Function {
        let mut properties =
            self.document["Globals"]["Function"].as_object().cloned().unwrap_or_default();
        for (name, value) in resource["Properties"].as_object().into_iter().flatten() {
            merge(properties.entry(name.clone()).or_insert(Value::Null), value);
        }
        let folder = properties.get("CodeUri").and_then(Value::as_str).unwrap_or_default();
        let name = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        let role = properties.get("Role").and_then(attribute_of);
        let statements = role.map(|role| self.statements(&role)).unwrap_or_default();
        Function { id: id.to_owned(), name, properties, statements }
    }

    fn statements(&self, role: &str) -> Vec<Statement> {
        let policies = self.section("Resources")[role]["Properties"]["Policies"].as_array();
        policies
            .into_iter()
            .flatten()
            .flat_map(|policy| one_or_many(&policy["PolicyDocument"]["Statement"]))
            .map(|statement| Statement {
                effect: statement["Effect"].as_str().unwrap_or_default().to_owned(),
                actions: one_or_many(&statement["Action"])
                    .iter()
                    .filter_map(|action| action.as_str().map(str::to_owned))
                    .collect(),
                resources: one_or_many(&statement["Resource"]),
                condition: statement["Condition"].clone(),
            })
            .collect()
    }
}

impl Statement {
    /// The patterns of the partition keys it is bounded to, where it is.
    #[must_use]
    pub fn leading_keys(&self) -> Option<Vec<String>> {
        let patterns = &self.condition["ForAllValues:StringLike"]["dynamodb:LeadingKeys"];
        let patterns = one_or_many(patterns);
        (!patterns.is_empty())
            .then(|| patterns.iter().filter_map(|p| p.as_str().map(str::to_owned)).collect())
    }
}

/// The values of what CloudFormation lets stand alone or in a list; none for null.
#[must_use]
pub fn one_or_many(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.clone(),
        one => vec![one.clone()],
    }
}

/// The resource that an `Fn::GetAtt` or a `Ref` names.
#[must_use]
pub fn attribute_of(value: &Value) -> Option<String> {
    let id = value["Ref"].as_str().or_else(|| value["Fn::GetAtt"][0].as_str())?;
    Some(id.to_owned())
}

/// A function's own value over the global one: objects key by key, as SAM does it.
fn merge(global: &mut Value, own: &Value) {
    match (global, own) {
        (Value::Object(global), Value::Object(own)) => {
            for (key, value) in own {
                merge(global.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (global, own) => *global = own.clone(),
    }
}

fn long_form(yaml: Yaml) -> Value {
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(bool) => bool.into(),
        Yaml::Number(number) => number
            .as_i64()
            .map(Value::from)
            .unwrap_or_else(|| number.as_f64().map_or(Value::Null, Value::from)),
        Yaml::String(text) => text.into(),
        Yaml::Sequence(values) => values.into_iter().map(long_form).collect(),
        Yaml::Mapping(entries) => entries
            .into_iter()
            .map(|(key, value)| (key_text(key), long_form(value)))
            .collect::<Map<_, _>>()
            .into(),
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let value = long_form(tagged.value);
            match tag.trim_start_matches('!') {
                "Ref" => json!({ "Ref": value }),
                "Condition" => json!({ "Condition": value }),
                "GetAtt" => {
                    let parts = value.as_str().and_then(|path| path.split_once('.'));
                    json!({ "Fn::GetAtt": parts.map_or(value.clone(), |(id, name)| json!([id, name])) })
                }
                function => json!({ format!("Fn::{function}"): value }),
            }
        }
    }
}

fn key_text(key: Yaml) -> String {
    match key {
        Yaml::String(text) => text,
        other => long_form(other).to_string(),
    }
}

//! The table, as `template.yaml` has it.

use std::io;
use std::path::{Path, PathBuf};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{BuildError, DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
    StreamSpecification, StreamViewType, TimeToLiveSpecification,
};
use serde::Deserialize;
use serde_yaml_ng::Value;

/// The table's name in the template's resources.
const LOGICAL_ID: &str = "Table";

/// What the template says of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSpec {
    /// The type (`S`, `N`, `B`) of each attribute that is part of a key.
    pub attributes: Vec<(String, String)>,
    /// Each part (`HASH`, `RANGE`) of the key.
    pub key: Vec<(String, String)>,
    /// `PAY_PER_REQUEST`, or nothing.
    pub billing_mode: Option<String>,
    /// What the stream carries, if there is one.
    pub stream: Option<String>,
    /// The attribute that tells when an item ends, if there is one.
    pub ttl: Option<String>,
}

/// Why there is no table.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The template cannot be read.
    #[error("{0}: {1}")]
    Read(PathBuf, io::Error),
    /// The template is not YAML.
    #[error("{0}: {1}")]
    Yaml(PathBuf, serde_yaml_ng::Error),
    /// The template has no such table, or not so.
    #[error("template: {0}")]
    Template(String),
    /// The table cannot be asked for.
    #[error("the table cannot be described: {0}")]
    Build(#[from] BuildError),
    /// DynamoDB refused or failed.
    #[error("{0}")]
    Sdk(String),
}

impl TableSpec {
    /// Reads it from a template.
    pub fn read(template: &Path) -> Result<Self, TableError> {
        let text = std::fs::read_to_string(template)
            .map_err(|error| TableError::Read(template.to_owned(), error))?;
        // CloudFormation's tags (`!Ref`, `!Sub`) are read as tagged values and left alone.
        let document: Value = serde_yaml_ng::from_str(&text)
            .map_err(|error| TableError::Yaml(template.to_owned(), error))?;
        Self::of_template(&document)
    }

    fn of_template(document: &Value) -> Result<Self, TableError> {
        let properties = document
            .get("Resources")
            .and_then(|resources| resources.get(LOGICAL_ID))
            .and_then(|table| table.get("Properties"))
            .ok_or_else(|| TableError::Template("no resource Table with properties".to_owned()))?;
        let table: Properties = serde_yaml_ng::from_value(properties.clone())
            .map_err(|error| TableError::Template(error.to_string()))?;
        let pair = |pair: Pair| (pair.attribute_name, pair.kind);
        Ok(Self {
            attributes: table.attribute_definitions.into_iter().map(pair).collect(),
            key: table.key_schema.into_iter().map(pair).collect(),
            billing_mode: table.billing_mode,
            stream: table.stream_specification.map(|stream| stream.stream_view_type),
            ttl: table
                .time_to_live_specification
                .filter(|ttl| ttl.enabled)
                .map(|ttl| ttl.attribute_name),
        })
    }
}

/// What is read of the table's properties.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Properties {
    attribute_definitions: Vec<Pair>,
    key_schema: Vec<Pair>,
    billing_mode: Option<String>,
    stream_specification: Option<Stream>,
    time_to_live_specification: Option<TimeToLive>,
}

/// An attribute and its type, or its part of the key.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pair {
    attribute_name: String,
    #[serde(alias = "AttributeType", alias = "KeyType")]
    kind: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stream {
    stream_view_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TimeToLive {
    attribute_name: String,
    #[serde(default)]
    enabled: bool,
}

/// Makes the table that a template describes, under this name.
pub async fn create_from_template(
    client: &Client,
    name: &str,
    template: &Path,
) -> Result<(), TableError> {
    create(client, name, &TableSpec::read(template)?).await
}

/// Makes a table.
pub async fn create(client: &Client, name: &str, spec: &TableSpec) -> Result<(), TableError> {
    let mut request = client.create_table().table_name(name);
    for (attribute, kind) in &spec.attributes {
        let definition = AttributeDefinition::builder()
            .attribute_name(attribute)
            .attribute_type(ScalarAttributeType::from(kind.as_str()));
        request = request.attribute_definitions(definition.build()?);
    }
    for (attribute, kind) in &spec.key {
        let part = KeySchemaElement::builder()
            .attribute_name(attribute)
            .key_type(KeyType::from(kind.as_str()));
        request = request.key_schema(part.build()?);
    }
    if let Some(mode) = &spec.billing_mode {
        request = request.billing_mode(BillingMode::from(mode.as_str()));
    }
    if let Some(view) = &spec.stream {
        let stream = StreamSpecification::builder()
            .stream_enabled(true)
            .stream_view_type(StreamViewType::from(view.as_str()));
        request = request.stream_specification(stream.build()?);
    }
    request.send().await.map_err(|error| sdk(&error))?;
    if let Some(attribute) = &spec.ttl {
        let ttl = TimeToLiveSpecification::builder().enabled(true).attribute_name(attribute);
        client
            .update_time_to_live()
            .table_name(name)
            .time_to_live_specification(ttl.build()?)
            .send()
            .await
            .map_err(|error| sdk(&error))?;
    }
    Ok(())
}

/// Whether a table of this name is there.
pub async fn exists(client: &Client, name: &str) -> Result<bool, TableError> {
    match client.describe_table().table_name(name).send().await {
        Ok(_) => Ok(true),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|error| error.is_resource_not_found_exception()) =>
        {
            Ok(false)
        }
        Err(error) => Err(sdk(&error)),
    }
}

/// Takes a table away with all that is in it.
pub async fn remove(client: &Client, name: &str) -> Result<(), TableError> {
    client.delete_table().table_name(name).send().await.map_err(|error| sdk(&error))?;
    Ok(())
}

fn sdk<E, R>(error: &SdkError<E, R>) -> TableError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug + 'static,
{
    TableError::Sdk(match error.as_service_error().and_then(E::message) {
        Some(message) => message.to_owned(),
        None => DisplayErrorContext(error).to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Name: !Sub '${AWS::StackName}'
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      TableName: !If [Named, !Ref TableName, !Ref AWS::NoValue]
      AttributeDefinitions:
        - { AttributeName: pk, AttributeType: S }
        - { AttributeName: sk, AttributeType: S }
      KeySchema:
        - { AttributeName: pk, KeyType: HASH }
        - { AttributeName: sk, KeyType: RANGE }
      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
      TimeToLiveSpecification: { AttributeName: expires_at, Enabled: true }
";

    fn pair(a: &str, b: &str) -> (String, String) {
        (a.to_owned(), b.to_owned())
    }

    #[test]
    fn a_template_with_tags_is_read() {
        let document = serde_yaml_ng::from_str(TEMPLATE).unwrap();
        let expected = TableSpec {
            attributes: vec![pair("pk", "S"), pair("sk", "S")],
            key: vec![pair("pk", "HASH"), pair("sk", "RANGE")],
            billing_mode: Some("PAY_PER_REQUEST".to_owned()),
            stream: Some("NEW_AND_OLD_IMAGES".to_owned()),
            ttl: Some("expires_at".to_owned()),
        };
        assert_eq!(TableSpec::of_template(&document).unwrap(), expected);
    }

    #[test]
    fn a_template_without_the_table_is_refused() {
        let document = serde_yaml_ng::from_str("Resources: {}").unwrap();
        assert!(matches!(TableSpec::of_template(&document), Err(TableError::Template(_))));
    }

    #[tokio::test]
    async fn a_table_is_made_once() {
        let engine = crate::engine::Engine::in_memory().await.unwrap();
        let client = engine.client();
        let spec = TableSpec::of_template(&serde_yaml_ng::from_str(TEMPLATE).unwrap()).unwrap();
        assert!(!exists(&client, "table").await.unwrap());
        create(&client, "table", &spec).await.unwrap();
        assert!(exists(&client, "table").await.unwrap());
        assert!(matches!(create(&client, "table", &spec).await, Err(TableError::Sdk(_))));
        remove(&client, "table").await.unwrap();
        assert!(!exists(&client, "table").await.unwrap());
    }
}

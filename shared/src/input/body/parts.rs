//! Reads `multipart/form-data`.

use std::convert::Infallible;
use std::future::ready;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::stream::once;
use multer::{Field, Multipart, parse_boundary};

use super::{BodyError, Form};
use crate::input::Pairs;

/// Reads the parts that are texts. Files and parts without a name are left out: they are no
/// parameters.
pub(super) fn read(content_type: &str, body: &[u8]) -> Result<Form, BodyError> {
    let boundary = parse_boundary(content_type).map_err(|_| BodyError::Multipart)?;
    let body = Bytes::copy_from_slice(body);
    let mut parts = Multipart::new(once(ready(Ok::<_, Infallible>(body))), boundary);
    // The parser waits only for more of the body. All of it is here, so it never waits.
    all(&mut parts).now_or_never().unwrap_or(Err(BodyError::Multipart))
}

async fn all(parts: &mut Multipart<'_>) -> Result<Form, BodyError> {
    let mut pairs = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|_| BodyError::Multipart)? {
        if part.file_name().is_some() {
            continue;
        }
        let Some(name) = part.name().map(str::to_owned) else { continue };
        pairs.push((name, text(part).await?));
    }
    Ok(Pairs(pairs))
}

async fn text(part: Field<'_>) -> Result<String, BodyError> {
    let bytes = part.bytes().await.map_err(|_| BodyError::Multipart)?;
    String::from_utf8(bytes.into()).map_err(|_| BodyError::NotUtf8)
}

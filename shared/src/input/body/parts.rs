//! Reads `multipart/form-data`.

use std::borrow::Cow;
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

/// The body without its boundary, which clients make anew each time they send the same parts.
pub(crate) fn without_boundary<'a>(content_type: &str, body: &'a [u8]) -> Cow<'a, [u8]> {
    let boundary = parse_boundary(content_type).unwrap_or_default();
    if boundary.is_empty() {
        return Cow::Borrowed(body);
    }
    let (boundary, mut rest) = (boundary.as_bytes(), body);
    let mut kept = Vec::with_capacity(body.len());
    while let Some(at) = rest.windows(boundary.len()).position(|window| window == boundary) {
        kept.extend_from_slice(&rest[..at]);
        rest = &rest[at + boundary.len()..];
    }
    kept.extend_from_slice(rest);
    Cow::Owned(kept)
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

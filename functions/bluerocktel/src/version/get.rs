use serde::Serialize;
use shared::runtime::{Access, Call, Effect, Endpoint, Memory, Response, Spec, StatusCode, get};

use crate::Bluerocktel;
use crate::refusal::Refusal;

/// The version of the API, which anybody may ask for.
#[derive(Debug, Clone, Copy)]
pub struct GetVersion;

#[derive(Serialize)]
struct Version {
    version: &'static str,
    status: &'static str,
    vendor: &'static str,
    url: &'static str,
}

impl Endpoint for GetVersion {
    type Api = Bluerocktel;

    const SPEC: Spec = Spec {
        name: "bluerocktel-get-version",
        about: "the version of the API",
        routes: &[get("/api/version")],
        effect: Effect::Read,
        success: StatusCode::OK,
        access: Access::Public,
        grants: &[],
        memory: Memory::Usual,
    };

    async fn handle(call: &Call<'_, Bluerocktel>) -> Result<Response, Refusal> {
        Ok(call.json(&Version {
            version: "1.0",
            status: "ok",
            vendor: "BlueRockTEL",
            url: "https://bluerocktel.com",
        }))
    }
}

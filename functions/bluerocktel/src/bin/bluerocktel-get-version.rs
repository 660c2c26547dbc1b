//! `GET /api/version`: the version of the API.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<bluerocktel::GetVersion>()
}

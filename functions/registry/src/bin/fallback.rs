//! `$default`: what no route of any API serves: 404, 405, and paths that end in a slash.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<registry::Fallback>()
}

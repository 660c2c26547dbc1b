//! `$default`: what no route of any API serves: 404, 405, and paths with a slash too many.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<registry::Fallback>()
}

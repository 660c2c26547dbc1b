//! `$default`: every method and path that is no other function's.

fn main() -> std::process::ExitCode {
    shared::runtime::serve::<registry::Fallback>()
}

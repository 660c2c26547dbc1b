//! What follows from the registry and the cases, as the files that hold it.
//!
//! `make wire` writes these files, and a suite compares them with what stands in the repository.

mod names;
mod routes;
mod template;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use registry::{APIS, Known};
use shared::runtime::Function;

pub use template::template;

/// Why a file cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// A file cannot be read.
    #[error("{0} cannot be read")]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// A file cannot be written.
    #[error("{0} cannot be written")]
    Unwritten(PathBuf, #[source] std::io::Error),
    /// A file lacks the place where something generated belongs.
    #[error("the marker {0:?} is missing")]
    Marker(&'static str),
}

/// A file that is generated, or has a generated part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path below the repository's root.
    pub path: PathBuf,
    /// All that it holds.
    pub content: String,
}

/// Every generated file of the repository at that root.
///
/// # Errors
/// When a file that is only partly generated cannot be read or has no marker.
pub fn files(root: &Path) -> Result<Vec<File>, WireError> {
    let base = read(root, "template.base.yaml")?;
    let mut files = vec![
        File { path: "template.yaml".into(), content: template(&base, &APIS)? },
        between(root, "Cargo.toml", ("# <router>\n", "# </router>"), &routes::router(&APIS))?,
        between(root, "README.md", ("<!-- endpoints -->\n", "<!-- /endpoints -->"), &endpoints())?,
    ];
    files.extend(registry::functions().map(binary));
    Ok(files)
}

fn read(root: &Path, path: &str) -> Result<String, WireError> {
    let path = root.join(path);
    std::fs::read_to_string(&path).map_err(|error| WireError::Unreadable(path, error))
}

/// A file whose part between two markers is generated.
fn between(
    root: &Path,
    path: &str,
    (begin, end): (&'static str, &'static str),
    part: &str,
) -> Result<File, WireError> {
    let text = read(root, path)?;
    let (before, rest) = text.split_once(begin).ok_or(WireError::Marker(begin))?;
    let (_, after) = rest.split_once(end).ok_or(WireError::Marker(end))?;
    Ok(File { path: path.into(), content: format!("{before}{begin}{part}{end}{after}") })
}

/// The README's table of endpoints.
fn endpoints() -> String {
    let mut text = String::from("| Method | Path | What it is | Function |\n|---|---|---|---|\n");
    for Known { specs, .. } in APIS {
        for spec in specs {
            for route in spec.routes {
                let (method, path, about, name) = (route.method, route.path, spec.about, spec.name);
                // Writing to a String cannot fail.
                writeln!(text, "| {method} | {path} | {about} | {name} |").unwrap_or_default();
            }
        }
    }
    text
}

/// The binary of a function: what it serves, and its endpoint's type.
fn binary(function: &'static Function) -> File {
    let spec = function.spec;
    let crate_name = function.type_path.split(':').next().unwrap_or_default();
    let mut routes: Vec<String> =
        spec.routes.iter().map(|route| format!("`{} {}`", route.method, route.path)).collect();
    if routes.is_empty() {
        routes.push("`$default`".to_owned());
    }
    let routes = routes.join(",\n//! ");
    let content = format!(
        "//! {routes}: {}.\n\nfn main() -> std::process::ExitCode {{\n    \
         shared::runtime::serve::<{}>()\n}}\n",
        spec.about, function.type_path
    );
    let path = format!("functions/{crate_name}/src/bin/{}.rs", spec.name);
    File { path: path.into(), content }
}

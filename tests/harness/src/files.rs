//! The event files: requests to every function, as API Gateway hands them over.

use std::path::{Path, PathBuf};

use crate::demo::demo;
use crate::template::root;

/// One file under `events/`.
#[derive(Debug, Clone)]
pub struct EventFile {
    /// Its name without `.json`: `fleet-show-customer.no-credentials`.
    pub name: String,
    /// The folder it is in, which is its API's name.
    pub api: String,
    path: PathBuf,
}

/// All event files of an API, by name.
///
/// # Panics
/// When its folder cannot be read or holds no event.
#[must_use]
#[expect(clippy::panic, reason = "events that are not driven prove nothing")]
pub fn event_files(api: &str) -> Vec<EventFile> {
    let mut files: Vec<EventFile> = list(&root().join("events").join(api))
        .into_iter()
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.strip_suffix(".json")?.to_owned();
            Some(EventFile { name, api: api.to_owned(), path })
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    if files.is_empty() {
        panic!("events/{api} holds no event");
    }
    files
}

/// The folders under `events/`, one an API.
#[must_use]
pub fn event_folders() -> Vec<String> {
    let mut folders: Vec<String> = list(&root().join("events"))
        .iter()
        .filter(|path| path.is_dir())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect();
    folders.sort();
    folders
}

#[expect(clippy::panic, reason = "events that are not driven prove nothing")]
fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{} cannot be read: {error}", folder.display()));
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

impl EventFile {
    /// The function that its name begins with.
    #[must_use]
    pub fn function(&self) -> &str {
        self.name.split('.').next().unwrap_or_default()
    }

    /// The event's text, its placeholders filled in from the demo document.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn text(&self) -> String {
        demo().fill(&self.raw())
    }

    /// The event's text as it stands in the file.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    #[expect(clippy::panic, reason = "an event that is not driven proves nothing")]
    pub fn raw(&self) -> String {
        std::fs::read_to_string(&self.path)
            .unwrap_or_else(|error| panic!("{} cannot be read: {error}", self.path.display()))
    }
}

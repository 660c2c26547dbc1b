/// Writes a text: absent keeps what is stored, an empty text clears it, a value replaces it. An
/// empty text that another API stored stays when it is sent back.
pub(super) fn text(given: &Option<String>, stored: &mut Option<String>) {
    match given.as_deref() {
        None => {}
        Some("") if stored.as_deref() == Some("") => {}
        Some("") => *stored = None,
        Some(_) => stored.clone_from(given),
    }
}

/// Writes a value that cannot be cleared.
pub(super) fn value<T: Copy>(given: Option<T>, stored: &mut Option<T>) {
    if given.is_some() {
        *stored = given;
    }
}

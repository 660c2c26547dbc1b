//! What the lists that an update replaces have in common.

/// Takes the first stored entry that fits, so that no two entries of a list become the same one.
pub(super) fn take<'a, T>(
    stored: &mut [Option<&'a T>],
    fits: impl Fn(&T) -> bool,
) -> Option<&'a T> {
    stored.iter_mut().find(|entry| entry.is_some_and(&fits))?.take()
}

/// Puts entries that stay back to where they stood among the stored ones, each with its place.
pub(super) fn put_back<T>(list: &mut Vec<T>, staying: Vec<(usize, T)>) {
    for (at, entry) in staying {
        list.insert(at.min(list.len()), entry);
    }
}

use shared::input::Field;

/// Writes a field: absent keeps what is stored, null clears it, a value replaces it.
pub(super) fn write<T: Clone>(field: &Field<T>, stored: &mut Option<T>) {
    match field {
        Field::Absent => {}
        Field::Null => *stored = None,
        Field::Value(value) => *stored = Some(value.clone()),
    }
}

//! The function's log: one JSON line an error.

//! The suites are in `tests/`; what they share is the package `harness`.

//! The parts of a write's transaction.

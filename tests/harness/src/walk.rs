//! Walks a list at run time: a few of its members at once, and each that fails is named.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use crate::functions::{FUNCTIONS, Function};

/// How many members are driven at the same time. Most of them wait most of the time.
const AT_ONCE: usize = 4;

/// Drives every function.
///
/// # Panics
/// When any of them fails, with the names of all that do.
pub fn each_function<F: Future<Output = ()>>(drive: impl Fn(&'static Function) -> F + Sync) {
    each(&FUNCTIONS, |function| function.name.to_owned(), drive);
}

/// Drives every member of a list, each on a thread with a runtime of its own.
///
/// # Panics
/// When the list is empty, or any member fails, with the names of all that do.
#[expect(clippy::panic, clippy::expect_used, reason = "an assertion")]
pub fn each<'a, T: Sync, F: Future<Output = ()>>(
    members: &'a [T],
    name: impl Fn(&T) -> String + Sync,
    drive: impl Fn(&'a T) -> F + Sync,
) {
    assert!(!members.is_empty(), "nothing to drive");
    let rest = Mutex::new(members.iter());
    let failed = Mutex::new(Vec::new());
    let work = || {
        while let Some(member) = rest.lock().expect("the rest").next() {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.expect("a runtime");
            let driven = catch_unwind(AssertUnwindSafe(|| runtime.block_on(drive(member))));
            if let Err(panic) = driven {
                let text = panic.downcast_ref::<String>().map(String::as_str);
                let text = text.or(panic.downcast_ref::<&str>().copied()).unwrap_or_default();
                failed.lock().expect("the failed").push(format!("{}: {text}", name(member)));
            }
        }
    };
    std::thread::scope(|threads| {
        for _ in 0..AT_ONCE.min(members.len()) {
            threads.spawn(work);
        }
    });
    let failed = failed.into_inner().expect("the failed");
    if !failed.is_empty() {
        panic!("{} of {} failed:\n{}", failed.len(), members.len(), failed.join("\n"));
    }
}

//! Histories of one register, and whether there is an order that explains them: every operation
//! takes effect at one moment between its call and its answer (Wing and Gong, with the memo of
//! Lowe).

use std::collections::HashSet;

/// What is stored under one account: nothing, or the marks of all who wrote to it.
pub type Register = Option<Vec<u32>>;

/// What a client did, and what it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Did {
    /// Read the register and saw this.
    Read(Register),
    /// Created it with a mark: `false` where it was there already.
    Create(u32, bool),
    /// Added a mark and was told all of them: `None` where it was not there.
    Append(u32, Register),
    /// Deleted it: `false` where it was not there.
    Delete(bool),
}

/// One operation with the moments of its call and its answer.
#[derive(Debug, Clone)]
pub struct Done {
    pub called: u64,
    pub answered: u64,
    pub did: Did,
}

impl Did {
    /// The register afterwards, where this is what a client would be told of it.
    fn on(&self, before: &Register) -> Option<Register> {
        match (self, before) {
            (Self::Read(seen), _) => (seen == before).then(|| before.clone()),
            (Self::Create(mark, true), None) => Some(Some(vec![*mark])),
            (Self::Create(_, false), Some(_)) => Some(before.clone()),
            (Self::Append(mark, Some(told)), Some(marks)) => {
                let (last, rest) = told.split_last()?;
                (last == mark && rest == marks).then(|| Some(told.clone()))
            }
            (Self::Append(_, None) | Self::Delete(false), None) => Some(None),
            (Self::Delete(true), Some(_)) => Some(None),
            (Self::Create(..) | Self::Append(..) | Self::Delete(_), _) => None,
        }
    }
}

/// Whether some order of the operations, each between its call and its answer, tells every client
/// what it was told. At most 64 operations.
pub fn is_linearizable(history: &[Done]) -> bool {
    assert!(history.len() <= 64, "a set of operations is one number");
    let mut seen = HashSet::new();
    let mut ways = vec![(0_u64, None)];
    while let Some((done, register)) = ways.pop() {
        if done.count_ones() as usize == history.len() {
            return true;
        }
        if !seen.insert((done, register.clone())) {
            continue;
        }
        let open = || history.iter().enumerate().filter(|(at, _)| done & (1 << at) == 0);
        // What was called after another one had its answer cannot come before that one.
        let first_answer = open().map(|(_, one)| one.answered).min().unwrap_or(u64::MAX);
        for (at, one) in open().filter(|(_, one)| one.called < first_answer) {
            if let Some(after) = one.did.on(&register) {
                ways.push((done | (1 << at), after));
            }
        }
    }
    false
}

fn done(called: u64, answered: u64, did: Did) -> Done {
    Done { called, answered, did }
}

#[test]
fn one_after_the_other_has_one_order() {
    let good = [
        done(0, 1, Did::Read(None)),
        done(2, 3, Did::Create(1, true)),
        done(4, 5, Did::Append(2, Some(vec![1, 2]))),
        done(6, 7, Did::Create(3, false)),
        done(8, 9, Did::Delete(true)),
        done(10, 11, Did::Append(4, None)),
        done(12, 13, Did::Delete(false)),
    ];
    assert!(is_linearizable(&good));
    for at in 0..good.len() {
        let without: Vec<_> = [&good[..at], &good[at + 1..]].concat();
        // Nobody saw the mark that was added, but what was created and deleted explains the rest.
        let explains = matches!(at, 1 | 4);
        assert_eq!(is_linearizable(&without), !explains, "without {at}");
    }
}

#[test]
fn operations_at_once_may_come_in_any_order() {
    let overlapping = [
        done(0, 9, Did::Read(Some(vec![1]))),
        done(1, 8, Did::Create(1, true)),
        done(2, 7, Did::Read(None)),
    ];
    assert!(is_linearizable(&overlapping));
}

#[test]
fn a_read_may_not_miss_what_was_answered_before_it() {
    let stale = [done(0, 1, Did::Create(1, true)), done(2, 3, Did::Read(None))];
    assert!(!is_linearizable(&stale));
}

#[test]
fn two_writers_on_one_version_have_no_order() {
    let lost = [
        done(0, 1, Did::Create(1, true)),
        done(2, 5, Did::Append(2, Some(vec![1, 2]))),
        done(3, 4, Did::Append(3, Some(vec![1, 3]))),
    ];
    assert!(!is_linearizable(&lost));
}

#[test]
fn of_two_creates_one_wins() {
    let both = [done(0, 3, Did::Create(1, true)), done(1, 2, Did::Create(2, true))];
    assert!(!is_linearizable(&both));
    let neither = [done(0, 3, Did::Create(1, false)), done(1, 2, Did::Create(2, false))];
    assert!(!is_linearizable(&neither));
}

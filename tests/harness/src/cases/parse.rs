//! Reads a file of cases, line by line.

use super::diff;
use super::{Calls, Case, GOOD, Request, Tags};

/// What is wrong, and in which line, counted from 0.
type Problem = (usize, String);

/// The cases in a file's text.
pub fn cases(text: &str) -> Result<Vec<Case>, Problem> {
    let mut lines = Lines { all: text.lines().collect(), at: 0 };
    let mut cases: Vec<Case> = Vec::new();
    while let Some(line) = lines.next() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let name = line.strip_prefix("=== ").ok_or_else(|| lines.problem("=== and a name"))?;
        if cases.is_empty() != (name == GOOD) {
            return Err(lines.problem("the first case, and no other one, to be called good"));
        }
        if cases.iter().any(|case| case.name == name) {
            return Err(lines.problem("another name: this one is taken"));
        }
        let case = case(name, &mut lines, &cases)?;
        cases.push(case);
    }
    if cases.is_empty() { Err(lines.problem("a case")) } else { Ok(cases) }
}

struct Lines<'a> {
    all: Vec<&'a str>,
    at: usize,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let line = self.all.get(self.at).copied();
        self.at += 1;
        line
    }

    /// The lines up to one that fits, which is not taken.
    fn until(&mut self, end: impl Fn(&str) -> bool) -> &[&'a str] {
        let rest = self.all.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|line| end(line)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// The line that was read last is not what should stand there.
    fn problem(&self, expected: &str) -> Problem {
        let line = self.at.saturating_sub(1);
        let found = self.all.get(line).copied().unwrap_or("the end");
        (line, format!("expected {expected}, found {found:?}"))
    }
}

fn case(name: &str, lines: &mut Lines<'_>, before: &[Case]) -> Result<Case, Problem> {
    let mut tags = Tags::default();
    let mut request = before.first().map(|good| good.request.clone()).unwrap_or_default();
    let mut base64 = false;
    let status_line = loop {
        let Some(line) = lines.next() else { return Err(lines.problem("--- and a status")) };
        if let Some(rest) = line.strip_prefix("--- ") {
            break rest;
        } else if line == "@base64" {
            base64 = true;
        } else if let Some(tag) = line.strip_prefix('@') {
            add_tag(&mut tags, tag).ok_or_else(|| lines.problem("a tag that is known"))?;
        } else if line == "!body" {
            request.body = None;
        } else if let Some(header) = line.strip_prefix('!') {
            request.headers.retain(|(known, _)| known != header);
        } else if line.is_empty() {
            request.body = Some(lines.until(|line| line.starts_with("--- ")).join("\n"));
            request.base64 = base64;
        } else {
            request_line(&mut request, line).ok_or_else(|| lines.problem("a request's line"))?;
        }
    };
    if request.method.is_empty() {
        return Err(lines.problem("a request line before the answer"));
    }
    let start = lines.at - 1;
    let (status, of) = match status_line.split_once(' ') {
        Some((status, of)) => (status, Some(of)),
        None => (status_line, None),
    };
    let status = status.parse().map_err(|_| lines.problem("--- and a status"))?;
    let end = |line: &str| line.starts_with("=== ") || line.starts_with('#');
    let mut said = lines.until(end).to_vec();
    while said.last().is_some_and(|line| line.is_empty()) {
        said.pop();
    }
    let end = start + 1 + said.len();
    let earlier = |name: &str| before.iter().find(|case| case.name == name);
    let answer = match of.map(|of| of.split_once(' ').unwrap_or((of, ""))) {
        None => Some(said.join("\n")),
        Some(("as", name)) => earlier(name).map(|case| case.answer.clone()),
        Some(("like", name)) => earlier(name).and_then(|case| diff::apply(&case.answer, &said)),
        Some(_) => None,
    };
    let answer = answer.ok_or((start, "it refers to an answer that is not there".to_owned()))?;
    Ok(Case { name: name.to_owned(), tags, request, status, answer, lines: start..end })
}

/// `PUT /v1/customers`, or `content-type: text/plain`.
fn request_line(request: &mut Request, line: &str) -> Option<()> {
    let is_method = |word: &str| word.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some((method, target)) = line.split_once(' ').filter(|(word, _)| is_method(word)) {
        method.clone_into(&mut request.method);
        target.clone_into(&mut request.target);
        return target.starts_with('/').then_some(());
    }
    let (name, value) = line.split_once(':')?;
    request.set_header(name, value.strip_prefix(' ').unwrap_or(value));
    Some(())
}

fn add_tag(tags: &mut Tags, tag: &str) -> Option<()> {
    match tag.split_once(' ') {
        None if tag == "replay" => tags.replay = true,
        None if tag == "lenient" => tags.lenient = true,
        Some(("first", calls)) => tags.first = Some(read_calls(calls)?),
        Some(("warm", calls)) => tags.warm = Some(read_calls(calls)?),
        Some(("roles", answer)) => {
            let (status, roles) = answer.split_once(": ")?;
            let status = status.parse().ok()?;
            tags.roles.extend(roles.split(", ").map(|role| (role.to_owned(), status)));
        }
        _ => return None,
    }
    Some(())
}

/// `3 units: BatchGetItem, TransactWriteItems`
fn read_calls(text: &str) -> Option<Calls> {
    let (units, operations) = text.split_once(" units:")?;
    let operations = operations.split(',').map(|one| one.trim().to_owned());
    let operations = operations.filter(|one| !one.is_empty()).collect();
    Some(Calls { units: units.parse().ok()?, operations })
}

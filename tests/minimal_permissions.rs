//! Nothing can be removed from the policies of rolepair's own roles without making a story fail.
//!
//! For every action, resource and condition, `docs/minimal-permissions.md` names a story that fails
//! without it, or says why only real AWS needs it. Here each of these stories runs without that part
//! of the policy, and must fail. After a change to a policy,
//! `UPDATE_REPORT=1 cargo test --workspace --test acceptance minimal_permissions` searches for stories.

mod permission_report;
mod story_runs;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Mutex,
    thread,
};

use rolepair_sandbox::PolicyFiles;
use rolepair_tests::{PolicyPart, policy_parts};

use self::{
    permission_report::{PartKey, PermissionReport},
    story_runs::{fails_without, passes, story_that_fails_without},
};

fn folder(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(below)
}

/// Every part of every policy that is in force in the embedded organization.
fn parts() -> Vec<PolicyPart> {
    let files = PolicyFiles::default();
    let parts = files.names().flat_map(|name| {
        let file = folder("infra/policies").join(format!("{name}.json"));
        let text = std::fs::read_to_string(file).unwrap();
        policy_parts(name, &serde_json::from_str(&text).unwrap())
    });
    parts.collect()
}

/// Does the work on every item, on as many items at a time as there are processors.
fn side_by_side<T: Send>(items: Vec<T>, work: impl Fn(T) + Sync) {
    let workers = thread::available_parallelism().map_or(2, usize::from);
    let items = Mutex::new(items.into_iter());
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let item = items.lock().unwrap().next();
                    let Some(item) = item else { return };
                    work(item);
                }
            });
        }
    });
}

#[test]
fn every_permission_is_needed_by_a_story_that_fails_without_it() {
    let mut report = PermissionReport::read();
    let parts = parts();
    if std::env::var_os("UPDATE_REPORT").is_some() {
        update(&mut report, &parts);
    }
    let known: BTreeSet<PartKey> = report.keys().collect();
    let there: BTreeSet<PartKey> = parts.iter().map(PartKey::from).collect();
    assert_eq!(known, there, "the report and the policies differ");
    let wrong = Mutex::new(Vec::new());
    // A story that fails with the whole policy shows nothing.
    side_by_side(report.stories().into_iter().collect(), |story| {
        if !passes(story) {
            let line = format!("fails with the whole policy: {story}");
            wrong.lock().unwrap().push(line);
        }
    });
    let with_stories = parts.iter().filter_map(|part| {
        let story = report.story(&PartKey::from(part))?;
        Some((part, story))
    });
    side_by_side(with_stories.collect(), |(part, story)| {
        if !fails_without(part, story) {
            let PolicyPart {
                policy,
                statement,
                part,
                ..
            } = part;
            let line = format!("passes without {policy} {statement} {part}: {story}");
            wrong.lock().unwrap().push(line);
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_policy_file_that_is_not_in_force_here_is_listed() {
    let files = PolicyFiles::default();
    let in_force: BTreeSet<String> = files.names().map(str::to_owned).collect();
    let entries = std::fs::read_dir(folder("infra/policies")).unwrap();
    let all = entries.map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        name.trim_end_matches(".json").to_owned()
    });
    let not_in_force: BTreeSet<String> = all.filter(|name| !in_force.contains(name)).collect();
    assert_eq!(PermissionReport::read().files_not_in_force(), not_in_force);
}

fn update(report: &mut PermissionReport, parts: &[PolicyPart]) {
    let open: Vec<&PolicyPart> = parts
        .iter()
        .filter(|part| !report.has(&PartKey::from(*part)))
        .collect();
    let found = Mutex::new(Vec::new());
    side_by_side(open, |part| {
        let story = story_that_fails_without(part);
        eprintln!(
            "{} {} {}: {story:?}",
            part.policy, part.statement, part.part
        );
        found.lock().unwrap().push((PartKey::from(part), story));
    });
    report.add(found.into_inner().unwrap());
    report.write(parts);
}

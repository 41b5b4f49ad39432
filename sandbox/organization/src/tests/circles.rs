//! The arrows between the modules point one way.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file below `folder`, except tests.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut files = Vec::new();
    for entry in entries.map(|entry| entry.unwrap().path()) {
        let name = entry.file_stem().unwrap().to_owned();
        if entry.is_dir() && name != "tests" {
            files.extend(self::files(&entry));
        } else if entry.extension().is_some_and(|kind| kind == "rs") && name != "tests" {
            files.push(entry);
        }
    }
    files
}

/// The code of a file, without comments, tests and white space.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    lines
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// The services whose modules `code` names.
fn services_named(code: &str, services: &BTreeSet<String>) -> BTreeSet<String> {
    let named = |service: &&String| {
        let inside_braces = code.split("services::{").skip(1).any(|rest| {
            let imports = rest.split(';').next().unwrap();
            let mut words = imports.split(['{', '}', ',']);
            words.any(|word| word.split("::").next() == Some(service.as_str()))
        });
        code.contains(&format!("services::{service}")) || inside_braces
    };
    services.iter().filter(named).cloned().collect()
}

#[test]
fn no_two_services_need_each_other() {
    let all = files(&source().join("services"));
    let service_of = |file: &Path| {
        let below = file.strip_prefix(source().join("services")).unwrap();
        let first = below.components().next().unwrap();
        first.as_os_str().to_str().unwrap().replace(".rs", "")
    };
    let services: BTreeSet<String> = all.iter().map(|file| service_of(file)).collect();
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in &all {
        let service = service_of(file);
        let mut named = services_named(&code(file), &services);
        named.remove(&service);
        needs.entry(service).or_default().extend(named);
    }
    assert!(needs["organizations"].contains("iam"), "{needs:?}");
    // Removes, again and again, the services that need none of those left.
    while !needs.is_empty() {
        let free = |(service, needed): (&String, &BTreeSet<String>)| {
            let is_free = needed.iter().all(|one| !needs.contains_key(one));
            is_free.then(|| service.clone())
        };
        let free: Vec<String> = needs.iter().filter_map(free).collect();
        assert!(
            !free.is_empty(),
            "these services need each other: {needs:?}"
        );
        needs.retain(|service, _| !free.contains(service));
    }
}

#[test]
fn the_states_in_the_world_do_not_know_the_world() {
    let is_state = |file: &&PathBuf| file.ends_with("state.rs");
    let states: Vec<PathBuf> = files(&source())
        .into_iter()
        .filter(|file| is_state(&file))
        .collect();
    assert!(states.len() >= 8, "{states:?}");
    let held = [
        "timers.rs",
        "trail.rs",
        "dials.rs",
        "clock.rs",
        "throttle_bucket.rs",
    ];
    let held = held.map(|file| source().join(file));
    for file in states.iter().chain(&held) {
        let code = code(file);
        for above in ["world::World", "engine::", "operation::", "call::Call"] {
            assert!(!code.contains(above), "{}: {above}", file.display());
        }
    }
    let world = code(&source().join("world.rs"));
    for above in [
        "OPERATIONS",
        "hub_roles",
        "seeded_world",
        "run_due",
        "step_functions",
        "call::",
    ] {
        assert!(!world.contains(above), "world.rs: {above}");
    }
}

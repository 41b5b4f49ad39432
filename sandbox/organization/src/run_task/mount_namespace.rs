//! A root of the container's own: a private mount namespace in which every top-level entry of the
//! machine's `/` is bound into a fresh root, together with the volumes. Nothing is ever made in the
//! machine's `/` or in its folders: a folder that contains a mount point is rebuilt, with its
//! entries bound one by one.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fmt::Write as _,
    fs,
    os::unix::ffi::OsStrExt,
    path::{Component, Path, PathBuf},
    process::Stdio,
};

use tokio::process::Command;

/// A folder, and where it is mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bind {
    pub(super) folder: PathBuf,
    pub(super) path: PathBuf,
    pub(super) read_only: bool,
}

/// A way to get a mount namespace: as root, or as root of a user namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Namespace(&'static [&'static str]);

const WAYS: [Namespace; 2] = [
    Namespace(&["--mount"]),
    Namespace(&["--user", "--map-root-user", "--mount"]),
];

/// Where the programs of the namespace are, whatever the caller's `PATH` says.
const SYSTEM_PATH: &str = "/usr/sbin:/usr/bin:/sbin:/bin";

/// The first way that works on this machine for these mounts. Each is tried; the error says why none works.
pub(super) async fn probe(binds: &[Bind], scratch: &Path) -> Result<Namespace, String> {
    let mut reason = String::new();
    for way in WAYS {
        let words = [OsString::from("true")];
        let mut command = way
            .command(binds, scratch, &words)
            .map_err(|error| error.to_string())?;
        command.env_clear().stdin(Stdio::null());
        match command.output().await {
            Ok(output) if output.status.success() => return Ok(way),
            Ok(output) => {
                reason = String::from_utf8_lossy(&output.stderr)
                    .trim()
                    .replace('\n', "; ")
            }
            Err(error) => return Err(format!("`unshare` does not start: {error}")),
        }
    }
    Err(reason)
}

impl Namespace {
    /// The command that runs `words` in the namespace, with `binds` in place.
    pub(super) fn command(
        self,
        binds: &[Bind],
        scratch: &Path,
        words: &[OsString],
    ) -> std::io::Result<Command> {
        let root = scratch.join("root");
        fs::create_dir_all(&root)?;
        let script = script(binds, &root)?;
        let mut command = Command::new(program("unshare"));
        command
            .args(self.0)
            .args(["sh", "-c", &script, "sh"])
            .arg(std::env::current_dir()?)
            .args(words);
        Ok(command)
    }
}

/// A system program by its path: an ordinary user's `PATH` often leaves `/usr/sbin` out.
fn program(name: &str) -> PathBuf {
    let mut candidates = SYSTEM_PATH
        .split(':')
        .map(|folder| Path::new(folder).join(name));
    candidates
        .find(|path| path.is_file())
        .unwrap_or_else(|| PathBuf::from(name))
}

/// What is done in the namespace before the command: `$1` is the folder to start in, the rest the command.
fn script(binds: &[Bind], root: &Path) -> std::io::Result<String> {
    let tree = Tree::of(binds);
    let mut script = format!("set -eu\nkept_path=${{PATH-}}\nPATH={SYSTEM_PATH}\n");
    let quoted_root = quoted(root.as_os_str());
    let _ = writeln!(script, "mount -t tmpfs -o mode=0755 rolepair {quoted_root}");
    tree.build(Path::new("/"), root, &mut script)?;
    // The bound folders of the machine may contain this root itself; it need not appear twice.
    let inner = root.join(root.strip_prefix("/").unwrap_or(root));
    let _ = writeln!(
        script,
        "umount -l {} 2>/dev/null || :",
        quoted(inner.as_os_str())
    );
    let chroot = quoted(program("chroot").as_os_str());
    let _ = writeln!(
        script,
        "exec {chroot} {quoted_root} /bin/sh -c 'PATH=$1; export PATH; cd \"$2\" 2>/dev/null || cd /; shift 2; exec \"$@\"' sh \"$kept_path\" \"$@\""
    );
    Ok(script)
}

/// The paths of the mounts as a tree.
#[derive(Debug, Default)]
struct Tree {
    below: BTreeMap<OsString, Tree>,
    mount: Option<Bind>,
}

impl Tree {
    fn of(binds: &[Bind]) -> Self {
        let mut tree = Self::default();
        for bind in binds {
            let mut node = &mut tree;
            for component in resolved(&bind.path).components() {
                if let Component::Normal(name) = component {
                    node = node.below.entry(name.to_owned()).or_default();
                }
            }
            node.mount = Some(bind.clone());
        }
        tree
    }

    /// Makes `new` look like the machine's folder `old`, with the mounts below it in place.
    fn build(&self, old: &Path, new: &Path, script: &mut String) -> std::io::Result<()> {
        for entry in entries(old)? {
            if !self
                .below
                .contains_key(entry.file_name().unwrap_or_default())
            {
                bind_entry(&entry, new, script);
            }
        }
        for (name, below) in &self.below {
            let (old, new) = (old.join(name), new.join(name));
            let place = quoted(new.as_os_str());
            let _ = writeln!(script, "mkdir -p {place}");
            match &below.mount {
                None => below.build(&old, &new, script)?,
                Some(bind) => {
                    bind_folder(bind, &place, script);
                    for (name, deeper) in &below.below {
                        // Below a mount there is only the volume, so that mounts in it need a folder there.
                        deeper.build_in_volume(&new.join(name), script);
                    }
                }
            }
        }
        Ok(())
    }

    fn build_in_volume(&self, new: &Path, script: &mut String) {
        let place = quoted(new.as_os_str());
        let _ = writeln!(script, "mkdir -p {place}");
        if let Some(bind) = &self.mount {
            bind_folder(bind, &place, script);
        }
        for (name, deeper) in &self.below {
            deeper.build_in_volume(&new.join(name), script);
        }
    }
}

fn bind_folder(bind: &Bind, place: &str, script: &mut String) {
    let _ = writeln!(
        script,
        "mount --bind {} {place}",
        quoted(bind.folder.as_os_str())
    );
    if bind.read_only {
        // A user namespace may not remove flags, so that they have to be repeated.
        let _ = writeln!(
            script,
            "mount -o remount,bind,ro {place} 2>/dev/null || mount -o remount,bind,ro,nosuid,nodev {place} 2>/dev/null || mount -o remount,bind,ro,nosuid,nodev,noexec {place}"
        );
    }
}

/// Puts one entry of a folder of the machine into the folder `new`, as it is.
fn bind_entry(entry: &Path, new: &Path, script: &mut String) {
    let Some(name) = entry.file_name() else {
        return;
    };
    let (from, to) = (quoted(entry.as_os_str()), new.join(name));
    let to = quoted(to.as_os_str());
    let Ok(metadata) = fs::symlink_metadata(entry) else {
        return;
    };
    if metadata.is_symlink() {
        let target = fs::read_link(entry).unwrap_or_default();
        let _ = writeln!(script, "ln -s {} {to}", quoted(target.as_os_str()));
    } else if metadata.is_dir() {
        let _ = writeln!(script, "mkdir {to}\nmount --rbind {from} {to}");
    } else {
        let _ = writeln!(script, ": > {to}\nmount --bind {from} {to}");
    }
}

/// The entries of a folder, in their order; empty if it is not a folder.
fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    entries.sort();
    Ok(entries)
}

/// The path with existing links followed: `/var/run/x` is `/run/x` on most machines.
fn resolved(path: &Path) -> PathBuf {
    for ancestor in path.ancestors() {
        if let (Ok(real), Ok(rest)) = (ancestor.canonicalize(), path.strip_prefix(ancestor)) {
            return real.join(rest);
        }
    }
    path.to_owned()
}

/// Quotes a text as one word of a shell.
fn quoted(text: &OsStr) -> String {
    let text = String::from_utf8_lossy(text.as_bytes()).replace('\'', "'\\''");
    format!("'{text}'")
}

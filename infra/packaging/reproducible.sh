# What makes a build depend on the source and the tools alone. Source it in the root of the repository.
# shellcheck shell=bash

# Whether Rust's standard library is installed for this target.
has_std() { [ -d "$(rustc --print sysroot)/lib/rustlib/$1/lib" ]; }

# Exits with 3 if one of these commands is missing.
need() {
  local command
  for command in "$@"; do
    command -v "$command" >/dev/null || { echo "${0##*/}: \`$command\` is not installed" >&2 && exit 3; }
  done
}

# Prints a compiler with the sources of its standard library: the first in the PATH, or Debian's.
rustc_with_sources() {
  local rustc
  for rustc in "$(command -v rustc)" /usr/bin/rustc; do
    if [ -e "$("$rustc" --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock" ]; then
      echo "$rustc" && return
    fi
  done 2>/dev/null
  echo "${0##*/}: no compiler has the sources of its standard library:" \
    "\`rustup component add rust-src\`, or Debian's rustc-web, cargo-web and rust-web-src" >&2
  return 3
}

build_folder=$(realpath -m "${CARGO_TARGET_DIR:-target}")/packaging

# cargo-zigbuild and zig, which link every program of a release.
tools=${PACKAGING_TOOLS:-$build_folder/tools}
install_tools() {
  [ -x "$tools/bin/python" ] || python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet --disable-pip-version-check -r infra/packaging/requirements.txt
  PATH=$tools/bin:$PATH
}

# Compiler flags that keep the paths of this machine out of a program: those of the source, the crates and the
# toolchain (by default the first in the PATH).
reproducible_flags() {
  echo "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo" \
    "--remap-path-prefix=$PWD=/rolepair --remap-path-prefix=$("${1:-rustc}" --print sysroot)=/rust"
}

# Fails if a program holds a path of this machine.
check_paths() {
  if grep --quiet --text --fixed-strings -e "$PWD" -e "${CARGO_HOME:-$HOME/.cargo}" "$1"; then
    echo "${0##*/}: $1 holds paths of this machine" >&2 && exit 1
  fi
}

# The time in files that must have one: that of the last commit.
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
fi
export SOURCE_DATE_EPOCH

# Compiles and links. The compilers always get the same time, so a function whose source has not changed keeps
# its hash from commit to commit, and a new commit alone compiles nothing again.
zigbuild() { SOURCE_DATE_EPOCH=315532800 cargo-zigbuild zigbuild --quiet --locked --release "$@"; }

# What makes a build depend on the source and the tools alone; to be sourced from the root.

# Rust's standard library is there for this target.
has_std() { [ -d "$(rustc --print sysroot)/lib/rustlib/$1/lib" ]; }

# Ends with 3 where one of these commands is missing.
need() {
  local command
  for command in "$@"; do
    command -v "$command" >/dev/null || { echo "${0##*/}: \`$command\` is not installed" >&2 && exit 3; }
  done
}

build_folder=$(realpath -m "${CARGO_TARGET_DIR:-target}")/packaging

# Where the source, the crates and the toolchain lie on this machine is nobody's business.
reproducible_flags="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo \
  --remap-path-prefix=$PWD=/rolepair --remap-path-prefix=$(rustc --print sysroot)=/rust"

# The time in files that must have one: that of the last change.
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
fi
export SOURCE_DATE_EPOCH

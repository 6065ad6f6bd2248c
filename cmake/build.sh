# Sourced by ./run and ./test: installs what is missing, builds the console and the program. Says what it does.
# Speaks to standard error only, so that a caller may use standard output.

say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }
fail() { printf '\nabonent: %s\n' "$*" >&2; exit 2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "packages are missing and there is no sudo here. Run as root once: apt-get install -y $missing"
  fi
}

# The packages of packages.txt by this Debian's names.
wanted_packages() {
  local codename column
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  case "$codename" in
    bookworm) column=1 ;;
    trixie) column=2 ;;
    *) printf 'abonent: this is not Debian 12 or 13 (%s); trying the names of Debian 13\n' "${codename:-unknown}" >&2; column=2 ;;
  esac
  sed 's/#.*//' packages.txt | awk -F'|' -v c="$column" 'NF { p = (NF > 1 ? $c : $1); gsub(/ /, "", p); if (p != "" && p != "-") print p }'
}

install_packages() {
  [ -r /etc/os-release ] && command -v apt-get >/dev/null || fail "this needs Debian 12 or 13 (apt-get was not found)"
  local wanted
  wanted=$(wanted_packages)
  # One question for all of them: a second call takes a tenth of a second. Unknown names make dpkg-query answer 1.
  local installed
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | awk '$1 == "installed" { print $2 }' | sort) || true
  missing=$(comm -13 <(printf '%s\n' "$installed") <(printf '%s\n' $wanted | sort -u))
  # A Node.js from elsewhere brings its own npm; Debian's would conflict with it.
  if command -v node >/dev/null && command -v npm >/dev/null; then
    missing=$(printf '%s\n' "$missing" | sed -E '/^(nodejs|npm)$/d')
  fi
  missing=$(printf '%s ' $missing)
  [ -n "${missing// /}" ] || return 0
  say "Installing Debian packages: $missing"
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e "$policy" ]; then  # their daemons are not wanted as services of this machine
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null && as_root chmod +x "$policy" && made=1
  fi
  as_root apt-get update -q >&2 || { [ -z "$made" ] || as_root rm -f "$policy"; fail "apt-get update failed; is there a network, and are the sources right?"; }
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >&2 ||
    { [ -z "$made" ] || as_root rm -f "$policy"; fail "apt-get could not install: $missing. Its message stands above; mend it and run this again."; }
  [ -z "$made" ] || as_root rm -f "$policy"
}

# The web console: rebuilt only when something of it changed.
build_console() {
  [ -f console/package.json ] || return 0
  local stamp
  stamp=$(git ls-files -s console 2>/dev/null | cat - <(find console -path console/node_modules -prune -o -path console/dist -prune -o -type f -newer build/.console -print 2>/dev/null) | sha256sum)
  if [ -f build/.console ] && [ -d console/dist ] && [ "$(cat build/.console)" = "$stamp" ]; then return 0; fi
  say "Building the console"
  mkdir -p build
  (cd console && { cmp -s package-lock.json node_modules/.abonent-lock 2>/dev/null ||
    { npm ci --no-audit --no-fund --loglevel=error && cp package-lock.json node_modules/.abonent-lock; }; } && npm run --silent build) >&2 ||
    fail "the console did not build; npm's message stands above"
  : > build/.console
  git ls-files -s console 2>/dev/null | sha256sum > build/.console
}

# build_program [cmake options] -- targets
build_program() {
  local options=()
  while [ $# -gt 0 ] && [ "$1" != -- ]; do options+=("$1"); shift; done
  [ $# -gt 0 ] && shift
  if [ ! -f build/release/build.ninja ] || [ ${#options[@]} -gt 0 ]; then
    say "Configuring"
    cmake --preset release "${options[@]}" > build/configure.log 2>&1 || { tail -n 30 build/configure.log >&2; fail "cmake could not configure; the whole log is build/configure.log"; }
  fi
  say "Building (progress: done/all)"
  local targets=()
  [ $# -gt 0 ] && targets=(--target "$@")
  cmake --build --preset release -j "$(nproc)" "${targets[@]}" >&2 || fail "the build failed; the first error above says where"
}

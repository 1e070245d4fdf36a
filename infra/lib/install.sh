# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Debian packages, by the lists infra/packages*.txt.

# wanted_packages LIST...: the names in infra/packages<LIST>.txt, "build" being infra/packages.txt itself.
wanted_packages() {
  local list
  for list in "$@"; do
    if [[ $list == build ]]; then list=""; else list="-$list"; fi
    sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$REPO/infra/packages$list.txt"
  done | sort -u
  # Debian's npm fetches the pinned Node; a machine with an npm of its own keeps it.
  command -v npm >/dev/null || echo npm
}

missing_packages() {
  comm -23 <(wanted_packages "$@") <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort -u)
}

need_debian() {
  grep -qs '^VERSION_CODENAME=bookworm' /etc/os-release || fail "This needs Debian 12; its packages are what is built with."
  [[ $(uname -m) == x86_64 ]] || fail "This needs an amd64 machine; this one is $(uname -m)."
}

# install_packages LIST...: installs what is missing; starts no service, creates no PostgreSQL cluster.
install_packages() {
  local missing sudo=()
  need_debian
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} == 0)) && return 0
  if ! is_root; then
    command -v sudo >/dev/null || fail "Packages are missing and there is no sudo; as root, run: apt-get install ${missing[*]}"
    sudo=(sudo)
    # CI has no terminal to ask for a password.
    if [[ ! -t 0 ]]; then sudo=(sudo -n); fi
  fi
  need_space /var 3000 "installing packages"
  step "installing ${#missing[@]} packages"
  "${sudo[@]}" bash "$REPO/infra/lib/apt_quietly.sh" "${missing[@]}" ||
    fail "The packages could not be installed; the lines above say why."
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} == 0)) || fail "Still missing after the installation: ${missing[*]}"
}

# unpacked_packages NAME PACKAGE...: prints a folder with one folder for each of these Debian packages, unpacked and not
# installed: daemons that a test starts for itself, without setting anything up on the machine. What they need besides has to be
# installed. Without packages: the folder as it was filled before.
unpacked_packages() {
  local folder=$REPO/build/$1 package
  shift
  for package in "$@"; do
    if [[ -d $folder/$package ]]; then continue; fi
    step "unpacking $package" >&2
    rm -rf "$folder/$package.new"
    mkdir -p "$folder/$package.new"
    (cd "$folder/$package.new" && apt-get download -qq "$package" >&2 && dpkg-deb -x "$package"_*.deb . && rm "$package"_*.deb) ||
      fail "The package $package could not be downloaded; run apt-get update."
    mv "$folder/$package.new" "$folder/$package"
  done
  echo "$folder"
}

#!/usr/bin/env bash
# Installs the system libraries that Windhover builds against, where they are missing (Debian, Ubuntu).
set -euo pipefail

packages=()
command -v pkg-config >/dev/null || packages+=(pkg-config)
pkg-config --exists openblas 2>/dev/null || packages+=(libopenblas-dev)
pkg-config --exists zlib 2>/dev/null || packages+=(zlib1g-dev)
pkg-config --exists liblzma 2>/dev/null || packages+=(liblzma-dev)
pkg-config --exists liblz4 2>/dev/null || packages+=(liblz4-dev)
# bzip2 has no pkg-config file in Debian 12.
[ -e /usr/include/bzlib.h ] || packages+=(libbz2-dev)
pkg-config --exists libxml-2.0 2>/dev/null || packages+=(libxml2-dev)
[ ${#packages[@]} -eq 0 ] && exit 0

command -v apt-get >/dev/null || {
  echo "install-dependencies: please install ${packages[*]} (no apt-get here)" >&2
  exit 1
}
as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
echo "installing ${packages[*]}"
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}"

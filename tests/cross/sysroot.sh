#!/bin/sh
# sysroot.sh ARCHITECTURE FOLDER: unpacks into the folder what a build for another processor needs of Debian, with all
# that it depends on. apt keeps its books in the folder, too: the machine's packages stay as they are; root is not needed.
set -eu
architecture=$1
packages="libc6-dev libasan8 libubsan1 libcurl4-openssl-dev libcjson-dev libssl-dev libcmocka-dev"

mkdir -p "$2/apt/lists/partial" "$2/apt/archives/partial"
cd "$2"
[ "$(cat complete 2>/dev/null)" = "$packages" ] && exit
: >apt/status
get() {
  apt-get -qq -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" -o APT::Sandbox::User=root \
    -o Dir::State="$PWD/apt" -o Dir::State::status="$PWD/apt/status" -o Dir::Cache="$PWD/apt" "$@"
}
get update || echo "sysroot.sh: going on with the lists of packages that could be fetched" >&2
# shellcheck disable=SC2086 # words on purpose
get install --yes --no-install-recommends --download-only $packages
for package in apt/archives/*.deb; do
  dpkg-deb --extract "$package" .
done
rm -r apt
# Links to /lib would lead out of the folder.
find . -type l -lname '/*' | while read -r link; do
  ln -sf "$PWD$(readlink "$link")" "$link"
done
echo "$packages" >complete

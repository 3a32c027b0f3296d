#!/bin/sh
# check.sh INCLUDE_FOLDER... -- COMPILER...: compiles each header below the folders alone, included twice.
set -eu
includes="" headers=""
while [ "$1" != -- ]; do
  includes="$includes -I$1"
  headers="$headers $(cd "$1" && find . -name '*.h' | sed 's|^\./||')"
  shift
done
shift
[ -n "$headers" ]
found=""
for compiler in "$@"; do
  if command -v "$compiler" >/dev/null; then
    found="$found $compiler"
  else
    echo "skipped: $compiler is not here"
  fi
done
[ -n "$found" ]
export includes
# shellcheck disable=SC2016 # the inner shell expands
for compiler in $found; do
  case $compiler in
  *++) options="-x c++ -std=c++17" ;;
  *) options="-x c -std=c11 -Wstrict-prototypes" ;;
  esac
  for header in $headers; do
    printf '%s %s %s\n' "$compiler" "$header" "$options"
  done
done | xargs -P "$(getconf _NPROCESSORS_ONLN)" -L 1 sh -c '
  compiler=$0 header=$1
  shift
  printf "#include <%s>\n#include <%s>\nint used;\n" "$header" "$header" |
    "$compiler" "$@" $includes -Wall -Wextra -Wpedantic -Wconversion -Werror -fsyntax-only - ||
    { echo "$header does not compile with $compiler $*" >&2; exit 1; }'
echo "$(echo "$found" | wc -w) compilers, $(echo "$headers" | wc -w) headers"

#!/bin/sh
# Wardround probe for Linux. It reads and prints; it writes nothing, installs nothing, contacts nothing.
# Run it as root to read everything, or as a plain user to read what that user may:
#     sh probe.sh > HOST.probe
# Every line of content starts with "|", so that no text of this host can pass for a heading:
#     >section   =file or command   |content   ?exit code of a command   !what could not be read   <section
LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
export LC_ALL PATH
unset IFS ENV CDPATH GREP_OPTIONS
umask 077
nl='
'
walk=1 verify=0 hashes=0 tethered=0 watcher=
for option in "$@"; do
  case $option in
    --no-walk) walk=0 ;;
    --verify) verify=1 ;;
    --password-hashes) hashes=1 ;;
    --tethered) tethered=1 ;;
  esac
done
me=$(id -u)
limit=; command -v timeout >/dev/null 2>&1 && limit="timeout -k 2 20"

begin() { printf '>%s\n' "$1"; }
finish() { printf '<%s\n' "$1"; }
miss() { printf '!%s %s\n' "$1" "$2"; }
have() { command -v "$1" >/dev/null 2>&1; }

# show LINES FILE...: the text of each file, as much of it as LINES lines of 2000 characters; one awk for all.
# A section may set "form", the awk expression of a line, and "functions" that it uses (see 70-processes.sh).
functions= form=
show() {
  most=$1; shift; given=$#
  for f in "$@"; do
    case $f in *"$nl"*) miss error "a file name with a line break"; continue ;; esac
    if [ -d "$f" ]; then continue
    elif [ -r "$f" ] && [ -f "$f" ]; then printf '+%s\n' "$f"; set -- "$@" "$f"
    elif [ -e "$f" ]; then miss denied "$f"
    else case $f in
        *'*'*) dir=${f%/*}; [ ! -d "$dir" ] || [ -r "$dir" ] || miss denied "$dir" ;;
        *) parent=${f%/*}; if [ -d "$parent" ] && [ ! -x "$parent" ]; then miss denied "$f"; else miss absent "$f"; fi ;;
      esac
    fi
  done
  shift "$given"
  [ $# -eq 0 ] || awk -v most="$most" "$functions"'
    FNR == 1 { print "=" FILENAME }
    FNR <= most { print "|" '"${form:-substr(\$0, 1, 2000)}"' }
    FNR == most + 1 { print "!truncated " FILENAME }' "$@" 2>/dev/null
}

# run COMMAND...: what it prints, then its exit code; at most 20 seconds.
run() {
  have "$1" || { miss absent "$1"; return 1; }
  printf '=%s\n' "$*"
  out=$($limit "$@" 2>/dev/null </dev/null); code=$?
  set -f; IFS=$nl
  for row in $out; do printf '|%s\n' "$row"; done
  unset IFS; set +f
  printf '?%s\n' "$code"
}

# bounded LINES COMMAND...: as run, without a shell loop over its lines: for what may be long.
bounded() {
  most=$1; shift
  have "$1" || { miss absent "$1"; return 1; }
  printf '=%s\n' "$*"
  { $limit "$@" 2>/dev/null </dev/null; printf '\n?%s\n' $?; } | awk -v most="$most" -v name="$*" '
    /^\?[0-9]+$/ { code = $0; next }
    NF && ++n <= most { print "|" substr($0, 1, 2000) }
    END { if (n > most) print "!truncated " name; print code }'
}

say() { printf '=%s\n|%s\n' "$1" "$2"; }

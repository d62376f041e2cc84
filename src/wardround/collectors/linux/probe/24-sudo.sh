# sudoers with everything that it includes, and who may write those files or their folders.
# `sudo -V` and `sudo -l` are not run: they look the host's name up, which may ask a name server.
probe_sudo() {
  begin sudo
  if have sudo; then say present yes; else say present no; fi
  queue=/etc/sudoers; files=; paths=/; round=0
  while [ -n "$queue" ] && [ $round -lt 6 ]; do
    round=$((round + 1)); next=
    set -f; IFS=$nl; set -- $queue; unset IFS; set +f
    for f in "$@"; do
      case $nl$files$nl in *"$nl$f$nl"*) continue ;; esac
      files="$files$nl$f"; paths="$paths$nl$f"
      above=${f%/*}
      while [ -n "$above" ]; do paths="$paths$nl$above"; above=${above%/*}; done
      if [ -r "$f" ] && [ -f "$f" ]; then sudo_includes "$f"; fi
    done
    queue=$next
  done
  set -f; IFS=$nl; set -- $files; unset IFS; set +f
  show 5000 "$@" /etc/nsswitch.conf
  name_services
  printf '=modes\n'
  set -f; IFS=$nl; set -- $paths; unset IFS; set +f
  stat -L -c '|%f %u %g %n' "$@" 2>/dev/null
  finish sudo
}

# Adds to `next` what one file includes. sudo passes over names with a dot or ending in ~.
sudo_includes() {
  while read -r word target rest; do
    case $target in \"*\") target=${target#\"}; target=${target%\"} ;; esac
    case $target in '') continue ;; /*) ;; *) target=${1%/*}/$target ;; esac
    case $word in
      '#include'|'@include') next="$next$nl$target" ;;
      '#includedir'|'@includedir')
        paths="$paths$nl$target"
        if [ -d "$target" ] && { [ ! -r "$target" ] || [ ! -x "$target" ]; }; then miss denied "$target"; fi
        for entry in "$target"/*; do
          case ${entry##*/} in *.*|*~|'*'|*"$nl"*) ;; *) next="$next$nl$entry" ;; esac
        done ;;
    esac
  done <"$1"
}

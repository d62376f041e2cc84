# `sshd -T` is the truth. The files show where a value comes from, and what a Match block changes for some.
probe_ssh() {
  begin ssh
  if have sshd; then
    say present yes
    version=$(sshd -V 2>&1 </dev/null)
    case $version in
      *OpenSSH_*) version=OpenSSH_${version#*OpenSSH_}; say version "${version%%[ ,$nl]*}" ;;
      *) miss error "sshd -V" ;;
    esac
    if [ "$me" = 0 ]; then run sshd -T; else miss denied "sshd -T"; fi
  else say present no
  fi
  ssh_files /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf
  finish ssh
}

# Each file once, with the files that it includes, three levels deep.
ssh_files() {
  seen=' '
  for level in 1 2 3; do
    fresh=
    for f in "$@"; do
      case $seen in *" $f "*) continue ;; esac
      seen="$seen$f "; fresh="$fresh $f"
    done
    [ -n "$fresh" ] || return 0
    # shellcheck disable=SC2086
    show 2000 $fresh
    # shellcheck disable=SC2046,SC2086
    set -- $(awk 'tolower($1) == "include" { for (i = 2; i <= NF; i++) {
      gsub(/"/, "", $i); print ($i ~ /^\//) ? $i : "/etc/ssh/" $i } }' $fresh </dev/null 2>/dev/null)
  done
  [ $# -eq 0 ] || miss truncated "/etc/ssh Include"
}

# Of environments only the names LD_PRELOAD and LD_AUDIT are printed, never a value.
probe_intrusion() {
  begin intrusion
  show 1000 /etc/ld.so.preload /proc/modules /proc/net/raw /proc/net/raw6 /proc/net/packet
  printf '=sys_modules\n'
  printf '|%s\n' /sys/module/*/initstate
  printf '=environ\n'
  grep -aHzoE '^LD_(PRELOAD|AUDIT)=' /proc/[0-9]*/environ 2>&1 | tr '\n\0' '\001\n' | awk '
    /Permission denied/ { denied = 1 }
    match($0, /\/proc\/[0-9]+\/environ:LD_[A-Z]+=/) && !(n > 200) { n++; print "|" substr($0, RSTART, RLENGTH - 1) }
    END { if (denied) print "!denied /proc/*/environ" }'
  watched_sockets
  verify_packages
  finish intrusion
}

# Who holds the raw and packet sockets: only those few are looked for.
watched_sockets() {
  inodes=$(awk 'FNR > 1 { print FILENAME ~ /packet/ ? $9 : $10 }' /proc/net/raw /proc/net/raw6 /proc/net/packet)
  printf '=holders\n'
  [ -n "$inodes" ] || return 0
  set -- -false
  for inode in $inodes; do set -- "$@" -o -lname "socket:\\[$inode\\]"; done
  find /proc -maxdepth 3 -path '/proc/[0-9]*/fd/*' \( "$@" \) -printf '|%p %l\n'
}

# Files that differ from their package; slow, so only when asked for.
verify_packages() {
  if [ "$verify" != 1 ]; then miss not_collected "package verification"; return; fi
  patience=; have timeout && patience="timeout -k 2 900"
  printf '=verify\n'
  if have dpkg-query; then $patience dpkg --verify
  elif have rpm; then $patience rpm -Va --nomtime
  else miss absent "dpkg or rpm"
  fi | awk '{ if (NR <= 2000) print "|" substr($0, 1, 400) } NR == 2001 { print "!truncated package verification" } END { print "?0" }'
}

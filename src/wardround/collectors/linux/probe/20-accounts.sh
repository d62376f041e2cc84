# Password hashes are never printed here: only the kind of each, also where passwd or group still hold one.
# The last log-ins are not asked for where that would make the C library ask a directory over the network.
probe_accounts() {
  begin accounts
  set --
  for f in /etc/passwd /etc/group /etc/shadow; do
    if [ -r "$f" ]; then set -- "$@" "$f"; printf '+%s\n' "$f"
    elif [ -e "$f" ]; then miss denied "$f"
    else miss absent "$f"
    fi
  done
  [ $# -eq 0 ] || awk -F: 'BEGIN { OFS = ":" }
    function kind(p,  part) {
      if (p == "" || p == "x") return p
      if (p ~ /^[!*]/) return (p ~ /^[!*]+$|^!\*/) ? "none" : "locked"
      if (p ~ /^\$[0-9a-zA-Z_,=-]+\$/) { split(p, part, "$"); sub(/,.*/, "", part[2]); return part[2] }
      return (length(p) == 13 || p ~ /^_/ && length(p) == 20) ? "des" : "none"
    }
    FNR == 1 { print "=" FILENAME }
    FNR == 50001 || length($0) > 20000 { print "!truncated " FILENAME }
    FNR > 50000 { next }
    NF > 1 { $2 = kind($2) }
    { print "|" substr($0, 1, 20000) }' "$@"
  show 1000 /etc/login.defs /etc/login.defs.d/*.defs /usr/etc/login.defs /etc/nsswitch.conf
  name_services
  last_logins
  finish accounts
}

# Whether SSSD is set up: without, the word sss in nsswitch.conf gives nothing.
name_services() {
  if [ -e /etc/sssd/sssd.conf ]; then say sssd yes
  elif [ -d /etc/sssd ] && [ ! -x /etc/sssd ]; then miss denied /etc/sssd/sssd.conf
  fi
}

last_logins() {
  if [ -r /etc/nsswitch.conf ]; then
    while read -r key rest; do
      case "$key $rest" in passwd:*ldap*|passwd:*nis*|passwd:*winbind*|passwd:*hesiod*)
        miss skipped "lastlog (would ask the directory)"; return ;;
      esac
    done </etc/nsswitch.conf
  fi
  if [ -s /var/log/lastlog ] && have lastlog; then run lastlog
  elif have lastlog2; then run lastlog2
  else miss absent lastlog
  fi
  if ! have last; then miss absent last
  elif [ ! -e /var/log/wtmp ]; then miss absent /var/log/wtmp
  elif [ ! -r /var/log/wtmp ]; then miss denied /var/log/wtmp
  else
    printf '=last\n'
    $limit last -F -w 2>/dev/null </dev/null | awk 'NF && !seen[$1]++ {
      if (n++ < 5000 || $1 == "wtmp") print "|" substr($0, 1, 300); else if (n == 5001) print "!truncated last" }'
  fi
}

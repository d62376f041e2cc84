# Password hashes are never printed here: only the kind of each.
probe_accounts() {
  begin accounts
  show 50000 /etc/passwd /etc/group
  if [ -r /etc/shadow ]; then
    printf '=%s\n' /etc/shadow
    awk -F: 'BEGIN { OFS = ":" }
      { p = $2
        if (p == "") k = ""
        else if (p ~ /^[!*]/) k = (p ~ /^[!*]+$|^!\*/) ? "none" : "locked"
        else if (p ~ /^\$[0-9a-z]+\$/) { split(p, part, "$"); k = part[2] }
        else if (length(p) == 13) k = "des"
        else k = "none"
        $2 = k; print "|" $0 }' /etc/shadow
  elif [ -e /etc/shadow ]; then miss denied /etc/shadow
  else miss absent /etc/shadow
  fi
  finish accounts
}

# Every PAM service file (passwords of a module's own account are masked) and what the modules read besides.
probe_pam() {
  begin pam
  set --
  for f in /etc/pam.conf /etc/pam.d/* /usr/etc/pam.d/* /usr/lib/pam.d/*; do
    case $f in *"$nl"*|*'*'*|*.rpmnew|*.rpmsave|*.dpkg-*|*~) continue ;; esac
    if [ -f "$f" ] && [ -r "$f" ]; then set -- "$@" "$f"; printf '+%s\n' "$f"
    elif [ -e "$f" ] && [ ! -d "$f" ]; then miss denied "$f"
    fi
  done
  [ ! -d /etc/pam.d ] || [ -r /etc/pam.d ] || miss denied /etc/pam.d
  [ $# -eq 0 ] || awk '
    FNR == 1 { print "=" FILENAME }
    FNR == 401 { print "!truncated " FILENAME }
    FNR > 400 { next }
    { gsub(/(passwd|password|passwort|bindpw|bind_pw|secret|pin)=[^ \t]*/, "(masked)"); print "|" substr($0, 1, 2000) }' "$@" 2>/dev/null
  show 500 /etc/security/pwquality.conf /etc/security/pwquality.conf.d/*.conf /etc/security/faillock.conf \
    /etc/security/pwhistory.conf /usr/etc/security/pwquality.conf /usr/etc/security/faillock.conf \
    /usr/etc/security/pwhistory.conf
  finish pam
}

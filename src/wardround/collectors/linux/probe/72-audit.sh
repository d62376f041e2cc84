# The kernel's audit rules in force, not the files they were loaded from.
probe_audit() {
  begin audit
  if have auditctl || have auditd; then say present yes; else say present no; fi
  if [ "$(id -u)" = 0 ]; then run auditctl -s; run auditctl -l
  else miss denied "auditctl -s"; miss denied "auditctl -l"
  fi
  show 500 /etc/audit/auditd.conf
  finish audit
}

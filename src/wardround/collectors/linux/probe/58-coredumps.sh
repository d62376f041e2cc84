# Where memory dumps of crashed programs go.
probe_coredumps() {
  begin coredumps
  show 1000 /etc/security/limits.conf /etc/security/limits.d/*.conf
  show 200 /usr/lib/systemd/coredump.conf /usr/lib/systemd/coredump.conf.d/*.conf /etc/systemd/coredump.conf \
    /run/systemd/coredump.conf.d/*.conf /etc/systemd/coredump.conf.d/*.conf
  finish coredumps
}

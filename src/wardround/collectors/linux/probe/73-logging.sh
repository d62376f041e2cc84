probe_logging() {
  begin logging
  conceal 2000 /etc/rsyslog.conf /etc/rsyslog.d/*.conf /etc/syslog-ng/syslog-ng.conf /etc/syslog-ng/conf.d/*.conf \
    /etc/logrotate.conf /etc/logrotate.d/* /usr/lib/systemd/journald.conf /usr/lib/systemd/journald.conf.d/*.conf \
    /run/systemd/journald.conf.d/*.conf /etc/systemd/journald.conf /etc/systemd/journald.conf.d/*.conf /etc/systemd/journal-upload.conf
  finish logging
}

# Time services: where they ask, and whether the clock follows. chronyc is asked over loopback, where it needs no file.
probe_time() {
  begin time
  show 500 /etc/chrony.conf /etc/chrony/chrony.conf /etc/chrony/conf.d/*.conf /etc/chrony/sources.d/*.sources \
    /etc/chrony.d/*.conf /etc/ntp.conf /etc/ntpsec/ntp.conf /etc/systemd/timesyncd.conf \
    /etc/systemd/timesyncd.conf.d/*.conf
  [ ! -e /run/systemd/timesync/synchronized ] || say timesyncd synchronised
  if [ -d /run/chrony ] || [ -d /var/run/chrony ]; then run chronyc -h 127.0.0.1 -n tracking; fi
  if have ntpq && ! have chronyc; then run ntpq -pn; fi
  if [ -d /run/systemd/system ] && have timedatectl; then run timedatectl show -p NTPSynchronized; fi
  finish time
}

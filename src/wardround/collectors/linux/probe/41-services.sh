# What runs and what starts at boot. Where systemd does not run (a container, a chroot) its links still tell the latter.
probe_services() {
  begin services
  show 1 /proc/1/comm
  if [ -d /run/systemd/system ]; then
    say init systemd
    bounded 5000 systemctl list-units --all --full --plain --no-legend --no-pager --type=service,socket,timer
    bounded 5000 systemctl list-unit-files --full --no-legend --no-pager --type=service,socket,timer
  elif [ -d /run/openrc ] || [ -d /etc/runlevels/default ]; then
    say init openrc
    links /etc/runlevels/*/*
  elif [ -d /etc/rc3.d ] || [ -d /etc/rc.d/rc3.d ]; then
    if [ -d /etc/systemd/system ]; then say init other; else say init sysvinit; fi
    links /etc/rc[2345].d/S* /etc/rc.d/rc[2345].d/S*
    links /etc/init.d/* /etc/rc.d/init.d/*
    for f in /etc/init/*.conf; do [ ! -r "$f" ] || { upstart_jobs /etc/init/*.conf; break; }; done
  else say init other
  fi
  if [ ! -d /run/systemd/system ] && [ -d /etc/systemd/system ]; then unit_links; fi
  finish services
}

# Masked is a link to /dev/null; later lines win.
unit_links() {
  printf '=unit links\n'
  for f in /lib/systemd/system/*.service /lib/systemd/system/*.socket /lib/systemd/system/*.timer; do
    [ ! -e "$f" ] || printf '|%s \n' "${f##*/}"
  done
  for f in /etc/systemd/system/*.wants/* /etc/systemd/system/*.requires/*; do
    [ ! -e "$f" ] || printf '|%s enabled\n' "${f##*/}"
  done
  for f in /etc/systemd/system/*.*; do
    [ ! -c "$f" ] || printf '|%s masked\n' "${f##*/}"
  done
}

links() {
  printf '=links\n'
  for f in "$@"; do [ ! -e "$f" ] || printf '|%s\n' "$f"; done
}

upstart_jobs() {
  printf '=upstart\n'
  awk 'FNR == 1 { state[FILENAME] = "disabled" } /^start on/ { state[FILENAME] = "enabled" }
    /^manual/ { state[FILENAME] = "disabled" } END { for (f in state) print "|" f " " state[f] }' "$@" 2>/dev/null
}

# Interfaces, addresses, routes, name servers, proxies. A proxy's user and password are not printed.
probe_network() {
  begin network
  show 12 /sys/class/net/*/flags /sys/class/net/*/type /sys/class/net/*/uevent
  printf '=marks\n'
  for i in /sys/class/net/*; do
    for mark in wireless phy80211 tun_flags brport bridge device; do
      [ ! -e "$i/$mark" ] || printf '|%s %s\n' "${i##*/}" "$mark"
    done
  done
  printf '=drivers\n'
  ls -ld /sys/class/net/*/device/driver 2>/dev/null | awk '{ sub(/.*\/sys\/class\/net\//, ""); print "|" $0 }'
  bounded 2000 ip -o addr
  show 2000 /proc/net/route /etc/resolv.conf /run/systemd/resolve/resolv.conf
  proxies=
  for f in /etc/environment /etc/apt/apt.conf /etc/apt/apt.conf.d/* /etc/yum.conf /etc/dnf/dnf.conf /etc/wgetrc \
    /etc/profile.d/*.sh; do
    case $f in *'*'*|*' '*|*"$nl"*) continue ;; esac
    if [ -r "$f" ] && [ -f "$f" ]; then proxies="$proxies $f"; elif [ -f "$f" ]; then miss denied "$f"; fi
  done
  printf '=proxies\n'
  # shellcheck disable=SC2086
  [ -z "$proxies" ] || awk '/^[ \t]*(#|\/\/)/ { next } { low = tolower($0) }
    low !~ /proxy.*:\/\/|proxy[ \t]*=/ || low ~ /proxy_(user|pass)|no_proxy/ { next }
    ++n <= 200 { if (!sub(/:\/\/.*@/, "://***@")) sub(/=.*@/, "=***@"); print "|" FILENAME ":" FNR " " substr($0, 1, 300) }
    n == 201 { n++; print "!truncated /etc/ proxies" }' $proxies 2>/dev/null
  finish network
}

sysctl -qw net.ipv4.ip_forward=0 net.ipv4.tcp_syncookies=1
for i in all default host0 lo; do
  [ -d /proc/sys/net/ipv4/conf/$i ] || continue
  sysctl -qw net.ipv4.conf.$i.accept_redirects=0 net.ipv4.conf.$i.secure_redirects=0 net.ipv4.conf.$i.send_redirects=0 \
    net.ipv4.conf.$i.accept_source_route=0 net.ipv4.conf.$i.rp_filter=1 net.ipv4.conf.$i.log_martians=1
  [ -d /proc/sys/net/ipv6/conf/$i ] && sysctl -qw net.ipv6.conf.$i.accept_redirects=0 net.ipv6.conf.$i.accept_source_route=0
done
mount -o remount,nosuid,nodev,noexec /tmp
mount -o remount,nosuid,nodev,noexec /dev/shm
install -d -m 0700 -o lihua -g lihua /home/lihua
: >/var/log/lastlog

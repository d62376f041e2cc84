# Sockets from the kernel's own tables; programs from the open files of each process, where they may be seen.
probe_ports() {
  begin ports
  show 20000 /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6
  printf '=sockets\n'
  find /proc -maxdepth 3 -path '/proc/[0-9]*/fd/*' -lname 'socket:*' -printf '|%p %l\n' 2>/dev/null
  printf '=programs\n'
  find /proc -maxdepth 2 -path '/proc/[0-9]*/exe' -printf '|%p %l\n' 2>/dev/null
  finish ports
}

probe_system() {
  begin system
  say options "walk=$walk verify=$verify hashes=$hashes"
  run id -u
  run date +%s
  run uname -srm
  run uname -n
  show 50 /etc/os-release /etc/debian_version /etc/redhat-release /proc/uptime
  finish system
}

# Mandatory access control in force, and what its file says for the next start.
probe_lsm() {
  begin lsm
  show 3 /sys/kernel/security/lsm /sys/fs/selinux/enforce /selinux/enforce /sys/module/apparmor/parameters/enabled
  show 200 /etc/selinux/config
  show 5000 /sys/kernel/security/apparmor/profiles
  finish lsm
}

# Settings in force, per interface too, and what the files say for the next start. Keys of the network stack never leave.
probe_kernel() {
  begin kernel
  k=/proc/sys/kernel n4=/proc/sys/net/ipv4 n6=/proc/sys/net/ipv6/conf
  show 3 $k/randomize_va_space $k/kptr_restrict $k/dmesg_restrict $k/yama/ptrace_scope $k/sysrq $k/core_pattern \
    $k/kexec_load_disabled $k/unprivileged_bpf_disabled $k/modules_disabled $k/tainted \
    /proc/sys/fs/suid_dumpable /proc/sys/fs/protected_hardlinks /proc/sys/fs/protected_symlinks \
    /proc/sys/fs/protected_fifos /proc/sys/fs/protected_regular \
    $n4/ip_forward $n4/tcp_syncookies $n4/icmp_echo_ignore_broadcasts $n4/icmp_ignore_bogus_error_responses \
    $n4/conf/*/accept_redirects $n4/conf/*/send_redirects $n4/conf/*/accept_source_route $n4/conf/*/rp_filter \
    $n4/conf/*/log_martians $n4/conf/*/forwarding \
    $n6/*/accept_redirects $n6/*/accept_source_route $n6/*/forwarding \
    /sys/kernel/security/lockdown /sys/kernel/security/lsm /sys/devices/system/cpu/vulnerabilities/*
  show_sysctl_files /etc/sysctl.conf /etc/ufw/sysctl.conf /etc/sysctl.d/*.conf /run/sysctl.d/*.conf \
    /usr/local/lib/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf /lib/sysctl.d/*.conf
  finish kernel
}

show_sysctl_files() {
  show 2000 "$@" | awk '/^\|.*(stable_secret|fastopen_key)/ { print "|# a key, not shown"; next } { print }'
}

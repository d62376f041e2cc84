probe_kernel() {
  begin kernel
  show 3 /proc/sys/kernel/randomize_va_space /proc/sys/kernel/kptr_restrict /proc/sys/kernel/dmesg_restrict \
    /proc/sys/kernel/yama/ptrace_scope /proc/sys/kernel/sysrq /proc/sys/kernel/core_pattern \
    /proc/sys/kernel/kexec_load_disabled /proc/sys/kernel/unprivileged_bpf_disabled /proc/sys/kernel/tainted \
    /proc/sys/fs/suid_dumpable /proc/sys/fs/protected_hardlinks /proc/sys/fs/protected_symlinks \
    /proc/sys/fs/protected_fifos /proc/sys/fs/protected_regular \
    /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/tcp_syncookies \
    /proc/sys/net/ipv4/icmp_echo_ignore_broadcasts /proc/sys/net/ipv4/icmp_ignore_bogus_error_responses \
    /proc/sys/net/ipv4/conf/all/accept_redirects /proc/sys/net/ipv4/conf/all/secure_redirects \
    /proc/sys/net/ipv4/conf/all/send_redirects /proc/sys/net/ipv4/conf/all/accept_source_route \
    /proc/sys/net/ipv4/conf/all/rp_filter /proc/sys/net/ipv4/conf/all/log_martians \
    /proc/sys/net/ipv6/conf/all/accept_redirects /proc/sys/net/ipv6/conf/all/accept_source_route \
    /proc/sys/net/ipv6/conf/all/forwarding
  finish kernel
}

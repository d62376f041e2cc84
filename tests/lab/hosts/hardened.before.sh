# The hardened twin: the same base, set up as a careful administrator would.
useradd -m -s /bin/bash -G sudo lihua && printf 'lihua:tY7#qvR2!mLx9-Kz\n' | chpasswd -c YESCRYPT
chage -m 1 -M 90 -W 7 -I 30 lihua
chmod 0700 /home/lihua
chmod 0700 /root
passwd -q -l root
chage -m 1 -M 90 -W 7 root
sed -i -e 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 90/' -e 's/^PASS_MIN_DAYS.*/PASS_MIN_DAYS 1/' -e 's/^PASS_WARN_AGE.*/PASS_WARN_AGE 7/' -e 's/^UMASK.*/UMASK 027/' /etc/login.defs
printf 'minlen = 12\ndcredit = -1\nucredit = -1\nlcredit = -1\nocredit = -1\ndictcheck = 1\nenforcing = 1\nenforce_for_root\n' >/etc/security/pwquality.conf
printf 'deny = 5\nunlock_time = 900\neven_deny_root\n' >/etc/security/faillock.conf
cat >/etc/pam.d/common-auth <<'EOF'
auth required pam_faillock.so preauth
auth [success=1 default=ignore] pam_unix.so
auth [default=die] pam_faillock.so authfail
auth sufficient pam_faillock.so authsucc
auth requisite pam_deny.so
auth required pam_permit.so
EOF
cat >/etc/pam.d/common-account <<'EOF'
account required pam_faillock.so
account [success=1 new_authtok_reqd=done default=ignore] pam_unix.so
account requisite pam_deny.so
account required pam_permit.so
EOF
cat >/etc/pam.d/common-password <<'EOF'
password requisite pam_pwquality.so retry=3
password required pam_pwhistory.so remember=5 use_authtok enforce_for_root
password [success=1 default=ignore] pam_unix.so obscure use_authtok try_first_pass yescrypt
password requisite pam_deny.so
password required pam_permit.so
EOF
sed -i 's/^# *auth *required *pam_wheel.so$/auth required pam_wheel.so group=sudo/' /etc/pam.d/su
printf 'Defaults use_pty\nDefaults logfile=/var/log/sudo.log\nDefaults timestamp_timeout=5\n' >/etc/sudoers.d/hardening && chmod 440 /etc/sudoers.d/hardening
printf 'TMOUT=600\nreadonly TMOUT\nexport TMOUT\numask 027\n' >/etc/profile.d/session.sh
printf 'Authorised use only. Use is recorded. 仅限授权使用，操作将被记录。\n' | tee /etc/issue /etc/issue.net >/etc/motd
cat >/etc/ssh/sshd_config.d/hardening.conf <<'EOF'
PermitRootLogin no
PermitEmptyPasswords no
MaxAuthTries 4
MaxSessions 4
LoginGraceTime 60
ClientAliveInterval 300
ClientAliveCountMax 2
X11Forwarding no
AllowTcpForwarding no
AllowAgentForwarding no
HostbasedAuthentication no
IgnoreRhosts yes
PermitUserEnvironment no
LogLevel VERBOSE
Banner /etc/issue.net
AllowGroups sudo
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 10:30:60
Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr
MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com
KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org
HostKeyAlgorithms ssh-ed25519,rsa-sha2-512,rsa-sha2-256
EOF
chmod 600 /etc/ssh/sshd_config /etc/ssh/sshd_config.d/hardening.conf
cat >/etc/nftables.conf <<'EOF'
flush ruleset
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    iif "lo" accept
    ct state established,related accept
    ip saddr 198.51.100.0/24 tcp dport 22 accept
  }
  chain forward { type filter hook forward priority 0; policy drop; }
  chain output { type filter hook output priority 0; policy accept; }
}
EOF
systemctl enable -q nftables chrony rsyslog cron
printf 'install usb-storage /bin/false\nblacklist usb-storage\n' >/etc/modprobe.d/usb.conf
for m in dccp sctp rds tipc cramfs freevxfs jffs2 hfs hfsplus udf squashfs; do printf 'install %s /bin/false\nblacklist %s\n' "$m" "$m"; done >/etc/modprobe.d/uncommon.conf
printf '*.* action(type="omfwd" target="198.51.100.5" port="514" protocol="tcp")\n' >/etc/rsyslog.d/50-forward.conf
mkdir -p /var/log/journal
mkdir -p /etc/systemd/journald.conf.d
printf '[Journal]\nStorage=persistent\nMaxRetentionSec=200day\nSystemMaxUse=2G\nForwardToSyslog=yes\n' >/etc/systemd/journald.conf.d/keep.conf
sed -i -e 's/^weekly/weekly/' -e 's/^rotate .*/rotate 30/' /etc/logrotate.conf
sed -i 's/rotate [0-9]*/rotate 30/' /etc/logrotate.d/*
touch /etc/cron.allow /etc/at.allow && chmod 600 /etc/cron.allow /etc/at.allow
chmod 600 /etc/crontab && chmod 700 /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly
systemctl mask -q ctrl-alt-del.target
printf '* hard core 0\n' >/etc/security/limits.d/core.conf
mkdir -p /etc/systemd/coredump.conf.d && printf '[Coredump]\nStorage=none\nProcessSizeMax=0\n' >/etc/systemd/coredump.conf.d/none.conf
# chrony without the right to set the clock, which a machine in a namespace does not have
printf 'DAEMON_OPTS="-F 1 -x"\n' >/etc/default/chrony
mkdir -p /etc/systemd/system/chrony.service.d && printf '[Unit]\nConditionCapability=\n' >/etc/systemd/system/chrony.service.d/lab.conf
# file systems of their own, as in force and as in fstab
cat >/etc/fstab <<'EOF'
tmpfs /tmp tmpfs nosuid,nodev,noexec 0 0
tmpfs /dev/shm tmpfs nosuid,nodev,noexec 0 0
tmpfs /var/tmp tmpfs nosuid,nodev,noexec,mode=1777 0 0
tmpfs /home tmpfs nosuid,nodev,mode=0755 0 0
tmpfs /var/log tmpfs nosuid,nodev,noexec,mode=0755 0 0
tmpfs /var/log/audit tmpfs nosuid,nodev,noexec,mode=0700 0 0
EOF
mkdir -p /var/log/audit
mkdir -p /etc/systemd/system.conf.d && printf '[Manager]\nCtrlAltDelBurstAction=none\n' >/etc/systemd/system.conf.d/keys.conf
sed -i -e 's/^admin_space_left_action.*/admin_space_left_action = single/' -e 's/^disk_full_action.*/disk_full_action = halt/' -e 's/^disk_error_action.*/disk_error_action = halt/' -e 's/^space_left_action.*/space_left_action = email/' /etc/audit/auditd.conf
sed -i 's#http://#https://#' /etc/apt/sources.list
sed -i 's/^pool .*/server 198.51.100.6 iburst/' /etc/chrony/chrony.conf
# a boot menu with a password (of a hash that fits none), and a backup every night
mkdir -p /boot/grub /backup && chmod 700 /backup
printf 'set superusers="keeper"\npassword_pbkdf2 keeper grub.pbkdf2.sha512.10000.00.00\n' >/boot/grub/grub.cfg && chmod 600 /boot/grub/grub.cfg
printf '30 2 * * * root tar -czf /backup/etc.tar.gz /etc\n' >/etc/cron.d/backup && chmod 600 /etc/cron.d/backup
tar -czf /backup/etc.tar.gz /etc 2>/dev/null && chmod 600 /backup/etc.tar.gz

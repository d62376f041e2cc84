# One line a file: kind, mode, owner, group, device:inode, size, path; ended by NUL so that a line break in a name stays
# inside it (it leaves as \001). A list ends with ?0, so that one whose tools failed is never an empty one.
probe_files() {
  begin files
  if [ "$(find /dev/null -maxdepth 0 -printf x 2>/dev/null)" = x ]; then
    list_files named /etc/passwd* /etc/shadow* /etc/group* /etc/gshadow* /etc/security/opasswd /etc/sudoers /etc/sudoers.d \
      /etc/crontab /etc/anacrontab /etc/ssh /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf /etc/ssh/ssh_host_*_key /etc/hosts.equiv /root /tmp /var/tmp \
      /boot/grub/grub.cfg /boot/grub2/grub.cfg /boot/grub2/user.cfg /boot/grub/menu.lst /boot/efi/EFI/*/grub.cfg \
      / /etc /usr /usr/local /usr/local/bin /usr/local/sbin /usr/bin /usr/sbin /bin /sbin /usr/lib /lib /boot /var \
      /etc/rc.local /etc/profile /etc/bashrc /etc/bash.bashrc /etc/environment /etc/ld.so.conf /etc/ld.so.preload \
      /etc/hosts /etc/nsswitch.conf /etc/sysctl.conf /etc/inittab /run/docker.sock /var/run/docker.sock \
      /run/podman/podman.sock /run/containerd/containerd.sock /run/crio/crio.sock -maxdepth 0
    list_files folders /etc/sudoers.d /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly \
      /etc/init.d /etc/rc.d /etc/profile.d /etc/pam.d /etc/security /etc/systemd/system /etc/sysctl.d /etc/modprobe.d \
      /etc/ld.so.conf.d /etc/udev/rules.d /var/log /var/log/audit -maxdepth 1 ! -type l
    list_files shells -L /bin/sh /bin/bash /bin/dash /bin/ash /bin/zsh /bin/ksh /bin/csh /bin/tcsh /bin/busybox \
      /usr/bin/python3 /usr/bin/python2 /usr/bin/perl /usr/bin/env /usr/bin/vim.basic /usr/bin/find -maxdepth 0
    open_keys
    show 300 /etc/nsswitch.conf /etc/subuid
    if [ "$walk" = 1 ]; then walk_disks; else miss not_collected "the walk of the file system"; fi
  else
    for part in named folders shells "the walk of the file system"; do miss absent "$part (find -printf)"; done
  fi
  finish files
}

shape='|%y %m %U %G %D:%i %s %p\0'

# list_files BLOCK FIND-ARGUMENTS...: what find may not enter is named, what is not there is nothing to tell.
list_files() {
  printf '=%s\n' "$1"; shift
  follow=; [ "$1" != -L ] || { follow=-L; shift; }
  { find $follow "$@" -printf "$shape" 2>&3 | tr '\n\0' '\001\n'; } 3>&1 | awk '
    /^\|/ { if (n++ < 20000) print; next }
    /: No such file or directory$/ { next }
    /: Permission denied$/ { sub(/^find: [`\047]?/, ""); sub(/\047?: Permission denied$/, ""); print "!denied " $0; next }
    { print "!error " substr($0, 1, 200) }
    END { if (n > 20000) print "!truncated /etc and /var/log"
      print "?0" }'
}

# Private keys under /etc that everyone may read, in folders that everyone may enter; only their paths leave.
open_keys() {
  printf '=keys\n'
  find /etc -xdev -type d ! -perm -0001 -prune -o -type f -perm -0004 -size -64k \
    \( -name '*key*' -o -name '*.pem' -o -name '*.crt' -o -name '*.conf' \) \
    -exec grep -l -e '-----BEGIN .*PRIVATE KEY-----' /dev/null {} + 2>/dev/null |
    awk 'NR <= 1000 { print "|" $0 } END { print "?0" }'
}

# Local file systems only, each on its own device; what is left out is named. Rows of each kind are bounded by themselves.
walk_disks() {
  local_points || { miss denied "the walk of the file system: /proc/self/mountinfo"; return; }
  for place in /var/lib/docker /var/lib/containers/storage /var/lib/containerd /var/lib/kubelet /var/lib/lxc /var/lib/machines; do
    [ ! -d "$place" ] || left_out="${left_out}container - $place$nl"
  done
  set -f; IFS=$nl
  printf '=points\n'; for point in $points; do printf '|%s\n' "$point"; done
  printf '=left out\n'; for row in $left_out; do printf '|%s\n' "$row"; done
  set -- $points -xdev
  for row in $left_out; do case $row in container*) set -- "$@" -path "${row#* - }" -prune -o ;; esac; done
  unset IFS
  users=; groups=
  while IFS=: read -r name x number rest; do
    case $number in ''|*[!0-9]*) ;; *) users="$users -o -uid $number" ;; esac
  done </etc/passwd
  while IFS=: read -r name x number rest; do
    case $number in ''|*[!0-9]*) ;; *) groups="$groups -o -gid $number" ;; esac
  done </etc/group
  nice=; have nice && nice="nice -n 19"; have ionice && nice="$nice ionice -c 3"
  patience=; have timeout && patience="timeout -k 2 300"
  printf '=walk\n'
  { { { $nice $patience find "$@" \( -type f \( -perm -4000 -o -perm -2000 \) -o ! -type l ! -type s ! -type c ! -type b -perm -0002 \
      -o \( -type b -o -type c \) ! -path '/dev/*' -o ! \( -uid 0 $users \) -o ! \( -gid 0 $groups \) \) -printf "$shape"
      code=$?; [ "$code" -lt 124 ] || echo "stopped: $code" >&2; } 2>&3 | tr '\n\0' '\001\n'; } 3>&1 1>&4 | walk_trouble; } 4>&1 | walk_bounded
  set +f
  if have getcap; then run getcap -r /usr/bin /usr/sbin /usr/local /usr/lib /opt; else miss absent getcap; fi
}

# A file that went away meanwhile is no gap.
walk_trouble() {
  awk '/^stopped/ { print "!truncated the walk: stopped after 300 seconds"; next }
    /: No such file or directory$/ { next }
    { if (!n++) first = substr($0, 1, 200) }
    END { if (n) print "!denied the walk: " n " places, first " first }'
}

walk_bounded() {
  awk 'substr($0, 1, 1) == "!" { print; next }
    { kind = substr($1, 2); class = "unowned"
      if (substr($2, length($2)) ~ /[2367]/) class = "world-writable"
      if (kind == "b" || kind == "c") class = "device"
      if (kind == "f" && length($2) == 4 && substr($2, 1, 1) ~ /[2-7]/) class = "set-id"
      if (++count[class] <= 5000) print }
    END { for (class in count) if (count[class] > 5000) print "!truncated the walk: " count[class] - 5000 " more " class
      print "?0" }'
}

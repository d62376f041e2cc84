# What waits for a restart, where packages come from and whether their signatures are checked, and how fresh all is.
# Addresses of repositories lose their user names, passwords and queries before they are printed, comments their text.
probe_patches() {
  begin patches
  show 1 /proc/version /proc/version_signature
  show 50 /run/reboot-required /run/reboot-required.pkgs
  printf '=kernels\n'
  for f in /boot/vmlinu[xz]-* /boot/Image-* /lib/modules/*/vmlinuz /usr/lib/modules/*/vmlinuz; do
    [ ! -e "$f" ] || printf '|%s\n' "${f%"$nl"*}"
  done
  [ ! -d /boot ] || [ -r /boot ] || miss denied /boot
  patches_sources
  patches_dates
  if [ "$(id -u)" = 0 ]; then
    printf '=deleted\n'
    grep -m 3 -E ' /[^ ]*\.so[.0-9]* \(deleted\)$' /proc/[0-9]*/maps /dev/null 2>/dev/null \
      | awk 'NR <= 600 { sub(/:.* \//, " /"); print "|" $0 } NR == 601 { print "!truncated deleted" }'
  else miss denied "deleted libraries in /proc/PID/maps"
  fi
  finish patches
}

patches_sources() {
  show 20000 /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources \
    /etc/yum.conf /etc/dnf/dnf.conf /etc/yum.repos.d/*.repo /etc/zypp/zypp.conf /etc/zypp/repos.d/*.repo \
    /etc/dnf/plugins/versionlock.list /etc/yum/pluginconf.d/versionlock.list \
    | sed -e 's/^|[ 	]*#.*/|#/' -e 's#://[^/ ]*@#://-@#g' -e 's#\(://[^? ]*\)?[^ ]*#\1?-#g' \
      -e 's/^\(|[ 	]*[A-Za-z_]*\(pass\|user\|token\|secret\)[A-Za-z_]*[ 	]*=\).*/\1-/'
  if have apt-config; then
    run apt-config shell allow_unauthenticated APT::Get::AllowUnauthenticated \
      allow_insecure Acquire::AllowInsecureRepositories allow_weak Acquire::AllowWeakRepositories
  fi
}

# Seconds since 1970: the newest package list, and the newest package put in place.
patches_dates() {
  for dir in /var/lib/apt/lists /var/cache/dnf /var/cache/yum /var/cache/libdnf5; do
    [ ! -d "$dir" ] || [ -r "$dir" ] || miss denied "lists of packages in $dir"
  done
  printf '=lists\n'
  find /var/lib/apt/lists /var/cache/dnf /var/cache/yum /var/cache/libdnf5 -maxdepth 6 \
    \( -name '*InRelease' -o -name '*_Release' -o -name repomd.xml \) -printf '%T@ %p\n' 2>/dev/null | newest
  printf '=changed\n'
  if [ -n "$installed" ]; then
    printf '%s\n' "$installed" | awk -F '[|]' '$5 ~ /^[0-9]+$/ { print $5, $1 }' | newest
    printf '=core\n'
    printf '%s\n' "$installed" | awk -F '[|]' '
      $1 ~ /^(kernel|kernel-core|kernel-uek|kernel-default|glibc|systemd|dbus|dbus-broker|openssl-libs|linux-firmware)$/ {
        print "|" $5 " " $1 }'
  elif [ -d /var/lib/dpkg/info ]; then
    find /var/lib/dpkg/info -name '*.list' -printf '%T@ %p\n' 2>/dev/null | newest
  fi
}

newest() { awk '$1 + 0 > most { most = $1 + 0; row = $0 } END { if (row != "") print "|" substr(row, 1, 400) }'; }

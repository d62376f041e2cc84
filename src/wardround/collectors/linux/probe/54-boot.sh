# How the machine starts: whether the boot loader asks for a password (never the hash), who gets a rescue shell, Secure Boot.
probe_boot() {
  begin boot
  show 3 /proc/cmdline
  boot_loader /boot/grub2/grub.cfg /boot/grub2/user.cfg /boot/grub/grub.cfg /boot/grub/menu.lst /boot/grub/custom.cfg \
    /boot/loader/loader.conf /boot/efi/loader/loader.conf /boot/efi/EFI/*/grub.cfg /boot/efi/EFI/*/user.cfg
  [ ! -d /boot/efi ] || [ -r /boot/efi ] || miss denied /boot/efi
  for unit in rescue emergency; do
    set -- "/etc/systemd/system/$unit.service" "/run/systemd/system/$unit.service" "/usr/lib/systemd/system/$unit.service" \
      "/lib/systemd/system/$unit.service" "/etc/systemd/system/$unit.service.d/"*.conf "/usr/lib/systemd/system/$unit.service.d/"*.conf
    for file in "$@"; do shift; [ ! -e "$file" ] || set -- "$@" "$file"; done
    [ $# -eq 0 ] || show 200 "$@"
  done
  show 200 /etc/inittab /etc/sysconfig/init /etc/systemd/system.conf /etc/systemd/system.conf.d/*.conf \
    /usr/lib/systemd/system.conf.d/*.conf
  if [ -d /run/systemd/system ] || [ -d /usr/lib/systemd/system ] || [ -d /lib/systemd/system ]; then
    say systemd present
    say ctrl-alt-del "$(readlink /etc/systemd/system/ctrl-alt-del.target || readlink /run/systemd/system/ctrl-alt-del.target)"
  else say systemd absent
  fi
  if [ -d /sys/firmware/efi ]; then
    variable=/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c
    say firmware efi
    if [ -r "$variable" ]; then run od -An -tu1 "$variable"; else miss denied "od $variable"; fi
  elif [ -d /sys/firmware ]; then say firmware other
  else miss absent "firmware (/sys/firmware)"
  fi
  finish boot
}

# Only lines that speak of passwords and superusers, with every hash hidden.
boot_loader() {
  show 20000 "$@" | awk '/^\|/ { if ($0 !~ /password|PASSWORD|superusers|^\|[ \t]*(editor|lock)/) next
      gsub(/grub\.pbkdf2\.[^ \t"]*/, "PBKDF2"); gsub(/\$[0-9a-z]+\$[^ \t"]*/, "CRYPT")
      if ($0 ~ /^\|[ \t]*password/ && $0 !~ /PBKDF2|CRYPT|\$\{?GRUB2_PASSWORD/) sub(/password[^_].*/, "password PLAIN")
      if ($0 ~ /GRUB2_PASSWORD=/ && $0 !~ /PBKDF2/) sub(/=.*/, "=OTHER") }
    { print }'
}

# USB as the kernel sees it now, what the kernel log still tells, and what keeps unknown devices out.
probe_usb() {
  begin usb
  if [ -d /sys/bus/usb/devices ]; then
    say bus present
    printf '=devices\n'
    set -- /sys/bus/usb/devices/*/authorized_default /sys/bus/usb/devices/*/bInterfaceClass \
      /sys/bus/usb/devices/*/idVendor /sys/bus/usb/devices/*/idProduct /sys/bus/usb/devices/*/product
    for file in "$@"; do shift; [ ! -r "$file" ] || set -- "$@" "$file"; done
    [ $# -eq 0 ] || awk 'FNR == 1 { print "|" substr(FILENAME, 22) " " substr($0, 1, 200) }' "$@"
    printf '?%s\n' "$?"
  elif [ -d /sys/bus ]; then say bus absent
  else miss absent /sys/bus
  fi
  kernel_log_of_usb
  show 500 /etc/usbguard/usbguard-daemon.conf
  [ ! -d /etc/usbguard ] || show 2000 /etc/usbguard/rules.conf /etc/usbguard/rules.d/*.conf
  finish usb
}

# The first line tells whether the log still reaches back to the start.
kernel_log_of_usb() {
  have dmesg || { miss absent dmesg; return; }
  printf '=dmesg\n'
  $limit dmesg 2>/dev/null | awk 'NR == 1 || /USB Mass Storage device detected|USB Attached SCSI|scsi host[0-9]+: uas/ {
      if (n++ < 200) print "|" substr($0, 1, 300) }
    END { if (!NR) print "!denied dmesg" }'
}

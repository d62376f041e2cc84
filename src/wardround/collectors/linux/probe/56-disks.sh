# Space and inodes of local file systems, block devices with what they stand on, arrays, errors that the kernel counts.
probe_disks() {
  begin disks
  if local_points && [ -n "$points" ]; then
    set -f; IFS=$nl
    set -- $points
    unset IFS; set +f
    table "df -kP" df -kP "$@"
    table "df -iP" df -iP "$@"
  else miss denied "df: /proc/self/mountinfo"
  fi
  table "ls -l /sys/block" ls -l /sys/block
  show 2 /sys/block/*/removable /sys/block/*/dev /sys/block/*/dm/uuid /sys/block/*/dm/name /sys/block/*/size
  printf '=slaves\n'
  for link in /sys/block/*/slaves/*; do [ ! -e "$link" ] || printf '|%s\n' "${link#/sys/block/}"; done
  show 200 /proc/mdstat /proc/swaps
  show 2 /sys/fs/ext4/*/errors_count /sys/fs/ext4/*/last_error_func /sys/devices/system/edac/mc/mc*/ue_count \
    /sys/devices/system/edac/mc/mc*/ce_count
  show 20 /sys/fs/btrfs/*/devinfo/*/error_stats
  finish disks
}

# table NAME COMMAND...: like run, under a name of its own.
table() {
  printf '=%s\n' "$1"; shift
  out=$($limit "$@" 2>/dev/null </dev/null); code=$?
  set -f; IFS=$nl
  for row in $out; do printf '|%s\n' "$row"; done
  unset IFS; set +f
  printf '?%s\n' "$code"
}

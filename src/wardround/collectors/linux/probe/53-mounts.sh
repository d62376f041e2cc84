# Mounts in force and planned. A password of a network share never leaves.
probe_mounts() {
  begin mounts
  show 5000 /proc/self/mountinfo
  show 1000 /etc/fstab | awk '{ gsub(/pass(word|wd)?2?=[^, \t]*/, "password=hidden"); print }'
  finish mounts
}

# local_points: sets `points`, the mount points of local file systems, and `left_out`, rows "kind options point" of the
# others that hold files; both separated by line breaks. A mount that shows a part of a walked file system again is no point.
local_points() {
  points= left_out= whole=' ' taken=$nl
  [ -r /proc/self/mountinfo ] || return 1
  while read -r id parent device root point options rest; do
    [ "$root" != / ] || whole="$whole$device "
  done </proc/self/mountinfo
  while read -r id parent device root point options rest; do
    kind=${rest#*- }; kind=${kind%% *}
    case $kind in
      ext[234]|xfs|btrfs|f2fs|jfs|reiserfs|zfs|vfat|exfat|overlay|tmpfs|ramfs|squashfs|erofs|nilfs2|bcachefs|devtmpfs) ;;
      nfs*|cifs|smb*|ceph|gluster*|fuse*|9p|lustre|afs|ocfs2|gfs2|iso9660|udf|ntfs*|virtiofs)
        left_out="$left_out$kind $options $point$nl"; continue ;;
      *) continue ;;
    esac
    case $point in
      /proc/*|/sys/*) continue ;;
      *'\012'*|/var/lib/docker/*|/var/lib/containers/*|/run/containerd/*|/var/lib/containerd/*|/var/lib/kubelet/*)
        left_out="$left_out$kind $options $point$nl"; continue ;;
      *'\'*) point=$(printf '%b' "$point") ;;
    esac
    again=" $device $root "
    [ "$kind" = btrfs ] || case $root:$whole in /:*) ;; *" $device "*) continue ;; esac
    case $taken in *"$nl$again$nl"*) continue ;; esac
    case "$nl$points" in *"$nl$point$nl"*) continue ;; esac
    taken="$taken$again$nl"
    points="$points$point$nl"
  done </proc/self/mountinfo
}

# Modules that a server rarely needs: whether this kernel has them, what modprobe would do, what is loaded.
probe_modules() {
  begin modules
  seldom=' dccp sctp rds tipc n_hdlc ax25 netrom rose x25 decnet appletalk atm can af_802154 '
  seldom="$seldom cramfs freevxfs jffs2 hfs hfsplus udf minix qnx4 qnx6 sysv ufs affs befs bfs efs omfs romfs "
  seldom="$seldom usb_storage uas firewire_core firewire_ohci firewire_sbp2 thunderbolt "
  lib=; read -r x x release rest </proc/version && lib=/lib/modules/$release
  say names "$seldom"
  if [ -r "$lib/modules.dep" ]; then
    if [ -r "$lib/modules.builtin" ]; then module_files "$lib/modules.dep" "$lib/modules.builtin"
    else module_files "$lib/modules.dep"; fi
  else miss absent "/lib/modules/*/modules.dep"
  fi
  # Names only: the counts beside them change from one moment to the next.
  set -- /proc/net/protocols
  if [ -e /proc/modules ]; then set -- /proc/modules "$@"; else miss absent /proc/modules; fi
  awk 'FNR == 1 { print "=" FILENAME } { print "|" $1 }' "$@" 2>/dev/null
  module_rules
  show 200 /proc/cmdline /sys/module/module/parameters/sig_enforce /proc/filesystems
  for name in $seldom; do [ ! -d "/sys/module/$name" ] || say "/sys/module/$name" present; done
  finish modules
}

module_files() {
  printf '=/lib/modules\n'
  awk -v names="$seldom" '{ path = $1; sub(/:$/, "", path); name = path; sub(/.*\//, "", name); sub(/\.ko.*/, "", name)
      gsub(/-/, "_", name)
      if (index(names, " " name " ")) print "|" name " " (FILENAME ~ /builtin$/ ? "builtin" : "loadable") " " path }' "$@" 2>/dev/null
  printf '?%s\n' "$?"
}

module_rules() {
  have modprobe || { miss absent modprobe; return; }
  printf '=modprobe --showconfig\n'
  $limit modprobe --showconfig 2>/dev/null | awk -v names="$seldom" '
    { name = $2; gsub(/-/, "_", name); seen = 1 }
    $1 ~ /^(blacklist|install)$/ && index(names, " " name " ") { print "|" substr($0, 1, 500) }
    $1 == "alias" && $3 == "off" { print "|" substr($0, 1, 500) }
    END { if (!seen) print "!error modprobe --showconfig printed nothing" }'
}

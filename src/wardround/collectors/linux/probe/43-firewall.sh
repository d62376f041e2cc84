# The packet filter in force, from the kernel. Asking for a part that is not loaded would load it: so it is not asked.
probe_firewall() {
  begin firewall
  if [ "$me" != 0 ]; then miss denied "nft list ruleset"
  else
    kernel=$(uname -r)
    if [ -d /sys/module/nf_tables ]; then nft=loaded
    elif [ ! -e "/lib/modules/$kernel/modules.builtin" ]; then nft=perhaps
    elif grep -q /nf_tables.ko "/lib/modules/$kernel/modules.builtin"; then nft=loaded
    else nft=absent
    fi
    say "nf_tables in the kernel" "$nft"
    if [ "$nft" != absent ]; then
      if have nft; then bounded 20000 nft list ruleset
      elif [ "$nft" = loaded ]; then miss error nft
      fi
    fi
    old_tables /proc/net/ip_tables_names iptables
    old_tables /proc/net/ip6_tables_names ip6tables
  fi
  finish firewall
}

old_tables() {
  tables=; [ ! -r "$1" ] || read -r tables <"$1"
  say "$1" "${tables:-none}"
  if [ -n "$tables" ]; then
    if have "$2-legacy-save"; then bounded 20000 "$2-legacy-save"; else bounded 20000 "$2-save"; fi
  elif ! have nft && [ "$nft" != absent ] && have "$2-save"; then bounded 20000 "$2-save"
  fi
}

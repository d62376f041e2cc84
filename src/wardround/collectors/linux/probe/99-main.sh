
main() {
  printf '#wardround-probe 1 linux %s\n' "$version"
  for section in $sections; do "probe_$section"; done
}

# The digest at the end lets the reader notice a file cut short or changed on its way.
{ main </dev/null 2>/dev/null | tee /dev/fd/4 | sha256sum | { read -r sum rest; printf '#wardround-end sha256 %s\n' "$sum"; }; } 4>&1 | cat
[ "$hashes" = 0 ] || secret_tail 2>/dev/null

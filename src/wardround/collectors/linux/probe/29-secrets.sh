# Only with --password-hashes: the hashes of accounts that may log in with a password, AFTER the end of the record,
# so that the record itself never holds one. The reader cuts this tail off before anything is kept.
secret_tail() {
  printf '#wardround-secret 1\n'
  if [ -r /etc/shadow ]; then
    awk -F: 'length($2) > 12 && $2 !~ /^[!*]/ && NR <= 50000 { print "|" $1 ":" substr($2, 1, 500); n++ }
      END { print "#wardround-secret-end " n + 0 }' /etc/shadow
  elif [ -e /etc/shadow ]; then printf '!denied /etc/shadow\n#wardround-secret-end 0\n'
  else printf '!absent /etc/shadow\n#wardround-secret-end 0\n'
  fi
}

# Homes: owner and mode, dot files, public keys with their comment. Of private keys only whether one is encrypted.
# A home on a network or automounted file system is not touched.
probe_homes() {
  begin homes
  away=; homes=; keys=; unset IFS
  while read -r device point kind rest; do
    case $kind in nfs*|cifs|smb*|fuse*|autofs|9p|ceph|gluster*|lustre|afs) away="$away$point$nl" ;; esac
  done </proc/self/mounts
  IFS=:
  while read -r name pass uid gid comment home shell; do
    case $home in /?*) ;; *) continue ;; esac
    case $nl$homes$keys in *"$nl$home$nl"*) continue ;; esac
    if is_away "$home"; then miss skipped "$home"; continue; fi
    case ${shell##*/} in
      nologin|false|sync|shutdown|halt|true) [ ! -e "$home/.ssh" ] || keys="$keys$home$nl" ;;
      *)
        if [ -d "$home" ]; then homes="$homes$home$nl"
        elif [ -d "${home%/*}/" ] && [ ! -x "${home%/*}/" ]; then miss denied "$home"
        else miss absent "$home"
        fi ;;
    esac
  done </etc/passwd
  unset IFS
  home_files
  finish homes
}

is_away() {
  IFS=$nl; found=1
  for mount in $away; do case $1/ in "${mount%/}"/*) [ "$mount" = / ] || found=0 ;; esac; done
  IFS=:; return $found
}

home_files() {
  set -f; IFS=$nl
  dirs=; ssh=
  for home in $homes; do
    dirs="$dirs$home$nl"
    if [ ! -r "$home" ] || [ ! -x "$home" ]; then miss denied "$home/"; fi
  done
  for home in $homes $keys; do
    [ ! -e "$home/.ssh" ] || { ssh="$ssh$home/.ssh$nl"; [ -r "$home/.ssh" ] && [ -x "$home/.ssh" ] || miss denied "$home/.ssh"; }
  done
  printf '=homes\n'
  [ -z "$dirs" ] || stat -L -c '|%f %u %g %n' $dirs 2>/dev/null
  printf '=entries\n'
  [ -z "$dirs$ssh" ] || find -H $dirs $ssh -maxdepth 1 \( -name '.*' -o -path '*/.ssh/*' \) ! -name "*$nl*" \
    -exec stat -L -c '|%f %u %g %n' {} + 2>/dev/null | awk 'NR <= 50000; NR == 50001 { print "!truncated entries" }'
  public_keys
  private_keys
  unset IFS; set +f
}

public_keys() {
  set --
  for folder in $ssh; do
    for f in "$folder/authorized_keys" "$folder/authorized_keys2"; do
      if [ -r "$f" ] && [ -f "$f" ]; then set -- "$@" "$f"; printf '+%s\n' "$f"
      elif [ -e "$f" ]; then miss denied "$f"
      fi
    done
  done
  [ $# -eq 0 ] || awk '
    FNR == 1 { print "=" FILENAME }
    FNR == 2001 { print "!truncated " FILENAME }
    FNR > 2000 || /^[ \t]*(#|$)/ { next }
    { for (i = 1; i < NF; i++) if ($i ~ /^(ssh-|ecdsa-|sk-)/ && $(i + 1) ~ /^AAAA/) {
        row = $i " " $(i + 1)
        for (j = i + 2; j <= NF && j < i + 8; j++) row = row " " substr($j, 1, 80)
        print "|" substr(row, 1, 6000); next
      }
      print "|?" }' "$@" 2>/dev/null
}

private_keys() {
  printf '=private keys\n'
  [ -n "$dirs$ssh" ] || return 0
  files=$(find -H $dirs $ssh -maxdepth 1 -type f -size -64 ! -name "*$nl*" ! -name '*.pub' ! -name 'known_hosts*' \
    ! -name 'authorized_keys*' \( -path '*/.ssh/*' -o -name '*.pem' -o -name '*.key' -o -name 'id_[rde]*' -o -name '*.ppk' \) 2>/dev/null)
  set --
  for f in $files; do if [ -r "$f" ]; then set -- "$@" "$f"; else miss denied "$f"; fi; done
  [ $# -eq 0 ] || awk '
    FNR > 4 { next }
    FNR == 1 { at = 0 }
    /^-----BEGIN .*PRIVATE KEY-----/ { at = FNR; openssh = /OPENSSH/; if (/ENCRYPTED/) { print "|encrypted " FILENAME; at = 0 }; next }
    /^PuTTY-User-Key-File/ { putty = FILENAME; next }
    putty == FILENAME && /^Encryption:/ { print (/none/ ? "|open " : "|encrypted ") FILENAME; next }
    at && FNR == at + 1 { closed = openssh ? $0 !~ /^b3BlbnNzaC1rZXktdjEAAAAABG5vbmU/ : /ENCRYPTED/
      print (closed ? "|encrypted " : "|open ") FILENAME }' "$@" 2>/dev/null
}

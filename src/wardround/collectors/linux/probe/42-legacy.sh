# Old and open network services: what their configuration lets in. Passwords, communities and keys are never printed:
# of the large files only the settings that are judged, each on its own line number.
probe_legacy() {
  begin legacy
  show 1000 /etc/inetd.conf /etc/xinetd.conf /etc/xinetd.d/* /etc/exports /etc/exports.d/*.exports /var/lib/nfs/etab \
    /etc/rsyncd.conf /etc/rsyncd/rsyncd.conf /etc/hosts.equiv /etc/ssh/shosts.equiv /root/.rhosts /root/.shosts
  # A user may point a link in the own home at any file: only that it is there is told, not what it says.
  printf '=trust files of users\n'
  for f in /home/*/.rhosts /home/*/.shosts; do
    case $f in *"$nl"*) continue ;; esac
    [ ! -s "$f" ] || printf '|%s\n' "$f"
  done
  for f in /home/*; do [ -x "$f" ] || [ ! -d "$f" ] || { miss denied "/home/*/.rhosts"; break; }; done
  chosen=
  for f in /etc/vsftpd.conf /etc/vsftpd/vsftpd.conf /etc/proftpd.conf /etc/proftpd/proftpd.conf /etc/samba/smb.conf \
    /etc/snmp/snmpd.conf /etc/snmp/snmpd.local.conf /etc/snmp/snmpd.conf.d/*.conf /etc/redis.conf \
    /etc/redis/redis.conf /etc/mongod.conf /etc/mongodb.conf /etc/elasticsearch/elasticsearch.yml \
    /etc/memcached.conf /etc/sysconfig/memcached /etc/postfix/main.cf; do
    case $f in *'*'*|*' '*|*"$nl"*) continue ;; esac
    if [ -r "$f" ] && [ -f "$f" ]; then chosen="$chosen $f"
    elif [ -e "$f" ] || { [ -d "${f%/*}" ] && [ ! -x "${f%/*}" ]; }; then miss denied "$f"
    fi
  done
  # shellcheck disable=SC2086
  [ -z "$chosen" ] || awk "$judged_settings" $chosen 2>/dev/null
  if have testparm && [ -r /etc/samba/smb.conf ]; then
    $limit testparm -s -l 2>/dev/null </dev/null | awk -v name="testparm -s" "$judged_settings"
  fi
  finish legacy
}

judged_settings='
function community(word) { gsub(/"/, "", word); word = tolower(word); return (word == "public" || word == "private") ? word : "other" }
BEGIN { most = 5000
  n = split("anonymous_enable ssl_enable force_local_logins_ssl force_local_data_ssl <anonymous </anonymous> tlsengine tlsrequired " \
    "bind port tls-port protected-mode requirepass aclfile user auth noauth security authorization keyfile bindip bindipall net " \
    "bind_ip xpack.security.enabled network.host http.host mynetworks inet_interfaces options listen", k, " ")
  for (i = 1; i <= n; i++) keep[k[i]] = 1
  n = split("guest ok|public|guest only|map to guest|restrict anonymous|min protocol|server min protocol|read only|writable|writeable|ntlm auth|lanman auth|path", k, "|")
  for (i = 1; i <= n; i++) samba[k[i]] = 1 }
FNR == 1 { if (name == "" || NR > 1) name = FILENAME; print "=" name }
FNR > most { if (FNR == most + 1) print "!truncated " name; next }
{ text = $0; gsub(/^[ \t]+|[ \t\r]+$/, "", text); out = ""
  if (text == "" || text ~ /^[#;]/) { print "|"; next }
  key = tolower(text); sub(/[ \t=:>].*/, "", key)
  if (name ~ /snmp/) {
    n = split(text, w, /[ \t]+/); word = tolower(w[1])
    if (word ~ /^r[ow]community6?$/) out = word " " community(w[2]) " " (n > 2 ? w[3] : "default")
    else if (word ~ /^com2sec6?$/) { s = (w[2] ~ /^-/) ? 5 : 3; out = word " " w[s - 1] " " w[s] " " community(w[s + 1]) }
    else if (word ~ /^(agentaddress|rouser|rwuser|includedir|includefile)$/) out = word (word ~ /user/ ? "" : " " w[2])
  } else if (name ~ /smb.conf|testparm/) {
    split(text, w, /[ \t]*=[ \t]*/); word = tolower(w[1])
    if (text ~ /^\[/ || word in samba) out = text
  } else if (name ~ /memcached/) { if (text ~ /^-[lSUpY]/ || key == "options") out = text }
  else if (key == "requirepass") out = key (text ~ /^[^ \t]+[ \t]+("")?$/ ? " empty" : " set")
  else if (key == "user") out = key (text ~ /nopass/ ? " nopass" : " set")
  else if (key in keep) { out = substr($0, 1, 500) }
  print "|" out }'

# Command lines and job files may hold passwords: each line is masked before it is printed. Masked are the word after a
# password option, the value of a password-like name, user:password@ of an address and user/password of database tools.
masking='
function value(word, at,   c) {
  c = substr(word, at, 1)
  if (c == "\"" || c == "\047") { if (length(word) == at || substr(word, length(word)) != c) quote = c }
  return substr(word, 1, at - 1) "***"
}
function masked(word, before, all,   low, at, rest) {
  low = tolower(word)
  if (low ~ /^["\047]?(bearer|basic)$/) { hide = 1; return word }
  if (quote != "") { if (substr(word, length(word)) == quote) quote = ""; return "***" }
  if (hide) { hide = 0; return value(word, 1) }
  if (match(low, /(pass|pwd|secret|token|credential|api_?key|access_?key|private_?key|authorization)[a-z0-9_.-]*["\047]?[=:]/)) {
    at = RSTART + RLENGTH
    if (at > length(word)) { hide = 1; return word }
    return value(word, at)
  }
  if (low ~ /:om(my|pg)sql:/) return substr(word, 1, index(word, ",")) "***"
  if (low ~ /^--?(p|pw|pass|passwd|password|passphrase|passin|passout|storepass|keypass|secret|token|api-key)$/) {
    if (low != "-p" || before !~ /(^|\/)(mkdir|cp|ps|install|ssh|scp|rsync|docker)$/) hide = 1
    return word
  }
  if (low ~ /^-p./ && all ~ /mysql|maria|sshpass|plink|7z|rar|zip/) return value(word, 3)
  if (low == "-a" && all ~ /redis-cli/ || word ~ /^-[cAX]$/ && all ~ /snmp/ || word ~ /^-[wP]$/ && all ~ /ldap|sqlcmd|isql|bcp|mosquitto/) {
    hide = 1; return word
  }
  if (before ~ /^(-u|-U|--user|--proxy-user)$/ && match(word, /[:%]/)) return substr(word, 1, RSTART) "***"
  if (at = index(word, "://")) {
    rest = substr(word, at + 3)
    if (rest ~ /^[^\/:@]*:.*@/) { match(rest, /^[^:]*:/); low = substr(rest, 1, RLENGTH); sub(/.*@/, "***@", rest); return substr(word, 1, at + 2) low rest }
  }
  if (all ~ /(^|[ \/;&|])(sqlplus|expdp|impdp|exp|imp|rman|sqlldr)( |$)/ && low ~ /^["\047]?[a-z0-9_$#]+\/[^\/]/) return substr(word, 1, index(word, "/")) "***"
  return word
}
function mask(text,   word, n, i, new, hit, line, all) {
  all = tolower(text); hide = 0; quote = ""
  n = split(text, word, " ")
  for (i = 1; i <= n; i++) {
    new = masked(word[i], i > 1 ? word[i - 1] : "", all)
    if (new != word[i]) hit = 1
    line = line (i > 1 ? " " : "") new
  }
  return hit ? line : text
}'
# conceal LINES FILE...: as show, with what is secret masked.
conceal() { functions=$masking form='substr(mask($0), 1, 1000)'; show "$@"; functions= form=; }

# Processes that a control group holds but /proc does not list are hidden; without control groups every number is tried.
known_processes() {
  groups=/sys/fs/cgroup
  [ -f $groups/cgroup.procs ] || for name in systemd pids; do [ -d $groups/$name ] && groups=$groups/$name && break; done
  find $groups -name cgroup.procs -exec cat {} + | awk '
    /^[1-9]/ { if (!seen[$1]++) { n++; printf "b%s ", $1 } }
    END { if (!n) for (i = 1; i <= 32768; i++) { file = "/proc/" i "/stat"; if ((getline row < file) > 0) printf "b%s ", i; close(file) } }'
  printf '\0'
}
probe_processes() {
  begin processes
  printf '=mounts\n'
  awk '$5 ~ /^\/proc(\/[0-9]+)?$/ { print "|" substr($0, 1, 300) }' /proc/self/mountinfo
  printf '=table\n'
  { known_processes
    find /proc -maxdepth 2 -path '/proc/[0-9]*/exe' -printf 'e%p %l\0'
    grep -Haz '' /proc/[0-9]*/cmdline
  } 2>/dev/null | tr '\n\0' '\001\n' | awk "$masking"'
    function clean(text) { gsub(/[\001-\037\177]/, "?", text); return text }
    function status(pid,   file, row, part) {
      file = "/proc/" pid "/status"; name = uid = parent = tgid = ""; memory = 0; state = ""
      while ((getline row < file) > 0) {
        split(row, part, /[ \t]+/)
        if (row ~ /^Name:/) name = clean(substr(row, 7))
        else if (row ~ /^State:/) state = part[2]
        else if (row ~ /^Tgid:/) tgid = part[2]
        else if (row ~ /^PPid:/) parent = part[2]
        else if (row ~ /^Uid:/) uid = part[3]
        else if (row ~ /^VmSize:/) { memory = 1; break }
      }
      close(file)
      return uid != ""
    }
    /^b[1-9]/ { n = split($0, part, " "); for (i = 1; i <= n; i++) known[substr(part[i], 2)] = 1; next }
    /^e\/proc\// { split($0, part, "/"); order[++total] = part[3]; exe[part[3]] = substr($0, index($0, " ") + 1); next }
    /^\/proc\/[0-9]+\/cmdline:/ {
      split($0, part, "/")
      if (length(command[part[3]]) < 2000) command[part[3]] = command[part[3]] (command[part[3]] == "" ? "" : " ") substr($0, index($0, ":") + 1)
    }
    END {
      for (i = 1; i <= total; i++) {
        pid = order[i]; listed[pid] = 1
        if (!status(pid)) continue
        link = exe[pid] == "" && memory && state != "Z" ? "?" : clean(substr(exe[pid], 1, 300))
        printf "|%s %s %s\t%s\t%s\t%s\n", pid, parent, uid, name, link, substr(mask(clean(command[pid])), 1, 300)
      }
      print "=hidden"
      for (pid in known) if (total && !(pid in listed) && status(pid) && tgid == pid) print "|" pid " " name
      if (!total) print "!error /proc"
    }'
  finish processes
}

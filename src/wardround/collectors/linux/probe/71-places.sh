# Owner, mode, size and time of the files in places that matter: kind mode uid gid size mtime path, 500 of a directory.
probe_places() {
  begin places
  programs= roots=
  IFS=$nl; set -f
  for word in $(started_paths); do
    case $word in r:*) roots="$roots$nl${word#r:}" ;; *) programs="$programs$nl$word" ;; esac
  done
  row='|%y %m %U %G %s %T@ %p\n'
  odd="*$nl*"
  printf '=files\n'
  exec 3>&1
  denied=$({ { find -H /etc/audit /etc/audit/rules.d /var/log /var/log/audit /var/log/clamav /var/log/journal /run/log/journal /etc/machine-id /lost+found \
      /etc/crontab /etc/anacrontab /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly \
      /etc/cron.allow /etc/cron.deny /etc/at.allow /etc/at.deny /usr/bin/crontab /usr/bin/at /var/spool/cron /var/spool/cron/crontabs \
      /etc/systemd/system /usr/local/lib/systemd/system /etc/rc.local /etc/rc.d/rc.local /etc/rc.d/init.d /etc/init.d \
      /etc/profile /etc/profile.d /etc/bash.bashrc /etc/bashrc /etc/environment /etc/xdg/autostart /etc/update-motd.d \
      /var/lib/clamav /var/lib/wtmpdb /var/opt/drweb.com/bases /opt/eset/efs/lib /opt/sophos-spl/plugins/av/chroot/susi/update_source/vdl /opt/Symantec/virusdefs \
      /opt/BitDefender/var/lib/scan/versions.dat /opt/bitdefender-security-tools/bin /opt/ds_agent /opt/microsoft/mdatp /opt/eset /opt/sophos-spl \
      /opt/sophos-av /opt/McAfee/ens /opt/Symantec /opt/f-secure /opt/CrowdStrike /opt/sentinelone /opt/COMODO /opt/drweb.com /opt/qaxsafe \
      /opt/TrendMicro/SProtectLinux /usr/local/aegis /usr/local/qcloud/YunJing /usr/local/hostguard /titan/agent /sf/edr/agent /usr/local/maldetect \
      /var/lib/mysql /var/lib/pgsql /var/lib/postgresql /var/lib/redis /var/lib/mongodb /var/lib/mongo -maxdepth 1 \
      \( -name "$odd" -prune -printf '!error a file name with a line break\n' \
      , -type d ! \( -readable -executable \) -printf '!denied %p\n' , ! -name "$odd" -printf "$row" \)
    find -H /backup /backups /data/backup /data/backups /home/backup /opt/backup /srv/backup /var/backup /var/backups /var/lib/pgsql/backups \
      /mnt/backup /u01/backup /var/www /srv/www /usr/share/nginx/html $roots /dev -maxdepth 3 \
      \( -name "$odd" -prune -printf '!error a file name with a line break\n' \
      , -type d ! \( -readable -executable \) -printf '!denied %p\n' \
      , ! -name "$odd" \( -path '/dev/*' -type f ! -path '/dev/shm/*' ! -path '/dev/mqueue/*' ! -path '/dev/hugepages/*' \
        -o -type d -name .git -o -type d -name .svn -o ! -path '/dev/*' -type f \( -name '*.sql' -o -name '*.sql.*' -o -name '*.dmp' -o -name '*.dmp.*' \
        -o -name '*.dump' -o -name '*.dump.*' -o -name '*.bak' -o -name '*.bkp' -o -name '*.rman' -o -name '*.xbstream' -o -name '*.tar.gz' -o -name '*.tgz' \
        -o -name '*.tar.zst' -o -name '*.tar.xz' -o -name '*.zip' -o -name '*.rar' -o -name '*.7z' -o -name '*.old' -o -name '*.swp' -o -name '*~' -o -name .env \) \) \
        -printf "$row" \)
    printf '=programs\n'
    find -H $programs -maxdepth 0 -printf "$row"
  } 2>&4 | awk '
    /^\|/ { place = $0; sub(/^(\|[^ ]+ )([^ ]+ ){5}/, "", place); sub(/\/[^\/]*$/, "", place)
            if (++n[place] > 500) { if (n[place] == 501) print "!truncated " place; next } }
    { print }' >&3; } 4>&1 | awk '
    /Permission denied/ && match($0, /\/[^\047]*/) { if (++n <= 200) print "!denied " substr($0, RSTART, RLENGTH) }')
  exec 3>&-
  [ -z "$denied" ] || printf '%s\n' "$denied"
  unset IFS; set +f
  finish places
}

# Absolute paths in jobs, start scripts and local units (each with its directory), and document roots marked r:
started_paths() {
  set +f
  for f in /etc/crontab /etc/anacrontab /etc/cron.d/* /var/spool/cron/* /var/spool/cron/crontabs/* /etc/rc.local /etc/rc.d/rc.local \
    /etc/systemd/system/*.service /usr/local/lib/systemd/system/*.service \
    /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/sites-enabled/* /usr/local/nginx/conf/nginx.conf \
    /etc/httpd/conf/httpd.conf /etc/httpd/conf.d/*.conf /etc/apache2/sites-enabled/*.conf
  do [ -f "$f" ] && [ -r "$f" ] && set -- "$@" "$f"; done
  [ $# -eq 0 ] || awk '
    /^[ \t]*[#;]/ { next }
    FILENAME ~ /nginx|httpd|apache2/ {
      n = split($0, part, /[{};]/)
      for (i = 1; i <= n; i++) {
        split(part[i], word, " "); gsub(/"/, "", word[2])
        if (tolower(word[1]) ~ /^(root|alias|documentroot)$/ && word[2] ~ /^\/[^\/]/ && !seen["r" word[2]]++) print "r:" word[2]
      }
      next
    }
    FILENAME ~ /\.service$/ && !/^Exec/ { next }
    { gsub(/[=;|&<>()"`\047\t]/, " ")
      for (i = 1; i <= NF; i++) if ($i ~ /^\/[^*?$]+$/ && $i !~ /^\/(dev|proc|sys)\// && total < 600) {
        if (!seen[$i]++) { print $i; total++ }
        place = $i; sub(/\/[^\/]*$/, "", place); if (place != "" && !seen[place]++) { print place; total++ }
      } }' "$@"
}

# Settings of web and database servers that bear on safety; other lines stay blank, a password shows only that it is set.
probe_servers() {
  begin servers
  set --
  for f in /etc/postgresql/*/*/pg_hba.conf /var/lib/pgsql/data/pg_hba.conf /var/lib/pgsql/*/data/pg_hba.conf /var/lib/postgresql/data/pg_hba.conf \
    /etc/redis/*.conf /etc/redis.conf /etc/mongod.conf /etc/my.cnf /etc/my.cnf.d/*.cnf /etc/mysql/my.cnf /etc/mysql/*.conf.d/*.cnf \
    /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/default.d/*.conf /etc/nginx/sites-enabled/* /usr/local/nginx/conf/nginx.conf \
    /etc/httpd/conf/httpd.conf /etc/httpd/conf.d/*.conf /etc/apache2/apache2.conf /etc/apache2/conf-enabled/*.conf \
    /etc/apache2/sites-enabled/*.conf /etc/apache2/mods-enabled/*.conf
  do set -- "$@" "$f"; done
  functions='function kept(line) {
    if (line ~ /^[ \t]*[#;]/) return ""
    if (FILENAME ~ /pg_hba/) return substr(line, 1, 300)
    if (tolower(line) ~ /^[ \t]*(requirepass|masterauth|user)[ \t]/ && FILENAME ~ /redis/) { match(line, /^[ \t]*[a-zA-Z]+/); return substr(line, 1, RLENGTH) " ***" }
    if (tolower(line) ~ /(^|[{};])[ \t]*(protected-mode|bind|port|include|authorization:|bindip:|net:|security:|skip[-_]grant[-_]tables|bind-address|!include|ssl_protocols|sslprotocol|server_tokens|servertokens|serversignature|autoindex|options|root|alias|documentroot|listen|user|<directory|<\/directory|<virtualhost|<\/virtualhost|include|includeoptional)/) return substr(line, 1, 300)
    return ""
  }' form='kept($0)'
  show 3000 "$@"
  functions= form=
  finish servers
}
